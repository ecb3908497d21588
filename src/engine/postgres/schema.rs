//! Schemas.

use sqlx::postgres::PgRow;

use super::quote::{ident, name};
use super::read::{Get, Reader, class};
use super::sql::{Part, Sql, one, rename_to};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Kind, Namespace, ObjectId};

pub(super) const QUERY: &str = include_str!("catalog/schema.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let id = ObjectId::global(Kind::Schema, row.value::<&str>("name")?);
    reader.add((class::SCHEMA, row.oid("oid")?, 0), id, Namespace {});
    Ok(())
}

impl Sql for Namespace {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        one(format!("CREATE SCHEMA {}", name(id)))
    }

    // What is not said of schema public is as initdb makes it.
    fn create_within(&self, id: &ObjectId, parts: &[Part<'_>], sides: Sides<'_>) -> Vec<Statement> {
        let mut statements = self.create(id, parts);
        if let Some(founder) = sides.before.founder.as_ref().filter(|_| &*id.name == "public") {
            let rights = if sides.before.major < 15 { "CREATE, USAGE" } else { "USAGE" };
            let more = [
                format!("ALTER SCHEMA public OWNER TO {}", ident(founder)),
                format!("GRANT {rights} ON SCHEMA public TO PUBLIC"),
                "COMMENT ON SCHEMA public IS 'standard public schema'".to_owned(),
            ];
            statements.extend(more.map(Statement::new));
        }
        statements
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        one(format!("DROP SCHEMA {}", name(id)))
    }

    fn alter(&self, _: &ObjectId, _: &Self, _: Sides<'_>) -> Alteration {
        let Self {} = self;
        Alteration::InPlace(Vec::new())
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        rename_to("SCHEMA", from, to)
    }

    fn target(id: &ObjectId) -> String {
        format!("SCHEMA {}", name(id))
    }
}
