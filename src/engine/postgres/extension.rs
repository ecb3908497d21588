//! Extensions.

use sqlx::postgres::PgRow;

use super::hazard;
use super::quote::{ident, literal, name};
use super::read::{Get, Reader, class};
use super::sql::{Part, Sql, one};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Extension, Kind, ObjectId};

pub(super) const QUERY: &str = include_str!("catalog/extension.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let id = ObjectId::global(Kind::Extension, row.value::<&str>("name")?);
    let object = Extension { schema: row.value("schema")?, version: row.value("version")? };
    reader.add((class::EXTENSION, row.oid("oid")?, 0), id, object);
    Ok(())
}

impl Sql for Extension {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        let Self { schema, version } = self;
        let schema = schema.as_ref().map(|schema| format!(" SCHEMA {}", ident(schema))).unwrap_or_default();
        let version = version.as_ref().map(|version| format!(" VERSION {}", literal(version))).unwrap_or_default();
        one(format!("CREATE EXTENSION {}{schema}{version}", name(id)))
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        one(format!("DROP EXTENSION {}", name(id)))
    }

    fn alter(&self, id: &ObjectId, after: &Self, _: Sides<'_>) -> Alteration {
        let Self { schema, version } = self;
        let mut statements = Vec::new();
        if let Some(wanted) = after.schema.as_ref().filter(|_| *schema != after.schema) {
            statements.push(Statement::new(format!("ALTER EXTENSION {} SET SCHEMA {}", name(id), ident(wanted))));
        }
        if *version != after.version {
            let to = after.version.as_ref().map(|version| format!(" TO {}", literal(version))).unwrap_or_default();
            let message = format!(
                "the extension's own script brings {} from {} to {}; it may change or drop what depends on it, and the \
                 way back needs a script of its own",
                name(id),
                version.as_deref().unwrap_or("its version"),
                after.version.as_deref().unwrap_or("the newest version")
            );
            let update = Statement::new(format!("ALTER EXTENSION {} UPDATE{to}", name(id)));
            statements.push(update.hazard(hazard::EXTENSION_UPGRADE, message));
        }
        Alteration::InPlace(statements)
    }

    // The server has no such command, and no plan asks for it.
    fn rename(&self, _: &ObjectId, _: &ObjectId) -> Vec<Statement> {
        Vec::new()
    }

    fn adopt(&mut self, written: &Self, live: &Self) {
        if written.schema.is_none() {
            self.schema.clone_from(&live.schema);
        }
        if written.version.is_none() {
            self.version.clone_from(&live.version);
        }
    }

    fn target(id: &ObjectId) -> String {
        format!("EXTENSION {}", name(id))
    }
}
