//! `lock-timeout`: a file that locks tables does not set lock_timeout.

use crate::lint::evidence::{begins, says};
use crate::lint::{Evidence, Found, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    code: "lock-timeout",
    severity: Severity::Off,
    title: "a file that locks tables does not set lock_timeout",
    why: "Without it the migration may wait for a lock for ever, and whoever comes after waits behind it. `dbtool migrate up` sets it for the session; another runner may not.",
    remedy: "begin the file with SET LOCAL lock_timeout = '5s'",
    before: "CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text);",
    bad: "ALTER TABLE t ADD COLUMN c int;",
    good: "SET LOCAL lock_timeout = '5s';\nALTER TABLE t ADD COLUMN c int;",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let set = evidence.statements().position(|(_, it)| begins(it, &["set"]) && says(it, "lock_timeout"));
    let locks = evidence.statements().position(|(_, statement)| evidence.held(statement).next().is_some());
    match (set, locks) {
        (None, Some(number)) => vec![Found::at(number, "lock_timeout is not set before the first lock is taken")],
        (Some(set), Some(number)) if set > number => {
            vec![Found::at(number, "lock_timeout is set after the first lock is taken")]
        }
        _ => Vec::new(),
    }
}
