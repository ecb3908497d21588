//! `several-without-transaction`: a file outside of a transaction holds several statements.

use crate::lint::{Evidence, Found, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    code: "several-without-transaction",
    severity: Severity::Warning,
    title: "a file outside of a transaction holds several statements",
    why: "Where one of them fails those before it stay, and the server runs several statements of one message in one transaction after all.",
    remedy: "give each statement a file of its own",
    before: "CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text);",
    bad: "-- no-transaction\nALTER TABLE t ADD COLUMN c int;\nALTER TABLE t ADD COLUMN d int;",
    good: "-- no-transaction\nALTER TABLE t ADD COLUMN c int, ADD COLUMN d int;",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    match evidence.statements().nth(1) {
        Some((number, _)) if !evidence.script().transactional => {
            vec![Found::at(number, "where this fails, what stands before it stays")]
        }
        _ => Vec::new(),
    }
}
