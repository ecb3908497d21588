//! `varchar-limit`: a column of type varchar(n).

use crate::lint::{Evidence, Found, Rule, Severity};
use crate::model::{Kind, Object};

pub(super) const RULE: Rule = Rule {
    code: "varchar-limit",
    severity: Severity::Off,
    title: "a column of type varchar(n)",
    why: "Another limit is a change of type under an exclusive lock.",
    remedy: "text with a CHECK, which can be added NOT VALID and validated",
    before: "CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text);",
    bad: "ALTER TABLE t ADD COLUMN c varchar(20);",
    good: "ALTER TABLE t ADD COLUMN c text;",
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
        if new.starts_with("character varying(") {
            found.push(Found::near(evidence.about(&change.id), format!("{} bears its limit in its type", change.id)));
        }
    }
    found
}
