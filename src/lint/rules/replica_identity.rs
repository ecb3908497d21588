//! `replica-identity`: what a table logs for replication changes.

use crate::lint::{Evidence, Found, Rule, Severity};
use crate::model::{Kind, Object, ReplicaIdentity};

pub(super) const RULE: Rule = Rule {
    code: "replica-identity",
    severity: Severity::Warning,
    title: "what a table logs for replication changes",
    why: "FULL logs the whole old row of every UPDATE and DELETE; NOTHING makes them fail where the table is published.",
    remedy: "a unique index by REPLICA IDENTITY USING INDEX",
    before: "CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text);",
    bad: "ALTER TABLE t REPLICA IDENTITY FULL;",
    good: "ALTER TABLE t REPLICA IDENTITY USING INDEX t_pkey;",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (id, before, after) in evidence.altered(Kind::Table) {
        let (Object::Table(old), Object::Table(new)) = (before, after) else { continue };
        let heavy = matches!(new.replica_identity, ReplicaIdentity::Full | ReplicaIdentity::Nothing);
        if old.replica_identity != new.replica_identity && heavy {
            found.push(Found::near(evidence.about(id), format!("{id} logs all of an old row, or nothing")));
        }
    }
    found
}
