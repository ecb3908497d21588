//! Operator classes.

use sqlx::postgres::PgRow;

use super::operator_family::{members, rename, using};
use super::quote::name;
use super::read::{Get, Reader, class};
use super::sql::{Part, Sql, one};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Kind, ObjectId, OperatorClass};

pub(super) const QUERY: &str = include_str!("catalog/operator_class.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let (schema, own): (&str, &str) = (row.value("schema")?, row.value("name")?);
    let method: &str = row.value("method")?;
    let (family_schema, family): (&str, &str) = (row.value("family_schema")?, row.value("family")?);
    let object = OperatorClass {
        data_type: row.value("data_type")?,
        default: row.value("default")?,
        family: ObjectId::routine(Kind::OperatorFamily, family_schema, family, method),
        storage: row.value("storage")?,
        operators: row.value("operators")?,
        functions: row.value("functions")?,
    };
    let id = ObjectId::routine(Kind::OperatorClass, schema, own, method);
    reader.add((class::OPERATOR_CLASS, row.oid("oid")?, 0), id, object);
    Ok(())
}

impl Sql for OperatorClass {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        let Self { data_type, default, family, storage, operators, functions } = self;
        let default = if *default { "DEFAULT " } else { "" };
        let mut items = members(operators, functions);
        items.extend(storage.as_ref().map(|storage| format!("STORAGE {storage}")));
        if items.is_empty() {
            // The grammar wants an item; this one says what is so anyway.
            items.push(format!("STORAGE {data_type}"));
        }
        one(format!(
            "CREATE OPERATOR CLASS {} {default}FOR TYPE {data_type} USING {} FAMILY {} AS\n    {}",
            name(id),
            super::quote::ident(&id.signature),
            name(family),
            items.join(",\n    ")
        ))
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        one(format!("DROP {}", Self::target(id)))
    }

    fn alter(&self, _: &ObjectId, _: &Self, _: Sides<'_>) -> Alteration {
        Alteration::Replace
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        rename("OPERATOR CLASS", from, to)
    }

    // A type has one class in a family, and one default for an access method.
    fn claim(&self, id: &ObjectId) -> Option<String> {
        Some(format!("operator class for {} using {}", self.data_type, id.signature))
    }

    fn target(id: &ObjectId) -> String {
        format!("OPERATOR CLASS {}", using(id))
    }
}
