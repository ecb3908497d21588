//! `enum-value-place`: a label is added to an enum without a place.

use crate::lint::evidence::{has, says};
use crate::lint::{Evidence, Found, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    code: "enum-value-place",
    severity: Severity::Note,
    title: "a label is added to an enum without a place",
    why: "It sorts after all others, and cannot be moved.",
    remedy: "ADD VALUE … BEFORE or AFTER another",
    before: "CREATE TYPE mood AS ENUM ('sad', 'ok');",
    bad: "-- no-transaction\nALTER TYPE mood ADD VALUE 'fine';",
    good: "-- no-transaction\nALTER TYPE mood ADD VALUE 'fine' AFTER 'ok';",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let found = evidence.statements().filter(|(_, statement)| {
        has(statement, &["add", "value"]) && !says(statement, "before") && !says(statement, "after")
    });
    found.map(|(number, _)| Found::at(number, "the label sorts after all others")).collect()
}
