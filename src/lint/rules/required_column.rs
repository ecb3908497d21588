//! `required-column`: a column without values for the rows that are there refuses NULL.

use crate::lint::evidence::{names_it, says};
use crate::lint::{Evidence, Found, Rule, Severity};
use crate::model::{Kind, Object, ObjectId};

pub(super) const RULE: Rule = Rule {
    code: "required-column",
    severity: Severity::Error,
    title: "a column without values for the rows that are there refuses NULL",
    why: "The statement fails as soon as the table has a row.",
    remedy: "give it a default, or add it nullable, fill it in portions and then SET NOT NULL",
    before: "CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text);",
    bad: "ALTER TABLE t ADD COLUMN c text NOT NULL;",
    good: "ALTER TABLE t ADD COLUMN c text NOT NULL DEFAULT '';",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (id, object) in evidence.created(Kind::Column).filter(|(id, _)| evidence.stays(id)) {
        let Object::Column(column) = object else { continue };
        let filled = column.identity.is_some() || column.generated.is_some() || evidence.about(id).is_none();
        let default = evidence.after().get(&ObjectId::child(id, Kind::Default, ""));
        let renamed = evidence.statements().any(|(_, it)| says(it, "rename") && names_it(it, &id.name));
        if column.not_null && !filled && default.is_none() && !renamed {
            let message = format!("column {id} has no value for the rows that are there");
            found.push(Found::near(evidence.about(id), message));
        }
    }
    found
}
