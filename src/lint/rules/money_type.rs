//! `money-type`: a column of type money.

use crate::lint::{Evidence, Found, Rule, Severity};
use crate::model::{Kind, Object};

pub(super) const RULE: Rule = Rule {
    code: "money-type",
    severity: Severity::Warning,
    title: "a column of type money",
    why: "Its meaning and its fraction hang on the server's lc_monetary.",
    remedy: "numeric, with the currency beside it",
    before: "CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text);",
    bad: "ALTER TABLE t ADD COLUMN c money;",
    good: "ALTER TABLE t ADD COLUMN c numeric(12, 2);",
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
        if new == "money" {
            found.push(Found::near(evidence.about(&change.id), format!("{} hangs on lc_monetary", change.id)));
        }
    }
    found
}
