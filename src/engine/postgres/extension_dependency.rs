//! What goes when an extension goes, though it is no member of it: `DEPENDS ON EXTENSION`.

use sqlx::postgres::PgRow;

use super::quote::ident;
use super::read::{Get, Reader};
use super::sql::{Part, Sql, one};
use super::unique::index_name;
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Entity, ExtensionDependency, Kind, ObjectId};

pub(super) const QUERY: &str = include_str!("catalog/extension_dependency.sql");

/// Takes a row when all that can depend so has been read.
pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let of = reader.at((row.oid("class")?, row.oid("object")?, 0)).cloned();
    // One of a schema that was not asked for is no affair of ours.
    let Some(of) = of.filter(|id| reader.schema.get(id).is_some()) else { return Ok(()) };
    let id = ObjectId::child(&of, Kind::ExtensionDependency, row.value::<&str>("extension")?);
    let object = ExtensionDependency {};
    let depends = object.references(&id);
    reader.schema.insert(id.clone(), object, None);
    if let Some(entry) = reader.entry(&id) {
        entry.depends = depends;
    }
    Ok(())
}

fn alter(id: &ObjectId, word: &str) -> Vec<Statement> {
    let Some(of) = id.parent() else { return Vec::new() };
    let target = match of.kind {
        Kind::Unique | Kind::Exclusion => format!("INDEX {}", index_name(of)),
        _ => super::registry::target(of),
    };
    one(format!("ALTER {target} {word} ON EXTENSION {}", ident(&id.name)))
}

impl Sql for ExtensionDependency {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        let Self {} = self;
        alter(id, "DEPENDS")
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        alter(id, "NO DEPENDS")
    }

    fn alter(&self, _: &ObjectId, _: &Self, _: Sides<'_>) -> Alteration {
        Alteration::InPlace(Vec::new())
    }

    // It is called as the extension is, which keeps its name.
    fn rename(&self, _: &ObjectId, _: &ObjectId) -> Vec<Statement> {
        Vec::new()
    }

    fn target(_: &ObjectId) -> String {
        String::new()
    }
}
