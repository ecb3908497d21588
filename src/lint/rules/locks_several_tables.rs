//! `locks-several-tables`: a transaction locks several tables against all readers.

use crate::lint::{Evidence, Found, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    code: "locks-several-tables",
    severity: Severity::Note,
    title: "a transaction locks several tables against all readers",
    why: "Each lock is held until the last is had: whoever takes them in another order meets the migration in a deadlock, and all wait for the slowest.",
    remedy: "change one table per migration",
    before: "CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE u (id int PRIMARY KEY);",
    bad: "ALTER TABLE t ADD COLUMN a int;\nALTER TABLE u ADD COLUMN a int;",
    good: "ALTER TABLE t ADD COLUMN a int, ADD COLUMN b int;",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let mut tables: std::collections::BTreeSet<&str> = std::collections::BTreeSet::new();
    let mut last = None;
    for (number, statement) in evidence.statements() {
        for lock in evidence.held(statement).filter(|lock| lock.mode == "ACCESS EXCLUSIVE") {
            if tables.insert(&lock.relation) {
                last = Some(number);
            }
        }
    }
    if !evidence.script().transactional || tables.len() < 2 {
        return Vec::new();
    }
    let tables: Vec<&str> = tables.into_iter().collect();
    vec![Found::near(last, format!("{} are all locked until the migration commits", tables.join(", ")))]
}
