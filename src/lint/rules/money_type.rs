//! `money-type`: a column of type money.

use crate::lint::{Evidence, Found, Rule, Severity};

pub(in crate::lint) const RULE: Rule = Rule {
    code: "money-type",
    severity: Severity::Warning,
    title: "a column of type money",
    why: "Its meaning and its fraction hang on the server's lc_monetary.",
    remedy: "numeric, with the currency beside it",
    before: "CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text);",
    bad: "ALTER TABLE t ADD COLUMN c money;",
    good: "ALTER TABLE t ADD COLUMN c numeric(12, 2);",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    evidence.typed("hangs on lc_monetary", |new| new == "money")
}
