//! `algorithm-not-stated`: how a table is changed is left to the server.

use crate::lint::evidence::says;
use crate::lint::{Evidence, Found, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    code: "algorithm-not-stated",
    severity: Severity::Note,
    title: "how a table is changed is left to the server",
    why: "A server of another version, or a table with other options, is copied without a word where this one was changed in an instant.",
    remedy: "state ALGORITHM, and LOCK where it is not INSTANT: then the server refuses to do more; `migrate new` does so",
    before: "CREATE TABLE t (id bigint PRIMARY KEY, a int, b varchar(20));",
    bad: "ALTER TABLE t ADD COLUMN c int;",
    good: "ALTER TABLE t ADD COLUMN c int, ALGORITHM=INSTANT;",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (number, statement) in evidence.statements() {
        // Of what is not known to take the words nothing is asked.
        if let Some(lock) = evidence.taken(statement).next()
            && !says(statement, "algorithm")
        {
            found.push(Found::at(number, format!("{} may be changed otherwise elsewhere", lock.relation)));
        }
    }
    found
}
