//! `required-to-nullable`: a column that refused NULL takes it.

use crate::lint::{Evidence, Found, Rule, Severity};
use crate::model::{Kind, Object};

pub(super) const RULE: Rule = Rule {
    code: "required-to-nullable",
    severity: Severity::Note,
    title: "a column that refused NULL takes it",
    why: "Readers that never met a NULL there meet one.",
    remedy: "see to it that readers can do with NULL first",
    before: "CREATE TABLE t (id bigint PRIMARY KEY, a integer NOT NULL);",
    bad: "ALTER TABLE t ALTER COLUMN a DROP NOT NULL;",
    good: "ALTER TABLE t ALTER COLUMN a SET DEFAULT 0;",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (id, before, after) in evidence.altered(Kind::Column) {
        let (Object::Column(old), Object::Column(new)) = (before, after) else { continue };
        if old.not_null && !new.not_null {
            found.push(Found::near(evidence.about(id), format!("readers of {id} may meet NULL")));
        }
    }
    found
}
