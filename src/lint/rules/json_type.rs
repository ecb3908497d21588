//! `json-type`: a column of type json.

use crate::lint::{Evidence, Found, Rule, Severity};
use crate::model::{Kind, Object};

pub(super) const RULE: Rule = Rule {
    code: "json-type",
    severity: Severity::Note,
    title: "a column of type json",
    why: "It has no equality, so that DISTINCT and UNION fail, and no index.",
    remedy: "jsonb",
    before: "CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text);",
    bad: "ALTER TABLE t ADD COLUMN c json;",
    good: "ALTER TABLE t ADD COLUMN c jsonb;",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for change in evidence.changes.iter().filter(|change| change.id.kind == Kind::Column) {
        let data_type = |side: &Option<Object>| match side {
            Some(Object::Column(column)) => Some(column.data_type.clone()),
            _ => None,
        };
        let Some(new) = data_type(&change.after).filter(|new| data_type(&change.before).as_ref() != Some(new)) else {
            continue;
        };
        if new == "json" {
            found.push(Found::near(
                evidence.about(&change.id),
                format!("{} can be neither compared nor indexed", change.id),
            ));
        }
    }
    found
}
