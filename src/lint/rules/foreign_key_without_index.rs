//! `foreign-key-without-index`: a foreign key whose columns no index begins with.

use crate::lint::{Evidence, Found, Rule, Severity};
use crate::model::{Kind, Object};

pub(in crate::lint) const RULE: Rule = Rule {
    code: "foreign-key-without-index",
    severity: Severity::Warning,
    title: "a foreign key whose columns no index begins with",
    why: "Every DELETE or UPDATE of a referenced row reads the whole referring table.",
    remedy: "CREATE INDEX on the referring columns",
    before: "CREATE TABLE t (id bigint PRIMARY KEY);",
    bad: "CREATE TABLE u (id bigint PRIMARY KEY, t bigint REFERENCES t);",
    good: "CREATE TABLE u (id bigint PRIMARY KEY, t bigint REFERENCES t);\nCREATE INDEX u_t ON u (t);",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (id, object) in evidence.created(Kind::ForeignKey) {
        let Object::ForeignKey(key) = object else { continue };
        let begins = |columns: Vec<&str>| {
            let first: Vec<&str> = columns.into_iter().take(key.columns.len()).collect();
            first.len() == key.columns.len() && key.columns.iter().all(|column| first.contains(&column.as_str()))
        };
        let indexed =
            evidence.after().objects.iter().filter(|(other, _)| other.parent() == id.parent()).any(|(_, entry)| {
                match &entry.object {
                    Object::Index(index) => {
                        begins(index.keys.iter().map(|key| key.column.as_deref().unwrap_or_default()).collect())
                    }
                    Object::Unique(unique) => begins(unique.columns.iter().map(String::as_str).collect()),
                    _ => false,
                }
            });
        if !indexed {
            let message = format!("no index of {} begins with {}", id.root(), key.columns.join(", "));
            found.push(Found::near(evidence.about(id), message));
        }
    }
    found
}
