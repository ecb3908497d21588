//! `constraint-dropped`: a constraint of a table that stays is dropped.

use crate::lint::{Evidence, Found, Rule, Severity};
use crate::model::Kind;

pub(super) const RULE: Rule = Rule {
    code: "constraint-dropped",
    severity: Severity::Warning,
    title: "a constraint of a table that stays is dropped",
    why: "What it kept out comes in, and the queries that rely on it go wrong without a word.",
    remedy: "put the new one in place before the old goes",
    before: "CREATE TABLE t (id bigint PRIMARY KEY, a integer CHECK (a > 0));",
    bad: "ALTER TABLE t DROP CONSTRAINT t_a_check;",
    good: "ALTER TABLE t ADD CONSTRAINT below CHECK (a < 10) NOT VALID;",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for kind in [Kind::Check, Kind::ForeignKey, Kind::Unique, Kind::Exclusion] {
        for (id, _) in evidence.dropped(kind).filter(|(id, _)| evidence.stays(id)) {
            // One that a scaffold was for, or that is replaced under another name, is none to miss.
            let replaced = evidence.created(kind).any(|(other, _)| other.parent() == id.parent());
            if !replaced {
                found.push(Found::near(evidence.naming(&[&id.name]), format!("{} {id} is dropped", id.kind)));
            }
        }
    }
    found
}
