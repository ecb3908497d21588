//! Comments: a matter of the clause of what they are on.

use super::column::modify;
use super::quote::{ident, literal};
use super::sql::{Part, Sql, Turn, clause};
use crate::engine::{Alteration, Sides, Statement};
use crate::model::{Comment, Kind, Object, ObjectId};

/// The statements that give a comment's object the comment that the wanted side has.
fn set(id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
    let schema = sides.after;
    let Some(of) = id.parent() else { return Vec::new() };
    match of.kind {
        Kind::Table => {
            let text = super::sql::comment(of, schema).unwrap_or_default();
            vec![clause(of, Turn::Table, format!("COMMENT={}", literal(text)))]
        }
        Kind::Sequence => {
            let text = super::sql::comment(of, schema).unwrap_or_default();
            vec![super::sequence::other(of, format!("COMMENT={}", literal(text)))]
        }
        Kind::Column => modify(of, sides),
        // One that changes otherwise is made anew, and its comment with it.
        Kind::Index if sides.before.get(of).is_some_and(|index| Some(index) != schema.get(of)) => Vec::new(),
        Kind::Index => super::index::again(of, schema),
        Kind::Unique => super::unique::again(of, schema),
        Kind::Function | Kind::Procedure => {
            let text = literal(super::sql::comment(of, schema).unwrap_or_default());
            let what = of.kind.label().to_ascii_uppercase();
            vec![Statement::new(format!("ALTER {what} {} COMMENT {text}", ident(&of.name))).alone()]
        }
        Kind::Event => match schema.get(of) {
            // One that changes otherwise is written whole, and its comment with it.
            Some(event) if sides.before.get(of) != Some(event) => Vec::new(),
            Some(Object::Event(event)) => super::event::statement("ALTER", of, event, schema),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

impl Sql for Comment {
    fn create(&self, id: &ObjectId, _: &[Part<'_>], sides: Sides<'_>) -> Vec<Statement> {
        set(id, sides)
    }

    fn drop(&self, id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
        set(id, sides)
    }

    fn alter(&self, id: &ObjectId, _: &Self, sides: Sides<'_>) -> Alteration {
        Alteration::InPlace(set(id, sides))
    }

    fn folds(&self) -> bool {
        true
    }
}
