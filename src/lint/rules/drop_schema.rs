//! `drop-schema`: a schema or database is dropped.

use crate::lint::evidence::{begins, says};
use crate::lint::{Evidence, Found, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    code: "drop-schema",
    severity: Severity::Error,
    title: "a schema or database is dropped",
    why: "Everything in it goes, whatever it is.",
    remedy: "drop what is in it one by one",
    before: "CREATE SCHEMA s; CREATE TABLE s.t (id int PRIMARY KEY);",
    bad: "DROP SCHEMA s CASCADE;",
    good: "CREATE SCHEMA other;",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let drops = |statement: &crate::migrate::walk::Statement| {
        begins(statement, &["drop", "database"]) || begins(statement, &["drop", "schema"]) && says(statement, "cascade")
    };
    let found = evidence.statements().filter(|(_, statement)| drops(statement));
    found.map(|(number, _)| Found::at(number, "everything that is in it is dropped along")).collect()
}
