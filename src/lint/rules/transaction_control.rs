//! `transaction-control`: a file begins or ends transactions by itself.

use crate::lint::{Evidence, Found, Rule, Severity};
use crate::migrate::walk::controls_transaction;

pub(super) const RULE: Rule = Rule {
    code: "transaction-control",
    severity: Severity::Error,
    title: "a file begins or ends transactions by itself",
    why: "Each migration runs in one transaction with its row of the history: a COMMIT in the file tears the two apart.",
    remedy: "leave out BEGIN and COMMIT; `-- no-transaction` in the first line keeps a file out of a transaction",
    before: "CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text);",
    bad: "BEGIN;\nALTER TABLE t ADD COLUMN c int;\nCOMMIT;",
    good: "ALTER TABLE t ADD COLUMN c int;",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let found = evidence.statements().filter(|(_, statement)| controls_transaction(&statement.tokens));
    found.map(|(number, _)| Found::at(number, "the runner alone begins and ends the transaction")).collect()
}
