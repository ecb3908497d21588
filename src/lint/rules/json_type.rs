//! `json-type`: a column of type json.

use crate::lint::{Evidence, Found, Rule, Severity};

pub(in crate::lint) const RULE: Rule = Rule {
    code: "json-type",
    severity: Severity::Note,
    title: "a column of type json",
    why: "It has no equality, so that DISTINCT and UNION fail, and no index.",
    remedy: "jsonb",
    before: "CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text);",
    bad: "ALTER TABLE t ADD COLUMN c json;",
    good: "ALTER TABLE t ADD COLUMN c jsonb;",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    evidence.typed("can be neither compared nor indexed", |new| new == "json")
}
