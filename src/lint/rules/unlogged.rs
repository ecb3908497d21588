//! `unlogged`: a table becomes unlogged.

use crate::lint::{Evidence, Found, Rule, Severity};
use crate::model::{Kind, Object, Persistence};

pub(in crate::lint) const RULE: Rule = Rule {
    code: "unlogged",
    severity: Severity::Warning,
    title: "a table becomes unlogged",
    why: "A crash empties it, and no replica has it; the table is written anew as well.",
    remedy: "leave it logged; a temporary table serves what may be lost",
    before: "CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text);",
    bad: "ALTER TABLE t SET UNLOGGED;",
    good: "COMMENT ON TABLE t IS 'kept';",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (id, before, after) in evidence.altered(Kind::Table) {
        let (Object::Table(old), Object::Table(new)) = (before, after) else { continue };
        if old.persistence != new.persistence && new.persistence == Persistence::Unlogged {
            found.push(Found::near(evidence.about(id), format!("a crash empties {id}")));
        }
    }
    found
}
