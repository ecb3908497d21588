//! `reindex-not-concurrently`: REINDEX keeps writers waiting.

use crate::lint::evidence::{begins, says};
use crate::lint::{Evidence, Found, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    code: "reindex-not-concurrently",
    severity: Severity::Error,
    title: "REINDEX keeps writers waiting",
    why: "Nobody writes to the table, nor reads by the index, until it is built again.",
    remedy: "REINDEX … CONCURRENTLY, alone in a file that begins with `-- no-transaction`",
    before: "CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text); CREATE INDEX t_a ON t (a);",
    bad: "REINDEX INDEX t_a;",
    good: "-- no-transaction\nREINDEX INDEX CONCURRENTLY t_a;",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let found = evidence.statements().filter(|(_, it)| begins(it, &["reindex"]) && !says(it, "concurrently"));
    found.map(|(number, _)| Found::at(number, "writers wait until the index is built again")).collect()
}
