//! Comments on everything.

use super::quote::literal;
use super::sql::{Part, Sql, one};
use crate::engine::{Alteration, Sides, Statement};
use crate::model::{Comment, Kind, ObjectId};

fn set(id: &ObjectId, text: &str) -> Vec<Statement> {
    id.parent()
        .map(|object| one(format!("COMMENT ON {} IS {text}", super::registry::target(object))))
        .unwrap_or_default()
}

impl Sql for Comment {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        let Self { text } = self;
        set(id, &literal(text))
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        // Schema public has one from the start.
        let public = id.parent().is_some_and(|object| object.kind == Kind::Schema && &*object.name == "public");
        set(id, if public { "'standard public schema'" } else { "NULL" })
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
