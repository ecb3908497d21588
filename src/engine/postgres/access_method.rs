//! Access methods of indexes and tables.

use sqlx::postgres::PgRow;

use super::quote::ident;
use super::read::{Get, Reader, class};
use super::sql::{Part, Sql, one};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{AccessMethod, Kind, ObjectId};

pub(super) const QUERY: &str = include_str!("catalog/access_method.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let object = AccessMethod { table: row.value("table")?, handler: row.value("handler")? };
    let id = ObjectId::global(Kind::AccessMethod, row.value::<&str>("name")?);
    reader.add((class::ACCESS_METHOD, row.oid("oid")?, 0), id, object);
    Ok(())
}

impl Sql for AccessMethod {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        let Self { table, handler } = self;
        let sort = if *table { "TABLE" } else { "INDEX" };
        one(format!("CREATE ACCESS METHOD {} TYPE {sort} HANDLER {handler}", ident(&id.name)))
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        one(format!("DROP ACCESS METHOD {}", ident(&id.name)))
    }

    fn alter(&self, _: &ObjectId, _: &Self, _: Sides<'_>) -> Alteration {
        Alteration::Replace
    }

    // The server has no word for it.
    fn rename(&self, _: &ObjectId, _: &ObjectId) -> Vec<Statement> {
        Vec::new()
    }

    fn target(id: &ObjectId) -> String {
        format!("ACCESS METHOD {}", ident(&id.name))
    }
}
