//! `unbounded-write`: an UPDATE or DELETE of all rows.

use crate::lint::evidence::{begins, says};
use crate::lint::{Evidence, Found, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    code: "unbounded-write",
    severity: Severity::Warning,
    title: "an UPDATE or DELETE of all rows",
    why: "Every row stays locked until the migration commits, and as many dead rows are left behind.",
    remedy: "write in portions of some thousand rows, outside of the migration's transaction",
    before: "CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text);",
    bad: "UPDATE t SET a = 0;",
    good: "UPDATE t SET a = 0 WHERE id < 1000;",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (number, statement) in evidence.statements() {
        let writes = begins(statement, &["update"]) || begins(statement, &["delete", "from"]);
        let locked: Vec<&str> = match statement.locks {
            Some(_) => evidence.taken(statement).map(|lock| lock.relation.as_str()).collect(),
            None => evidence.named_tables(statement),
        };
        if writes && !says(statement, "where") && !locked.is_empty() {
            found.push(Found::at(number, format!("every row of {} is written in one transaction", locked.join(", "))));
        }
    }
    found
}
