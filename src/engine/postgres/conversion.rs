//! Conversions between character encodings.

use sqlx::postgres::PgRow;

use super::quote::{literal, name};
use super::read::{Get, Reader, class};
use super::sql::{Part, Sql, one, rename_to};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Conversion, Kind, ObjectId};

pub(super) const QUERY: &str = include_str!("catalog/conversion.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let object = Conversion {
        source: row.value("source")?,
        target: row.value("target")?,
        function: row.value("function")?,
        default: row.value("default")?,
    };
    let id = ObjectId::in_schema(Kind::Conversion, row.value::<&str>("schema")?, row.value::<&str>("name")?);
    reader.add((class::CONVERSION, row.oid("oid")?, 0), id, object);
    Ok(())
}

impl Sql for Conversion {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        let Self { source, target, function, default } = self;
        let default = if *default { "DEFAULT " } else { "" };
        one(format!(
            "CREATE {default}CONVERSION {} FOR {} TO {} FROM {function}",
            name(id),
            literal(source),
            literal(target)
        ))
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        one(format!("DROP CONVERSION {}", name(id)))
    }

    fn alter(&self, _: &ObjectId, _: &Self, _: Sides<'_>) -> Alteration {
        Alteration::Replace
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        rename_to("CONVERSION", from, to)
    }

    // A schema has one default between two encodings.
    fn claim(&self, id: &ObjectId) -> Option<String> {
        let Self { source, target, default, .. } = self;
        default.then(|| format!("conversion {} from {source} to {target}", id.schema))
    }

    fn target(id: &ObjectId) -> String {
        format!("CONVERSION {}", name(id))
    }
}
