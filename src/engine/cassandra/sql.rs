//! What every kind must be able to write, and the small pieces that their texts share.

use super::quote::{ident, literal};
use crate::engine::{Alteration, Sides, Statement};
use crate::model::{Kind, Object, ObjectId, Order, RowKey, Schema};

/// An object and its id, as a statement that creates its parent takes it in.
pub(super) type Part<'a> = (&'a ObjectId, &'a Object);

/// The CQL of one kind of object.
pub(super) trait Sql: Sized {
    /// Creates it, with its folded parts.
    fn create(&self, id: &ObjectId, parts: &[Part<'_>], sides: Sides<'_>) -> Vec<Statement>;

    /// Drops it.
    fn drop(&self, id: &ObjectId, sides: Sides<'_>) -> Vec<Statement>;

    /// Makes it another.
    fn alter(&self, id: &ObjectId, after: &Self, sides: Sides<'_>) -> Alteration;

    /// Gives it a new name.
    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        let _ = (from, to);
        Vec::new()
    }

    /// Whether the statement that creates its parent can make it.
    fn folds(&self) -> bool {
        false
    }

    /// The name space that it shares with other kinds.
    fn claim(&self, id: &ObjectId) -> Option<String> {
        let _ = id;
        None
    }

    /// What there is one of alone, as a word.
    fn sole(&self, id: &ObjectId) -> Option<String> {
        let _ = id;
        None
    }

    /// It as a line of its table's `CREATE`; none for what is no line.
    fn line(&self, id: &ObjectId) -> Option<String> {
        let _ = id;
        None
    }

    /// Takes from the live object what the written one leaves to the server.
    fn adopt(&mut self, written: &Self, live: &Self) {
        let _ = (written, live);
    }
}

/// The name of a table, view, type or index, which is looked for in the session's keyspace.
pub(super) fn relation(id: &ObjectId) -> String {
    let id = id.root();
    if id.schema.is_empty() { ident(&id.name) } else { format!("{}.{}", ident(&id.schema), ident(&id.name)) }
}

/// The comment on an object, where one is wanted.
pub(super) fn comment<'a>(id: &ObjectId, schema: &'a Schema) -> Option<&'a str> {
    let id = ObjectId::child(id, Kind::Comment, "");
    match schema.get(&id)? {
        Object::Comment(comment) => Some(&comment.text),
        _ => None,
    }
}

/// `PRIMARY KEY ((a, b), c)`
pub(super) fn primary_key(key: &RowKey) -> String {
    let partition = match key.partition.as_slice() {
        [only] => ident(only),
        several => format!("({})", super::quote::list(several)),
    };
    let clustering = key.clustering.iter().map(|clustering| ident(&clustering.column));
    let all: Vec<String> = std::iter::once(partition).chain(clustering).collect();
    format!("PRIMARY KEY ({})", all.join(", "))
}

/// ` WITH CLUSTERING ORDER BY (…) AND …`, or nothing.
pub(super) fn properties(id: &ObjectId, key: Option<&RowKey>, options: Vec<String>, schema: &Schema) -> String {
    let mut all = Vec::new();
    if let Some(key) = key.filter(|key| key.clustering.iter().any(|column| column.order == Order::Desc)) {
        let word = |order: Order| if order == Order::Desc { "DESC" } else { "ASC" };
        let columns: Vec<String> =
            key.clustering.iter().map(|it| format!("{} {}", ident(&it.column), word(it.order))).collect();
        all.push(format!("CLUSTERING ORDER BY ({})", columns.join(", ")));
    }
    all.extend(options);
    all.extend(comment(id, schema).map(|text| format!("comment = {}", literal(text))));
    if all.is_empty() { String::new() } else { format!(" WITH {}", all.join("\n    AND ")) }
}
