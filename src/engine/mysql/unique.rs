//! Primary keys, and unique constraints as a model may write them: the server shows those as indexes.

use super::index::options;
use super::quote::{ident, list};
use super::sql::{Part, Sql, Turn, clause, comment_clause};
use crate::engine::{Alteration, Sides, Statement};
use crate::model::{Object, ObjectId, Schema, Unique};

fn definition(id: &ObjectId, key: &Unique, schema: &Schema) -> String {
    let sort = if key.primary { "PRIMARY KEY".to_owned() } else { format!("UNIQUE KEY {}", ident(&id.name)) };
    // The last one is a period.
    let overlaps = if key.without_overlaps { " WITHOUT OVERLAPS" } else { "" };
    let columns = key.options.get("keys").cloned().unwrap_or_else(|| format!("{}{overlaps}", list(&key.columns)));
    format!("{sort} ({columns}){}{}", options(&key.options), comment_clause(id, schema))
}

fn dropped(id: &ObjectId, key: &Unique) -> Statement {
    let what = if key.primary { "PRIMARY KEY".to_owned() } else { format!("KEY {}", ident(&id.name)) };
    clause(id, Turn::Drop, format!("DROP {what}"))
}

/// The key of `schema` made anew, dropped in the same statement.
pub(super) fn again(id: &ObjectId, schema: &Schema) -> Vec<Statement> {
    let Some(Object::Unique(key)) = schema.get(id) else { return Vec::new() };
    vec![dropped(id, key), clause(id, Turn::Key, format!("ADD {}", definition(id, key, schema)))]
}

impl Sql for Unique {
    fn create(&self, id: &ObjectId, _: &[Part<'_>], sides: Sides<'_>) -> Vec<Statement> {
        vec![clause(id, Turn::Key, format!("ADD {}", definition(id, self, sides.after)))]
    }

    fn drop(&self, id: &ObjectId, _: Sides<'_>) -> Vec<Statement> {
        vec![dropped(id, self)]
    }

    fn alter(&self, id: &ObjectId, _: &Self, sides: Sides<'_>) -> Alteration {
        Alteration::Evicting(again(id, sides.after))
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        super::sql::rename_index(from, to)
    }

    fn folds(&self) -> bool {
        true
    }

    fn claim(&self, id: &ObjectId) -> Option<String> {
        Some(format!("index {id}"))
    }

    fn line(&self, id: &ObjectId, schema: &Schema) -> Option<String> {
        Some(definition(id, self, schema))
    }
}
