//! `domain-constraint`: a domain in use gets a constraint.

use crate::lint::evidence::begins;
use crate::lint::{Evidence, Found, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    code: "domain-constraint",
    severity: Severity::Warning,
    title: "a domain in use gets a constraint",
    why: "All tables with columns of that domain are read while writers wait, and the constraint cannot be changed in one of them alone.",
    remedy: "ADD CONSTRAINT … NOT VALID and VALIDATE CONSTRAINT, or a CHECK on the table",
    before: "CREATE DOMAIN d AS integer; CREATE TABLE t (id bigint PRIMARY KEY, d d);",
    bad: "ALTER DOMAIN d ADD CONSTRAINT positive CHECK (VALUE > 0);",
    good: "ALTER DOMAIN d ADD CONSTRAINT positive CHECK (VALUE > 0) NOT VALID;",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (number, statement) in evidence.statements().filter(|(_, it)| begins(it, &["alter", "domain"])) {
        let read: Vec<&str> =
            evidence.taken(statement).filter(|lock| lock.read).map(|lock| lock.relation.as_str()).collect();
        if !read.is_empty() {
            found.push(Found::at(number, format!("all rows of {} are read while writers wait", read.join(", "))));
        }
    }
    found
}
