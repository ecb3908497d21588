//! `drop-table`: a table is dropped with its rows.

use crate::lint::evidence::{begins, names_it};
use crate::lint::{Evidence, Found, Rule, Severity};
use crate::model::Kind;

pub(super) const RULE: Rule = Rule {
    code: "drop-table",
    severity: Severity::Warning,
    title: "a table is dropped with its rows",
    why: "The rows are gone, and code that still runs fails at once.",
    remedy: "stop using it first, keep a copy, and drop it in a release of its own",
    before: "CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text);",
    bad: "DROP TABLE t;",
    good: "COMMENT ON TABLE t IS 'no longer used';",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    evidence
        .dropped(Kind::Table)
        .filter_map(|(id, _)| {
            let (number, _) = evidence
                .statements()
                .find(|(_, statement)| begins(statement, &["drop", "table"]) && names_it(statement, &id.name))?;
            Some(Found::at(number, format!("table {id} is dropped with its rows")))
        })
        .collect()
}
