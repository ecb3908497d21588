//! `vacuum-full`: VACUUM FULL or CLUSTER writes a table anew under an exclusive lock.

use crate::lint::evidence::{begins, says};
use crate::lint::{Evidence, Found, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    code: "vacuum-full",
    severity: Severity::Error,
    title: "VACUUM FULL or CLUSTER writes a table anew under an exclusive lock",
    why: "Nobody reads or writes the table until every row is written.",
    remedy: "VACUUM without FULL; an extension such as pg_repack where space must be given back",
    before: "CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text);",
    bad: "CLUSTER t USING t_pkey;",
    good: "ANALYZE t;",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let rewrites = |statement: &crate::migrate::walk::Statement| {
        begins(statement, &["cluster"]) || begins(statement, &["vacuum"]) && says(statement, "full")
    };
    let found = evidence.statements().filter(|(_, statement)| rewrites(statement));
    found.map(|(number, _)| Found::at(number, "nobody reads or writes the table until every row is written")).collect()
}
