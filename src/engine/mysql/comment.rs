//! Comments: a matter of the clause of what they are on.

use super::column::modify;
use super::quote::literal;
use super::sql::{Part, Sql, Turn, clause};
use crate::engine::{Alteration, Sides, Statement};
use crate::model::{Comment, Kind, ObjectId, Schema};

/// The statements that give a comment's object the comment that `schema` has.
fn set(id: &ObjectId, schema: &Schema) -> Vec<Statement> {
    let Some(of) = id.parent() else { return Vec::new() };
    match of.kind {
        Kind::Table => {
            let text = super::sql::comment(of, schema).unwrap_or_default();
            vec![clause(of, Turn::Table, format!("COMMENT={}", literal(text)))]
        }
        Kind::Column => modify(of, schema),
        Kind::Index => super::index::again(of, schema),
        Kind::Unique => super::unique::again(of, schema),
        _ => Vec::new(),
    }
}

impl Sql for Comment {
    fn create(&self, id: &ObjectId, _: &[Part<'_>], sides: Sides<'_>) -> Vec<Statement> {
        set(id, sides.after)
    }

    fn drop(&self, id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
        set(id, sides.after)
    }

    fn alter(&self, id: &ObjectId, _: &Self, sides: Sides<'_>) -> Alteration {
        Alteration::InPlace(set(id, sides.after))
    }

    fn rename(&self, _: &ObjectId, _: &ObjectId) -> Vec<Statement> {
        Vec::new()
    }

    fn folds(&self) -> bool {
        true
    }
}
