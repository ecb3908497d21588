//! `table-rewrite`: a table is written anew under an exclusive lock.

use crate::lint::evidence::begins;
use crate::lint::{Evidence, Found, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    code: "table-rewrite",
    severity: Severity::Error,
    title: "a table is written anew under an exclusive lock",
    why: "Nobody reads or writes the table until every row is written and every index built again; the server did so when the statement ran.",
    remedy: "add a new column, keep it in step with a trigger, fill it in portions, and change over; add a column without a volatile default and fill it in portions",
    before: "CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text);",
    bad: "ALTER TABLE t ALTER COLUMN a TYPE bigint;",
    good: "ALTER TABLE t ALTER COLUMN b TYPE varchar;",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (number, statement) in evidence.statements() {
        let tables = evidence.held(statement).filter(|lock| lock.rewritten);
        let tables: Vec<&str> = tables.map(|lock| lock.relation.as_str()).collect();
        // TRUNCATE gives the table another file, and refreshing a view is meant to.
        let meant = begins(statement, &["truncate"]) || begins(statement, &["refresh"]);
        if !tables.is_empty() && !meant {
            found.push(Found::at(
                number,
                format!("{} is written anew while nobody reads or writes it", tables.join(", ")),
            ));
        }
    }
    found
}
