//! `table-copied`: a table is written anew while writes wait.

use crate::lint::{Evidence, Found, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    code: "table-copied",
    severity: Severity::Error,
    title: "a table is written anew while writes wait",
    why: "Nobody writes to the table until every row is copied; the server did so when the statement ran, and does no less on any other.",
    remedy: "hand it to gh-ost or pt-online-schema-change (`external_alter` in dbtool.yaml), or add a new column, fill it in portions, and change over",
    before: "CREATE TABLE t (id bigint PRIMARY KEY, a int, b varchar(20));",
    bad: "ALTER TABLE t MODIFY COLUMN a bigint, ALGORITHM=COPY;",
    good: "ALTER TABLE t MODIFY COLUMN b varchar(40), ALGORITHM=INPLACE, LOCK=NONE;",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (number, statement) in evidence.statements() {
        for lock in evidence.held(statement).filter(|lock| lock.rewritten) {
            found.push(Found::at(number, format!("{} is written anew while nobody writes to it", lock.relation)));
        }
    }
    found
}
