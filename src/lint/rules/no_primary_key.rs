//! `no-primary-key`: a table without a primary key.

use crate::lint::{Evidence, Found, Rule, Severity};
use crate::model::{Kind, Object, Persistence};

pub(in crate::lint) const RULE: Rule = Rule {
    code: "no-primary-key",
    severity: Severity::Warning,
    title: "a table without a primary key",
    why: "No row of it can be told from another: logical replication cannot update it, nor can most tools.",
    remedy: "give it a primary key",
    before: "",
    bad: "CREATE TABLE t (a integer);",
    good: "CREATE TABLE t (id bigint PRIMARY KEY, a integer);",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (id, object) in evidence.created(Kind::Table) {
        let keyed = evidence.after().objects.iter().any(|(other, entry)| {
            matches!(&entry.object, Object::Unique(key) if key.primary && other.parent().is_some_and(|table| table == id))
        });
        let part = evidence.after().objects.keys().any(|other| {
            matches!(other.kind, Kind::Partition | Kind::Inheritance) && other.parent().is_some_and(|table| table == id)
        });
        let unlogged = matches!(object, Object::Table(table) if table.persistence == Persistence::Unlogged);
        if !keyed && !part && !unlogged {
            found.push(Found::near(evidence.about(id), format!("{id} has no primary key")));
        }
    }
    found
}
