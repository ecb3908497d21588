//! `checks-off`: what the server would check it is told not to.

use crate::lint::evidence::{begins, has};
use crate::lint::{Evidence, Found, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    code: "checks-off",
    severity: Severity::Warning,
    title: "foreign keys or unique keys are not checked",
    why: "Rows that point nowhere come in unseen, and a foreign key that is added so is proved of no row.",
    remedy: "order the statements so that they hold, and leave the checks on",
    before: "CREATE TABLE t (id bigint PRIMARY KEY, a bigint); CREATE TABLE u (id bigint PRIMARY KEY);",
    bad: "SET foreign_key_checks = 0;\nALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES u (id);",
    good: "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES u (id);",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (number, statement) in evidence.statements().filter(|(_, statement)| begins(statement, &["set"])) {
        for name in ["foreign_key_checks", "unique_checks", "check_constraint_checks"] {
            if ["0", "off", "false"].iter().any(|value| has(statement, &[name, "=", value])) {
                found.push(Found::at(number, format!("{name} is off from here on")));
            }
        }
    }
    found
}
