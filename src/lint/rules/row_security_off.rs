//! `row-security-off`: row-level security is turned off.

use crate::lint::{Evidence, Found, Rule, Severity};
use crate::model::{Kind, Object};

pub(super) const RULE: Rule = Rule {
    code: "row-security-off",
    severity: Severity::Error,
    title: "row-level security is turned off",
    why: "Every role with a right to the table sees all its rows: no policy holds any more.",
    remedy: "change the policies",
    before: "CREATE TABLE t (id bigint PRIMARY KEY); ALTER TABLE t ENABLE ROW LEVEL SECURITY;",
    bad: "ALTER TABLE t DISABLE ROW LEVEL SECURITY;",
    good: "ALTER TABLE t FORCE ROW LEVEL SECURITY;",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (id, before, after) in evidence.altered(Kind::Table) {
        let (Object::Table(old), Object::Table(new)) = (before, after) else { continue };
        if old.row_security && !new.row_security {
            found.push(Found::near(evidence.about(id), format!("no policy of {id} holds any more")));
        } else if old.force_row_security && !new.force_row_security {
            found.push(Found::near(evidence.about(id), format!("policies of {id} no longer hold for its owner")));
        }
    }
    found
}
