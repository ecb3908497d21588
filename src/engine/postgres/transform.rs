//! Transforms between types and procedural languages.

use sqlx::postgres::PgRow;

use super::read::{Get, Reader, class};
use super::sql::{Part, Sql, one};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Kind, ObjectId, Transform};

pub(super) const QUERY: &str = include_str!("catalog/transform.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let object = Transform { from_sql: row.value("from_sql")?, to_sql: row.value("to_sql")? };
    let id = ObjectId::global(Kind::Transform, row.value::<&str>("name")?);
    reader.add((class::TRANSFORM, row.oid("oid")?, 0), id, object);
    Ok(())
}

impl Transform {
    fn text(&self, id: &ObjectId, verb: &str) -> String {
        let Self { from_sql, to_sql } = self;
        let ways = [("FROM SQL", from_sql), ("TO SQL", to_sql)];
        let ways = ways.into_iter().filter_map(|(word, function)| {
            function.as_ref().map(|function| format!("{word} WITH FUNCTION {function}"))
        });
        format!("{verb} {} ({})", Self::target(id), ways.collect::<Vec<_>>().join(", "))
    }
}

impl Sql for Transform {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        one(self.text(id, "CREATE"))
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        one(format!("DROP {}", Self::target(id)))
    }

    fn alter(&self, id: &ObjectId, after: &Self, _: Sides<'_>) -> Alteration {
        Alteration::InPlace(one(after.text(id, "CREATE OR REPLACE")))
    }

    // It is named by its type and language.
    fn rename(&self, _: &ObjectId, _: &ObjectId) -> Vec<Statement> {
        Vec::new()
    }

    fn target(id: &ObjectId) -> String {
        format!("TRANSFORM FOR {}", id.name)
    }
}
