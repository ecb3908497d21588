//! `drop-index-not-concurrently`: an index is dropped under an exclusive lock.

use crate::lint::evidence::{begins, says};
use crate::lint::{Evidence, Found, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    code: "drop-index-not-concurrently",
    severity: Severity::Warning,
    title: "an index is dropped under an exclusive lock",
    why: "DROP INDEX waits for every query of the table, and all that come after wait behind it.",
    remedy: "DROP INDEX CONCURRENTLY, alone in a file that begins with `-- no-transaction`",
    before: "CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text); CREATE INDEX t_a ON t (a);",
    bad: "DROP INDEX t_a;",
    good: "-- no-transaction\nDROP INDEX CONCURRENTLY t_a;",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (number, statement) in evidence.statements() {
        if begins(statement, &["drop", "index"]) && !says(statement, "concurrently") {
            for lock in evidence.held(statement) {
                found.push(Found::at(number, format!("queries of {} wait until its index is dropped", lock.relation)));
            }
        }
    }
    found
}
