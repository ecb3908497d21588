//! `writes-wait`: nobody writes to a table while it is changed.

use crate::lint::{Evidence, Found, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    code: "writes-wait",
    severity: Severity::Warning,
    title: "nobody writes to a table while it is changed",
    why: "The server takes the change with LOCK=SHARED at best, so that writes wait for as long as it takes to read the table.",
    remedy: "run it when few write; `limits: {block: 1GB}` refuses it for large tables",
    before: "CREATE TABLE t (id bigint PRIMARY KEY, a varchar(20), b varchar(20), FULLTEXT KEY first (a));",
    bad: "ALTER TABLE t ADD FULLTEXT KEY words (b), ALGORITHM=INPLACE, LOCK=SHARED;",
    good: "ALTER TABLE t ADD KEY by_b (b), ALGORITHM=INPLACE, LOCK=NONE;",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (number, statement) in evidence.statements() {
        for lock in evidence.held(statement).filter(|lock| !lock.rewritten) {
            found.push(Found::at(number, format!("writes of {} wait until it is done", lock.relation)));
        }
    }
    found
}
