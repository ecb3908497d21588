//! Settings of the database, of a role in it, and of a role.

use sqlx::postgres::PgRow;

use super::database::within;
use super::quote::ident;
use super::read::{Get, Reader};
use super::registry::target;
use super::routine::setting;
use super::secret::is_secret;
use super::sql::{Part, Sql, one, parameter};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Kind, ObjectId, Setting};

pub(super) const QUERY: &str = include_str!("catalog/setting.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let id = of(&ObjectId::database(), row.value("name")?).with_signature(row.value::<&str>("role")?);
    put(row, reader, id)
}

/// Adds a setting unless it is a secret by its name: such a one is left to people.
pub(super) fn put(row: &PgRow, reader: &mut Reader, id: ObjectId) -> Result<(), Fault> {
    if is_secret(&id.name) {
        reader.leave_out("setting that holds a secret,", &id);
    } else {
        reader.schema.insert(id, Setting { value: row.value("value")? }, None);
    }
    Ok(())
}

/// The setting of that name of a database or role.
pub(super) fn of(parent: &ObjectId, name: &str) -> ObjectId {
    ObjectId::child(parent, Kind::Setting, name)
}

/// `ALTER … action`, of whatever the setting belongs to.
fn statements(id: &ObjectId, action: &str) -> Vec<Statement> {
    let Some(parent) = id.parent() else { return Vec::new() };
    let parent = target(parent);
    let object = if id.signature.is_empty() { parent } else { format!("ROLE {} IN {parent}", ident(&id.signature)) };
    within(id, one(format!("ALTER {object} {action}")))
}

impl Sql for Setting {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        let Self { value } = self;
        statements(id, &format!("SET {} TO {}", parameter(&id.name), setting(&id.name, value)))
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        statements(id, &format!("RESET {}", parameter(&id.name)))
    }

    fn alter(&self, id: &ObjectId, after: &Self, _: Sides<'_>) -> Alteration {
        Alteration::InPlace(after.create(id, &[]))
    }

    // Its name is the server's.
    fn rename(&self, _: &ObjectId, _: &ObjectId) -> Vec<Statement> {
        Vec::new()
    }

    fn target(_: &ObjectId) -> String {
        String::new()
    }
}
