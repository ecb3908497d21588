//! `refresh-not-concurrently`: a materialized view is refreshed while readers wait.

use crate::lint::evidence::begins;
use crate::lint::{Evidence, Found, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    code: "refresh-not-concurrently",
    severity: Severity::Warning,
    title: "a materialized view is refreshed while readers wait",
    why: "Nobody reads the view until its query has ended.",
    remedy: "give it a unique index, and REFRESH MATERIALIZED VIEW CONCURRENTLY",
    before: "CREATE MATERIALIZED VIEW m AS SELECT 1 AS a; CREATE UNIQUE INDEX m_a ON m (a);",
    bad: "REFRESH MATERIALIZED VIEW m;",
    good: "REFRESH MATERIALIZED VIEW CONCURRENTLY m;",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let refreshes = |number: usize| Found::at(number, "nobody reads the view until its query has ended");
    let found = evidence.statements().filter(|(_, statement)| {
        begins(statement, &["refresh"]) && evidence.held(statement).any(|lock| lock.mode == "ACCESS EXCLUSIVE")
    });
    found.map(|(number, _)| refreshes(number)).collect()
}
