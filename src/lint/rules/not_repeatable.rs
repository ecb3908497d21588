//! `not-repeatable`: what runs outside of a transaction cannot be run again.

use crate::lint::evidence::{begins, builds_index, says};
use crate::lint::{Evidence, Found, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    code: "not-repeatable",
    severity: Severity::Note,
    title: "what runs outside of a transaction cannot be run again",
    why: "Where the runner dies between the statement and its row of the history, the next run meets what is there already. dbtool finds out; other runners fail.",
    remedy: "write IF NOT EXISTS or IF EXISTS",
    before: "CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text);",
    bad: "-- no-transaction\nCREATE INDEX CONCURRENTLY t_a ON t (a);",
    good: "-- no-transaction\nCREATE INDEX CONCURRENTLY IF NOT EXISTS t_a ON t (a);",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let made = |statement: &crate::migrate::walk::Statement| {
        (builds_index(statement) || begins(statement, &["drop"])) && !says(statement, "exists")
    };
    let found = evidence.statements().filter(|(_, it)| !evidence.script().transactional && made(it));
    found.map(|(number, _)| Found::at(number, "this fails where it has run before")).collect()
}
