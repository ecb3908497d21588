//! `small-key`: a primary key of integer or smallint.

use crate::lint::{Evidence, Found, Rule, Severity};
use crate::model::{Kind, Object, ObjectId};

pub(in crate::lint) const RULE: Rule = Rule {
    code: "small-key",
    severity: Severity::Warning,
    title: "a primary key of integer or smallint",
    why: "It ends at 2147483647 or 32767, and the change to bigint writes the table anew.",
    remedy: "bigint",
    before: "",
    bad: "CREATE TABLE t (id integer PRIMARY KEY);",
    good: "CREATE TABLE t (id bigint PRIMARY KEY);",
    check,
};

/// The types of both engines' that end where the title says, or before.
const SMALL: [&str; 5] = ["integer", "smallint", "int", "mediumint", "tinyint"];

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (id, object) in evidence.created(Kind::Unique) {
        let (Object::Unique(key), Some(table)) = (object, id.parent()) else { continue };
        let [column] = key.columns.as_slice() else { continue };
        let column = ObjectId::child(table, Kind::Column, column.as_str());
        let small = match evidence.after().get(&column) {
            Some(Object::Column(own)) => SMALL.contains(&own.data_type.as_str()),
            _ => false,
        };
        // What refers to another table's key must be of that key's type.
        let refers = evidence.after().objects.iter().any(|(other, entry)| {
            matches!(&entry.object, Object::ForeignKey(foreign) if other.parent() == id.parent()
                && foreign.columns.iter().any(|name| **name == *column.name))
        });
        if key.primary && small && !refers {
            found.push(Found::near(evidence.about(&column), format!("{column} runs out of numbers")));
        }
    }
    found
}
