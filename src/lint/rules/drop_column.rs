//! `drop-column`: a column is dropped with its values.

use crate::lint::evidence::{names_it, says};
use crate::lint::{Evidence, Found, Rule, Severity};
use crate::model::Kind;

pub(super) const RULE: Rule = Rule {
    code: "drop-column",
    severity: Severity::Warning,
    title: "a column is dropped with its values",
    why: "The values are gone, and code that still names the column fails at once.",
    remedy: "stop reading and writing it first; drop it in a later release",
    before: "CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text);",
    bad: "ALTER TABLE t DROP COLUMN b;",
    good: "ALTER TABLE t ALTER COLUMN b DROP DEFAULT;",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    evidence
        .dropped(Kind::Column)
        .filter(|(id, _)| evidence.stays(id))
        .filter_map(|(id, _)| {
            let (number, _) = evidence
                .statements()
                .find(|(_, statement)| says(statement, "drop") && names_it(statement, &id.name))?;
            Some(Found::at(number, format!("column {id} is dropped with its values")))
        })
        .collect()
}
