//! `truncate-cascade`: TRUNCATE empties tables that it does not name.

use crate::lint::evidence::{begins, says};
use crate::lint::{Evidence, Found, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    code: "truncate-cascade",
    severity: Severity::Error,
    title: "TRUNCATE empties tables that it does not name",
    why: "CASCADE empties every table that refers to the named one, at any depth.",
    remedy: "name every table that shall be emptied, without CASCADE",
    before: "CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE u (t int REFERENCES t);",
    bad: "TRUNCATE t CASCADE;",
    good: "TRUNCATE t, u;",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (number, statement) in evidence.statements() {
        if !begins(statement, &["truncate"]) || !says(statement, "cascade") {
            continue;
        }
        let emptied = evidence.taken(statement).filter(|lock| lock.mode == "ACCESS EXCLUSIVE");
        let emptied: Vec<&str> = emptied.map(|lock| lock.relation.as_str()).collect();
        found.push(Found::at(number, format!("this empties {}", emptied.join(", "))));
    }
    found
}
