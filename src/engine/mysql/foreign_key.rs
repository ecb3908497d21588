//! Foreign keys: dropped before their tables change, and made after, in statements of their own, for
//! the server holds fast to the columns and indexes that they stand on.

use super::quote::{ident, list};
use super::sql::{Part, Sql, apart, relation};
use crate::engine::{Alteration, Sides, Statement};
use crate::model::{ForeignKey, ObjectId, Schema};

fn definition(id: &ObjectId, key: &ForeignKey) -> String {
    let mut text = format!(
        "CONSTRAINT {} FOREIGN KEY ({}) REFERENCES {} ({})",
        ident(&id.name),
        list(&key.columns),
        relation(&key.references),
        list(&key.referenced_columns)
    );
    for (event, action) in [("DELETE", key.on_delete), ("UPDATE", key.on_update)] {
        text.extend(action.words().map(|words| format!(" ON {event} {words}")));
    }
    text
}

impl Sql for ForeignKey {
    fn create(&self, id: &ObjectId, _: &[Part<'_>], _: Sides<'_>) -> Vec<Statement> {
        vec![apart(id, "add foreign keys", (0, 0), format!("ADD {}", definition(id, self)))]
    }

    fn drop(&self, id: &ObjectId, _: Sides<'_>) -> Vec<Statement> {
        vec![apart(id, "drop foreign keys", (0, 0), format!("DROP FOREIGN KEY {}", ident(&id.name)))]
    }

    fn alter(&self, _: &ObjectId, _: &Self, _: Sides<'_>) -> Alteration {
        Alteration::Replace
    }

    fn rename(&self, _: &ObjectId, _: &ObjectId) -> Vec<Statement> {
        Vec::new()
    }

    fn folds(&self) -> bool {
        true
    }

    fn evicted(&self) -> bool {
        true
    }

    fn claim(&self, id: &ObjectId) -> Option<String> {
        Some(format!("foreign key {}", id.name.to_lowercase()))
    }

    fn line(&self, id: &ObjectId, _: &Schema) -> Option<String> {
        Some(definition(id, self))
    }
}
