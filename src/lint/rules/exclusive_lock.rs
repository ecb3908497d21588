//! `exclusive-lock`: a statement keeps all readers waiting, however briefly.

use crate::lint::{Evidence, Found, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    code: "exclusive-lock",
    severity: Severity::Off,
    title: "a statement keeps all readers waiting, however briefly",
    why: "Even a lock that is held for an instant waits for the longest query, and everything that comes after waits behind it.",
    remedy: "keep lock_timeout short and try again; run it when the table is quiet",
    before: "CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text);",
    bad: "ALTER TABLE t ADD COLUMN c int;",
    good: "COMMENT ON COLUMN t.b IS 'what it is';",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (number, statement) in evidence.statements() {
        for lock in evidence.held(statement).filter(|lock| lock.mode == "ACCESS EXCLUSIVE") {
            found.push(Found::at(number, format!("{} is locked: ACCESS EXCLUSIVE", lock.relation)));
        }
    }
    found
}
