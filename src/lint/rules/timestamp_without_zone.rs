//! `timestamp-without-zone`: a timestamp without a time zone.

use crate::lint::{Evidence, Found, Rule, Severity};

pub(in crate::lint) const RULE: Rule = Rule {
    code: "timestamp-without-zone",
    severity: Severity::Warning,
    title: "a timestamp without a time zone",
    why: "It is no point in time: what it means depends on who reads it.",
    remedy: "timestamptz",
    before: "CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text);",
    bad: "ALTER TABLE t ADD COLUMN c timestamp;",
    good: "ALTER TABLE t ADD COLUMN c timestamptz;",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    evidence.typed("is no point in time", |new| new.starts_with("timestamp") && new.ends_with("without time zone"))
}
