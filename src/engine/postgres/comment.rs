//! Comments on everything.

use super::quote::literal;
use super::sql::{Part, Sql, is_of_public, of_parent, one};
use super::unique::index_name;
use crate::engine::{Alteration, Sides, Statement};
use crate::model::{Comment, ObjectId};

fn set(id: &ObjectId, text: &str) -> Vec<Statement> {
    if let Some(constraint) = id.parent().filter(|_| &*id.name == "index") {
        return one(format!("COMMENT ON INDEX {} IS {text}", index_name(constraint)));
    }
    of_parent(id, |object| format!("COMMENT ON {object} IS {text}"))
}

impl Sql for Comment {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        let Self { text } = self;
        set(id, &literal(text))
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        // Schema public has one from the start.
        set(id, if is_of_public(id) { "'standard public schema'" } else { "NULL" })
    }

    fn alter(&self, id: &ObjectId, after: &Self, _: Sides<'_>) -> Alteration {
        Alteration::InPlace(after.create(id, &[]))
    }

    // It has no name.
    fn rename(&self, _: &ObjectId, _: &ObjectId) -> Vec<Statement> {
        Vec::new()
    }

    fn target(_: &ObjectId) -> String {
        String::new()
    }
}
