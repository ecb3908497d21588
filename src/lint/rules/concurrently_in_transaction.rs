//! `concurrently-in-transaction`: CONCURRENTLY stands in a file that runs in a transaction.

use crate::lint::evidence::{begins, says};
use crate::lint::{Evidence, Found, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    code: "concurrently-in-transaction",
    severity: Severity::Error,
    title: "CONCURRENTLY stands in a file that runs in a transaction",
    why: "The server refuses it there.",
    remedy: "move it to a file of its own that begins with `-- no-transaction`",
    before: "CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text);",
    bad: "CREATE INDEX CONCURRENTLY t_a ON t (a);",
    good: "-- no-transaction\nCREATE INDEX CONCURRENTLY t_a ON t (a);",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let concurrent = |statement: &crate::migrate::walk::Statement| {
        let view = begins(statement, &["refresh"]);
        says(statement, "concurrently")
            && !view
            && ["create", "drop", "reindex", "alter"].iter().any(|word| begins(statement, &[word]))
    };
    let found = evidence.statements().filter(|(_, it)| evidence.script().transactional && concurrent(it));
    found.map(|(number, _)| Found::at(number, "the server refuses CONCURRENTLY within a transaction")).collect()
}
