//! `char-type`: a column of type char(n).

use crate::lint::{Evidence, Found, Rule, Severity};
use crate::model::{Kind, Object};

pub(super) const RULE: Rule = Rule {
    code: "char-type",
    severity: Severity::Warning,
    title: "a column of type char(n)",
    why: "Values are padded with blanks, and compare in ways that surprise; it is no faster than text.",
    remedy: "text, with a CHECK where the length matters",
    before: "CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text);",
    bad: "ALTER TABLE t ADD COLUMN c char(3);",
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
        if new.starts_with("character(") || new == "character" {
            found.push(Found::near(evidence.about(&change.id), format!("{} pads its values with blanks", change.id)));
        }
    }
    found
}
