//! `timestamp-without-zone`: a timestamp without a time zone.

use crate::lint::{Evidence, Found, Rule, Severity};
use crate::model::{Kind, Object};

pub(super) const RULE: Rule = Rule {
    code: "timestamp-without-zone",
    severity: Severity::Warning,
    title: "a timestamp without a time zone",
    why: "It is no point in time: what it means depends on who reads it.",
    remedy: "timestamptz",
    before: "CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text);",
    bad: "ALTER TABLE t ADD COLUMN c timestamp;",
    good: "ALTER TABLE t ADD COLUMN c timestamptz;",
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
        if new.starts_with("timestamp") && new.ends_with("without time zone") {
            found.push(Found::near(evidence.about(&change.id), format!("{} is no point in time", change.id)));
        }
    }
    found
}
