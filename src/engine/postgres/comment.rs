//! Comments on everything.

use sqlx::postgres::PgRow;

use super::quote::{ident, literal, parent};
use super::read::{Get, Reader, class};
use super::sql::{Part, Sql, is_of_public, of_parent, one};
use super::unique::index_name;
use crate::engine::{Alteration, Follows, Sides, Statement};
use crate::error::Fault;
use crate::model::{Comment, Kind, Object, ObjectId, Schema};

pub(super) const QUERY: &str = include_str!("catalog/comment.sql");
pub(super) const OF_COPIES: &str = include_str!("catalog/comment_of_copy.sql");

/// Takes a row when all that can have a comment has been read.
pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let address = (row.oid("class")?, row.oid("object")?, row.value("part")?);
    if let Some(id) = reader.at(address).cloned() {
        // A constraint and the index behind it may each have one.
        let of_index = address.0 == class::RELATION && matches!(id.kind, Kind::Unique | Kind::Exclusion);
        let which = match address.0 {
            _ if of_index => "index",
            class::CONSTRAINT if id.kind == Kind::Column => "not null",
            _ if row.value("of_multirange")? => "multirange",
            _ => "",
        };
        let id = ObjectId::child(&id, Kind::Comment, which);
        reader.schema.insert(id, Comment::new(row.value("text")?), None);
    }
    Ok(())
}

/// Takes what is said of a partition's copy of a trigger.
pub(super) fn read_of_copy(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let Some(table) = reader.relation(row.oid("table")?).cloned() else { return Ok(()) };
    // The partitioned table may be in a schema that was not asked for.
    let Some(trigger) = reader.at((class::TRIGGER, row.oid("trigger")?, 0)).cloned() else { return Ok(()) };
    let id = Comment::of_copy(&table, &trigger.name);
    reader.schema.insert(id, Comment { text: row.value("text")?, copy_of: Some(trigger) }, None);
    Ok(())
}

/// What sets it; `schema` is the side on which what it is about is.
fn set(id: &ObjectId, text: &str, schema: &Schema) -> Vec<Statement> {
    if let (Some(trigger), Some(_)) = (Comment::trigger_of(id), id.parent()) {
        return one(format!("COMMENT ON TRIGGER {} ON {} IS {text}", ident(trigger), parent(id)));
    }
    match (&*id.name, id.parent(), id.parent().and_then(|of| schema.get(of))) {
        ("not null", Some(column), Some(Object::Column(body))) if body.not_null => {
            let name = ident(&super::not_null::name_within(column, body, schema));
            return one(format!("COMMENT ON CONSTRAINT {name} ON {} IS {text}", parent(column)));
        }
        ("multirange", Some(range), Some(Object::Range(body))) => {
            return one(format!("COMMENT ON TYPE {} IS {text}", body.multirange_name(range)));
        }
        ("not null" | "multirange", ..) => return Vec::new(),
        _ => {}
    }
    if let Some(constraint) = id.parent().filter(|_| &*id.name == "index") {
        return one(format!("COMMENT ON INDEX {} IS {text}", index_name(constraint)));
    }
    of_parent(id, |object| format!("COMMENT ON {object} IS {text}"))
}

impl Sql for Comment {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        set(id, &literal(&self.text), &Schema::default())
    }

    fn create_within(&self, id: &ObjectId, _: &[Part<'_>], sides: Sides<'_>) -> Vec<Statement> {
        set(id, &literal(&self.text), sides.after)
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        // Schema public has one from the start.
        set(id, if is_of_public(id) { "'standard public schema'" } else { "NULL" }, &Schema::default())
    }

    fn drop_within(&self, id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
        if let Some(trigger) = &self.copy_of {
            let stays = super::trigger_state::copy_stays(id, trigger, sides);
            return if stays { self.drop(id) } else { Vec::new() };
        }
        match &*id.name {
            // It goes while the multirange is still called what it was.
            "multirange" if id.parent().is_some_and(|range| sides.before.get(range).is_some()) => {
                set(id, "NULL", sides.before)
            }
            "not null" | "multirange" => set(id, "NULL", sides.after),
            _ => self.drop(id),
        }
    }

    fn alter(&self, id: &ObjectId, after: &Self, sides: Sides<'_>) -> Alteration {
        Alteration::InPlace(after.create_within(id, &[], sides))
    }

    // A partition has its copy of a trigger by being one.
    fn follows_links(&self, _: &ObjectId, _: &Schema) -> Follows {
        Follows { own: self.copy_of.is_some(), others: false }
    }

    fn dropped_with<'a>(&'a self, _: &ObjectId, _: Sides<'a>) -> Option<&'a ObjectId> {
        self.copy_of.as_ref()
    }

    // It has no name.
    fn rename(&self, _: &ObjectId, _: &ObjectId) -> Vec<Statement> {
        Vec::new()
    }

    fn target(_: &ObjectId) -> String {
        String::new()
    }
}
