//! `rename-column`: a column is renamed.

use crate::lint::evidence::{names_it, says};
use crate::lint::{Evidence, Found, Rule, Severity};
use crate::model::Kind;

pub(super) const RULE: Rule = Rule {
    code: "rename-column",
    severity: Severity::Warning,
    title: "a column is renamed",
    why: "Code that still runs names it as before, and fails at once.",
    remedy: "add the new column beside it and keep both in step, or rename when no such code runs",
    before: "CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text);",
    bad: "ALTER TABLE t RENAME COLUMN a TO c;",
    good: "ALTER TABLE t ADD COLUMN c integer;",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (id, _) in evidence.dropped(Kind::Column).filter(|(id, _)| evidence.stays(id)) {
        let renames =
            |statement: &crate::migrate::walk::Statement| says(statement, "rename") && names_it(statement, &id.name);
        let number = evidence.statements().find(|(_, statement)| renames(statement)).map(|(number, _)| number);
        found.extend(number.map(|number| Found::at(number, format!("column {id} is called by another name"))));
    }
    found
}
