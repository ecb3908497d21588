//! `unique-may-fail`: rows that are there must be unique.

use crate::lint::{Evidence, Found, Rule, Severity};
use crate::model::{Kind, Object, ObjectId};

pub(super) const RULE: Rule = Rule {
    code: "unique-may-fail",
    severity: Severity::Warning,
    title: "rows that are there must be unique",
    why: "The statement fails where two rows are alike; CONCURRENTLY, it leaves an invalid index behind.",
    remedy: "look for duplicates first: SELECT … GROUP BY … HAVING count(*) > 1",
    before: "CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text);",
    bad: "-- no-transaction\nCREATE UNIQUE INDEX CONCURRENTLY t_a ON t (a);",
    good: "ALTER TABLE t ADD COLUMN c int;\nCREATE UNIQUE INDEX t_c ON t (c);",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    let old = |id: &ObjectId, columns: Vec<&str>| {
        let parent = id.parent().filter(|_| evidence.stays(id));
        parent.is_some_and(|table| {
            let was = |name: &&str| evidence.before().get(&ObjectId::child(table, Kind::Column, *name)).is_some();
            columns.iter().all(was)
        })
    };
    // A constraint that takes over an index which is unique already proves nothing anew.
    let known = |id: &ObjectId, columns: &[&str]| {
        evidence.before().objects.iter().any(|(other, entry)| match &entry.object {
            Object::Index(index) => {
                let keys: Vec<&str> = index.keys.iter().filter_map(|key| key.column.as_deref()).collect();
                other.parent() == id.parent() && index.unique && keys == columns
            }
            _ => false,
        })
    };
    for (id, object) in evidence.created(Kind::Index).chain(evidence.created(Kind::Unique)) {
        let columns: Vec<&str> = match object {
            Object::Index(index) if index.unique => index.keys.iter().filter_map(|key| key.column.as_deref()).collect(),
            Object::Unique(unique) => unique.columns.iter().map(String::as_str).collect(),
            _ => continue,
        };
        if !known(id, &columns) && old(id, columns) {
            let message = format!("two rows of {} that are alike make it fail", id.root());
            found.push(Found::near(evidence.about(id), message));
        }
    }
    found
}
