//! `unqualified-name`: a table is made in whatever schema comes first.

use crate::lint::evidence::{begins, names_it};
use crate::lint::{Evidence, Found, Rule, Severity};
use crate::model::Kind;

pub(super) const RULE: Rule = Rule {
    code: "unqualified-name",
    severity: Severity::Off,
    title: "a table is made in whatever schema comes first",
    why: "It goes where the runner's search_path says.",
    remedy: "write schema.table",
    before: "",
    bad: "CREATE TABLE t (id bigint PRIMARY KEY);",
    good: "CREATE TABLE public.t (id bigint PRIMARY KEY);",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (id, _) in evidence.created(Kind::Table) {
        let bare = |statement: &crate::migrate::walk::Statement| {
            begins(statement, &["create"]) && names_it(statement, &id.name) && !names_it(statement, &id.schema)
        };
        let number = evidence.statements().find(|(_, statement)| bare(statement)).map(|(number, _)| number);
        found.extend(number.map(|number| Found::at(number, format!("{} is made where search_path says", id.name))));
    }
    found
}
