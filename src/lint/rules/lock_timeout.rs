//! `lock-timeout`: a file that locks tables does not set lock_timeout.

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
    evidence.unset("lock_timeout")
}
