//! `char-type`: a column of type char(n).

use crate::lint::{Evidence, Found, Rule, Severity};

pub(in crate::lint) const RULE: Rule = Rule {
    code: "char-type",
    severity: Severity::Warning,
    title: "a column of type char(n)",
    why: "Values are padded with blanks, and compare in ways that surprise; it is no faster than text.",
    remedy: "text, with a CHECK where the length matters",
    before: "CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text);",
    bad: "ALTER TABLE t ADD COLUMN c char(3);",
    good: "ALTER TABLE t ADD COLUMN c text;",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    evidence.typed("pads its values with blanks", |new| new.starts_with("character(") || new == "character")
}
