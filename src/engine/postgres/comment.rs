//! Comments on everything.

use std::sync::Arc;

use sqlx::postgres::PgRow;

use super::quote::literal;
use super::read::{Get, Reader, class};
use super::sql::{Part, Sql, is_of_public, of_parent, one};
use super::unique::index_name;
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Comment, Kind, ObjectId};

pub(super) const QUERY: &str = include_str!("catalog/comment.sql");

/// Takes a row when all that can have a comment has been read.
pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let address = (row.oid("class")?, row.oid("object")?, row.value("part")?);
    if let Some(id) = reader.at(address).cloned() {
        // A constraint and the index behind it may each have one.
        let of_index = address.0 == class::RELATION && matches!(id.kind, Kind::Unique | Kind::Exclusion);
        let id = ObjectId::child(&Arc::new(id), Kind::Comment, if of_index { "index" } else { "" });
        reader.schema.insert(id, Comment { text: row.value("text")? }, None);
    }
    Ok(())
}

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
