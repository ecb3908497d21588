//! `rename-table`: a table or view is renamed.

use crate::lint::evidence::{begins, has, names_it};
use crate::lint::{Evidence, Found, Rule, Severity};
use crate::model::Kind;

pub(super) const RULE: Rule = Rule {
    code: "rename-table",
    severity: Severity::Warning,
    title: "a table or view is renamed",
    why: "Code that still runs names it as before, and fails at once.",
    remedy: "make a view of the old name, or rename when no such code runs",
    before: "CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text);",
    bad: "ALTER TABLE t RENAME TO u;",
    good: "COMMENT ON TABLE t IS 'soon u';",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for kind in [Kind::Table, Kind::View, Kind::MaterializedView] {
        for (id, _) in evidence.dropped(kind) {
            let renames = |statement: &crate::migrate::walk::Statement| {
                (has(statement, &["rename", "to"]) || begins(statement, &["rename", "table"]))
                    && names_it(statement, &id.name)
            };
            let number = evidence.statements().find(|(_, statement)| renames(statement)).map(|(number, _)| number);
            found.extend(number.map(|number| Found::at(number, format!("{id} is called by another name"))));
        }
    }
    found
}
