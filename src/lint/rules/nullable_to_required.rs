//! `nullable-to-required`: a column that held NULLs refuses them.

use crate::lint::{Evidence, Found, Rule, Severity};
use crate::model::{Kind, Object};

pub(super) const RULE: Rule = Rule {
    code: "nullable-to-required",
    severity: Severity::Warning,
    title: "a column that held NULLs refuses them",
    why: "The statement fails where a row has none, and so does code that still writes none.",
    remedy: "fill the rows first; add CHECK (column IS NOT NULL) NOT VALID and validate it in a migration before",
    before: "CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text);",
    bad: "ALTER TABLE t ALTER COLUMN a SET NOT NULL;",
    good: "ALTER TABLE t ADD CONSTRAINT full_a CHECK (a IS NOT NULL) NOT VALID;",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (id, before, after) in evidence.altered(Kind::Column) {
        let (Object::Column(old), Object::Column(new)) = (before, after) else { continue };
        let proved = evidence.before().objects.iter().any(|(other, entry)| {
            let Object::Check(check) = &entry.object else { return false };
            let wanted = format!("{} IS NOT NULL", crate::engine::postgres::quote::ident(&id.name));
            other.parent() == id.parent() && !check.not_valid && check.expression.contains(&wanted)
        });
        if new.not_null && !old.not_null && !proved {
            found.push(Found::near(evidence.about(id), format!("a row without {id} makes it fail")));
        }
    }
    found
}
