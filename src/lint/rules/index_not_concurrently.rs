//! `index-not-concurrently`: an index is built while writers wait.

use crate::lint::evidence::builds_index;
use crate::lint::{Evidence, Found, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    code: "index-not-concurrently",
    severity: Severity::Error,
    title: "an index is built while writers wait",
    why: "CREATE INDEX lets nobody write to the table until it is built.",
    remedy: "CREATE INDEX CONCURRENTLY, alone in a file that begins with `-- no-transaction`",
    before: "CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text);",
    bad: "CREATE INDEX t_a ON t (a);",
    good: "-- no-transaction\nCREATE INDEX CONCURRENTLY t_a ON t (a);",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (number, statement) in evidence.statements().filter(|(_, statement)| builds_index(statement)) {
        for lock in evidence.held(statement) {
            found.push(Found::at(number, format!("nobody writes to {} while the index is built", lock.relation)));
        }
    }
    found
}
