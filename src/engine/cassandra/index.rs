//! Secondary indexes: the server's own, SASI, SAI, and those of any other class.

use super::quote::{ident, literal};
use super::sql::{Part, Sql, relation};
use crate::engine::{Alteration, Sides, Statement};
use crate::model::{Index, ObjectId};

/// The method of an index that is of no class.
pub const SECONDARY: &str = "secondary";

/// The names of one class of index, in any spelling.
const CLASSES: &[&[&str]] = &[
    &["sai", "storageattachedindex", "org.apache.cassandra.index.sai.storageattachedindex"],
    &["org.apache.cassandra.index.sasi.sasiindex", "sasiindex"],
];

/// Whether two spellings are of the same class.
fn is_same_class(left: &str, right: &str) -> bool {
    let (left, right) = (left.to_ascii_lowercase(), right.to_ascii_lowercase());
    left == right || CLASSES.iter().any(|all| all.contains(&left.as_str()) && all.contains(&right.as_str()))
}

/// What it is of: `c`, `keys(m)`.
fn target(index: &Index) -> String {
    let key = index.keys.first();
    let target = key.map(|key| match (&key.column, &key.expression) {
        (Some(column), _) => ident(column),
        (None, expression) => expression.clone().unwrap_or_default(),
    });
    target.unwrap_or_default()
}

/// The statement that makes an index.
pub(super) fn definition(id: &ObjectId, index: &Index) -> String {
    let name = ident(&id.name);
    let on = format!("ON {} ({})", relation(id), target(index));
    let mut cql = if index.method == SECONDARY {
        format!("CREATE INDEX {name} {on}")
    } else {
        format!("CREATE CUSTOM INDEX {name} {on} USING {}", literal(&index.method))
    };
    if !index.options.is_empty() {
        let mut entries: Vec<(&str, &str)> =
            index.options.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        entries.sort_unstable();
        cql.push_str(&format!(" WITH OPTIONS = {}", super::options::map(entries)));
    }
    cql
}

impl Sql for Index {
    fn create(&self, id: &ObjectId, _: &[Part<'_>], sides: Sides<'_>) -> Vec<Statement> {
        let statement = Statement::new(definition(id, self)).alone();
        if sides.before.objects.contains_key(id.root()) {
            let message = format!("every node reads all rows of {} to build it", id.root());
            return vec![statement.hazard("INDEX_BUILD", message)];
        }
        vec![statement]
    }

    fn drop(&self, id: &ObjectId, _: Sides<'_>) -> Vec<Statement> {
        let keyspace = &id.root().schema;
        let name =
            if keyspace.is_empty() { ident(&id.name) } else { format!("{}.{}", ident(keyspace), ident(&id.name)) };
        vec![Statement::new(format!("DROP INDEX {name}")).alone()]
    }

    fn alter(&self, _: &ObjectId, _: &Self, _: Sides<'_>) -> Alteration {
        Alteration::Replace
    }

    fn claim(&self, id: &ObjectId) -> Option<String> {
        // Indexes of one keyspace share one name space, whatever their tables.
        Some(format!("index {}.{}", id.schema(), id.name))
    }

    fn sole(&self, id: &ObjectId) -> Option<String> {
        // Whatever its name: the server takes no second one of a class of the same. Of another class it does, and
        // that is built before the old one goes.
        let class = CLASSES.iter().find(|all| all.contains(&self.method.to_ascii_lowercase().as_str()));
        let class = class.and_then(|all| all.first().copied()).unwrap_or(&self.method);
        Some(format!("index {class} of {} ({})", id.root(), target(self)))
    }

    fn adopt(&mut self, written: &Self, live: &Self) {
        // Where nobody says of what class it shall be, `default_secondary_index` chooses for new ones (Cassandra 5.0).
        let is_chosen = written.method == SECONDARY && self.method != SECONDARY;
        if is_chosen || is_same_class(&self.method, &live.method) {
            self.method.clone_from(&live.method);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_has_several_names() {
        assert!(is_same_class("sai", "StorageAttachedIndex"));
        assert!(is_same_class("org.apache.cassandra.index.sai.StorageAttachedIndex", "SAI"));
        assert!(!is_same_class("sai", "org.apache.cassandra.index.sasi.SASIIndex"));
    }
}
