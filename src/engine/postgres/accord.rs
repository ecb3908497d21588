//! Parents that do not agree about a column which a new child has from all of them.

use std::sync::Arc;

use super::column::usual_storage;
use super::default::written;
use super::quote::{ident, name};
use super::sql::Part;
use crate::engine::{Sides, Statement};
use crate::model::{Column, DefaultValue, Kind, Object, ObjectId};

/// What is said of the parents before a child is made, and after it: `CREATE TABLE` merges no other defaults,
/// storage or compression than the first parent's that has any (`MergeAttributes`), though parents can be given them
/// once they have the child. So those that differ say for that moment what the first one does.
pub(super) fn accord(parts: &[Part<'_>], parents: &[ObjectId], sides: Sides<'_>) -> (Vec<Statement>, Vec<Statement>) {
    let (mut first, mut last) = (Vec::new(), Vec::new());
    for (id, object) in parts {
        let Object::Column(own) = object else { continue };
        let given: Vec<Given<'_>> = parents.iter().filter_map(|parent| Given::of(parent, id, sides)).collect();
        let default = given.iter().find_map(|given| given.default).filter(|_| own.inherited);
        let Some((model, others)) = given.split_first() else { continue };
        for other in others {
            let mut meanwhile = |there: String, back: String| {
                first.push(other.alter(&there));
                last.push(other.alter(&back));
            };
            if let (Some(default), Some(there)) = (default, other.default)
                && default != there
            {
                meanwhile("DROP DEFAULT".to_owned(), format!("SET DEFAULT {}", written(&there.expression)));
            }
            if model.storage() != other.storage() {
                meanwhile(format!("SET STORAGE {}", model.storage()), format!("SET STORAGE {}", other.storage()));
            }
            if let (Some(model), Some(there)) = (&model.column.compression, &other.column.compression)
                && model != there
            {
                meanwhile(format!("SET COMPRESSION {}", ident(model)), format!("SET COMPRESSION {}", ident(there)));
            }
        }
    }
    (first, last)
}

/// A parent's column of the same name.
struct Given<'a> {
    parent: &'a ObjectId,
    id: ObjectId,
    column: &'a Column,
    default: Option<&'a DefaultValue>,
}

impl<'a> Given<'a> {
    fn of(parent: &'a ObjectId, own: &ObjectId, sides: Sides<'a>) -> Option<Self> {
        let id = ObjectId::child(parent, Kind::Column, Arc::clone(&own.name));
        let Some(Object::Column(column)) = sides.after.get(&id) else { return None };
        let default = match sides.after.get(&ObjectId::child(&id, Kind::Default, "")) {
            Some(Object::Default(default)) => Some(default),
            _ => None,
        };
        Some(Self { parent, id, column, default })
    }

    fn storage(&self) -> &str {
        self.column.storage.as_deref().unwrap_or(usual_storage(&self.column.data_type))
    }

    fn alter(&self, action: &str) -> Statement {
        Statement::new(format!("ALTER TABLE ONLY {} ALTER COLUMN {} {action}", name(self.parent), ident(&self.id.name)))
    }
}
