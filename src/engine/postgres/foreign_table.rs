//! Foreign tables. Their parts are read and written with those of tables.

use sqlx::postgres::PgRow;

use super::quote::{ident, name};
use super::read::{Get, Reader, class};
use super::sql::{Part, Sql, one, rename_to};
use super::{secret, table};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{ForeignTable, Kind, Object, ObjectId, Secrets};

pub(super) const QUERY: &str = include_str!("catalog/foreign_table.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let (schema, name): (&str, &str) = (row.value("schema")?, row.value("name")?);
    let id = ObjectId::in_schema(Kind::ForeignTable, schema, name);
    let (options, secrets) = secret::redact(row.options("options")?, &[schema, name]);
    let object = ForeignTable { server: row.value("server")?, options, secrets };
    for column in ["reltype", "typarray"] {
        reader.alias((class::TYPE, row.oid(column)?, 0), &id);
    }
    reader.add_relation(row.oid("oid")?, id, object);
    Ok(())
}

impl Sql for ForeignTable {
    fn create(&self, id: &ObjectId, parts: &[Part<'_>]) -> Vec<Statement> {
        let empty = crate::model::Schema::default();
        self.create_within(id, parts, Sides { before: &empty, after: &empty, online: false })
    }

    fn create_within(&self, id: &ObjectId, parts: &[Part<'_>], sides: Sides<'_>) -> Vec<Statement> {
        let (mut statements, body, more) = table::body(parts, sides);
        let sql = format!(
            "CREATE FOREIGN TABLE {} {body} SERVER {}{}",
            name(id),
            ident(&self.server),
            secret::options(&self.options, &self.secrets)
        );
        let of_columns = parts.iter().filter_map(|(_, part)| match part {
            Object::Column(column) if !column.inherited => Some(&column.foreign_secrets),
            _ => None,
        });
        let secrets: Vec<&Secrets> = std::iter::once(&self.secrets).chain(of_columns).collect();
        statements.push(secret::statement(sql, &secrets));
        statements.extend(more);
        statements
    }

    // Its rows are elsewhere, and stay there.
    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        one(format!("DROP FOREIGN TABLE {}", name(id)))
    }

    fn alter(&self, id: &ObjectId, after: &Self, _: Sides<'_>) -> Alteration {
        if self.server != after.server {
            return Alteration::Replace;
        }
        let (options, fresh) = secret::change((&self.options, &self.secrets), (&after.options, &after.secrets));
        let sql = format!("ALTER FOREIGN TABLE {}{options}", name(id));
        Alteration::InPlace(vec![secret::statement(sql, &[&fresh])])
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        rename_to("FOREIGN TABLE", from, to)
    }

    fn claim(&self, id: &ObjectId) -> Option<String> {
        Some(format!("relation {}", name(id)))
    }

    fn target(id: &ObjectId) -> String {
        format!("FOREIGN TABLE {}", name(id))
    }
}
