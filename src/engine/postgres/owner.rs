//! Owners of everything that has one.

use sqlx::postgres::PgRow;

use super::quote::ident;
use super::read::{Get, Oid, Reader};
use super::sql::{Part, Sql, is_of_public, of_parent};
use super::succession;
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Kind, ObjectId, Owner};

pub(super) const QUERY: &str = include_str!("catalog/owner.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let (class, object): (Oid, Oid) = (row.value("class")?, row.value("object")?);
    if let Some(id) = reader.at((class.0, object.0, 0)).cloned() {
        let id = ObjectId::child(&id, Kind::Owner, "");
        reader.schema.insert(id, Owner { role: row.value("role")? }, None);
    }
    Ok(())
}

fn set(id: &ObjectId, role: &str) -> Vec<Statement> {
    of_parent(id, |object| format!("ALTER {object} OWNER TO {role}"))
}

impl Sql for Owner {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        let Self { role } = self;
        set(id, &ident(role))
    }

    fn create_within(&self, id: &ObjectId, parts: &[Part<'_>], sides: Sides<'_>) -> Vec<Statement> {
        let mut statements = self.create(id, parts);
        statements.extend(succession::statements(id, sides));
        statements
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        // Schema public is the database's owner's from the start (PostgreSQL 15).
        set(id, if is_of_public(id) { "pg_database_owner" } else { "CURRENT_USER" })
    }

    fn drop_within(&self, id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
        let founder = sides.before.founder.as_ref().filter(|_| is_of_public(id));
        let mut statements = founder.map_or_else(|| self.drop(id), |founder| set(id, &ident(founder)));
        statements.extend(succession::statements(id, sides));
        statements
    }

    fn alter(&self, id: &ObjectId, after: &Self, sides: Sides<'_>) -> Alteration {
        Alteration::InPlace(after.create_within(id, &[], sides))
    }

    // It has no name.
    fn rename(&self, _: &ObjectId, _: &ObjectId) -> Vec<Statement> {
        Vec::new()
    }

    fn target(_: &ObjectId) -> String {
        String::new()
    }
}
