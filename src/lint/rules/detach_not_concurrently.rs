//! `detach-not-concurrently`: a partition is detached under an exclusive lock on the whole table.

use crate::lint::evidence::{has, says};
use crate::lint::{Evidence, Found, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    code: "detach-not-concurrently",
    severity: Severity::Warning,
    title: "a partition is detached under an exclusive lock on the whole table",
    why: "All queries of the partitioned table wait for it, and it for them.",
    remedy: "ALTER TABLE … DETACH PARTITION … CONCURRENTLY (PostgreSQL 14), alone in a file that begins with `-- no-transaction`",
    before: "CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);",
    bad: "ALTER TABLE p DETACH PARTITION p1;",
    good: "-- no-transaction\nALTER TABLE p DETACH PARTITION p1 CONCURRENTLY;",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (number, statement) in evidence.statements() {
        if has(statement, &["detach", "partition"]) && !says(statement, "concurrently") {
            let locks = evidence.held(statement).filter(|lock| lock.mode == "ACCESS EXCLUSIVE");
            let tables: Vec<&str> = locks.map(|lock| lock.relation.as_str()).collect();
            found.push(Found::at(number, format!("all queries of {} wait", tables.join(", "))));
        }
    }
    found
}
