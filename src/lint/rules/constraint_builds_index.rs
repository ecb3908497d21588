//! `constraint-builds-index`: a key or exclusion constraint builds its index under an exclusive lock.

use crate::lint::evidence::{adds_key, begins, has};
use crate::lint::{Evidence, Found, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    code: "constraint-builds-index",
    severity: Severity::Error,
    title: "a key or exclusion constraint builds its index under an exclusive lock",
    why: "Nobody reads or writes the table until the index is built.",
    remedy: "CREATE UNIQUE INDEX CONCURRENTLY first, then ADD CONSTRAINT … USING INDEX",
    before: "CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text);",
    bad: "ALTER TABLE t ADD CONSTRAINT t_a UNIQUE (a);",
    good: "-- no-transaction\nCREATE UNIQUE INDEX CONCURRENTLY t_a ON t (a);",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (number, statement) in evidence.statements() {
        if !begins(statement, &["alter", "table"]) || !adds_key(statement) || has(statement, &["using", "index"]) {
            continue;
        }
        for lock in evidence.held(statement).filter(|lock| lock.read) {
            found.push(Found::at(number, format!("nobody reads or writes {} while its index is built", lock.relation)));
        }
    }
    found
}
