//! `varchar-limit`: a column of type varchar(n).

use crate::lint::{Evidence, Found, Rule, Severity};

pub(in crate::lint) const RULE: Rule = Rule {
    code: "varchar-limit",
    severity: Severity::Off,
    title: "a column of type varchar(n)",
    why: "Another limit is a change of type under an exclusive lock.",
    remedy: "text with a CHECK, which can be added NOT VALID and validated",
    before: "CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text);",
    bad: "ALTER TABLE t ADD COLUMN c varchar(20);",
    good: "ALTER TABLE t ADD COLUMN c text;",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    evidence.typed("bears its limit in its type", |new| new.starts_with("character varying("))
}
