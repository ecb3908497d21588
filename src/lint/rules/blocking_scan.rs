//! `blocking-scan`: all rows are read while writers wait.

use crate::lint::evidence::{adds_key, begins, builds_index};
use crate::lint::{Evidence, Found, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    code: "blocking-scan",
    severity: Severity::Error,
    title: "all rows are read while writers wait",
    why: "A constraint that is added at once is proved on every row under the lock that it is added with; the server read them when the statement ran.",
    remedy: "add it NOT VALID and run VALIDATE CONSTRAINT in a migration of its own; before SET NOT NULL, add and validate CHECK (column IS NOT NULL)",
    before: "CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text);",
    bad: "ALTER TABLE t ADD CONSTRAINT positive CHECK (a > 0);",
    good: "ALTER TABLE t ADD CONSTRAINT positive CHECK (a > 0) NOT VALID;",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (number, statement) in evidence.statements() {
        // What builds an index or rewrites has rules of its own.
        if builds_index(statement) || begins(statement, &["reindex"]) || begins(statement, &["truncate"]) {
            continue;
        }
        let builds = evidence.taken(statement).any(|lock| lock.rewritten) || adds_key(statement);
        for lock in evidence.held(statement).filter(|lock| lock.read && !builds) {
            let message = format!("all rows of {} are read under {}", lock.relation, lock.mode);
            found.push(Found::at(number, message));
        }
    }
    found
}
