//! `autovacuum-off`: autovacuum is turned off for a table.

use crate::lint::{Evidence, Found, Rule, Severity};
use crate::model::{Kind, Object};

pub(in crate::lint) const RULE: Rule = Rule {
    code: "autovacuum-off",
    severity: Severity::Warning,
    title: "autovacuum is turned off for a table",
    why: "Its dead rows stay, its statistics grow old, and in the end the server must freeze it at the worst of times.",
    remedy: "tune autovacuum_vacuum_scale_factor",
    before: "CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text);",
    bad: "ALTER TABLE t SET (autovacuum_enabled = false);",
    good: "ALTER TABLE t SET (autovacuum_vacuum_scale_factor = 0.01);",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for change in evidence.changes.iter().filter(|change| change.id.kind == Kind::Table) {
        let off = |side: &Option<Object>| match side {
            Some(Object::Table(table)) => table
                .options
                .get("autovacuum_enabled")
                .is_some_and(|value| ["false", "off", "0", "no"].contains(&value.as_str())),
            _ => false,
        };
        if off(&change.after) && !off(&change.before) {
            found.push(Found::near(evidence.about(&change.id), format!("dead rows of {} stay", change.id)));
        }
    }
    found
}
