//! Range types.

use sqlx::postgres::PgRow;

use super::quote::{ident, name};
use super::read::{Get, Reader, class};
use super::sql::{Part, Sql, one, rename_to};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Kind, ObjectId, Range};

pub(super) const QUERY: &str = include_str!("catalog/range.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let own: &str = row.value("name")?;
    let id = ObjectId::in_schema(Kind::Range, row.value::<&str>("schema")?, own);
    for column in ["typarray", "multirange_oid", "multirange_array"] {
        reader.alias((class::TYPE, row.oid(column)?, 0), &id);
    }
    let multirange: Option<String> = row.value("multirange")?;
    let object = Range {
        subtype: row.value("subtype")?,
        opclass: row.value("opclass")?,
        collation: row.value("collation")?,
        canonical: row.value("canonical")?,
        subtype_diff: row.value("subtype_diff")?,
        multirange: multirange.filter(|name| *name != usual_multirange(own)),
    };
    reader.add((class::TYPE, row.oid("oid")?, 0), id, object);
    Ok(())
}

/// The name that the server gives to a range's multirange (`makeMultirangeTypeName` in its
/// pg_type.c): `range` within becomes `multirange`, or `_multirange` is put behind.
fn usual_multirange(name: &str) -> String {
    match name.find("range") {
        Some(at) => format!("{}multi{}", &name[..at], &name[at..]),
        None => format!("{name}_multirange"),
    }
}

impl Sql for Range {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        let Self { subtype, opclass, collation, canonical, subtype_diff, multirange } = self;
        let mut clauses = vec![format!("SUBTYPE = {subtype}")];
        let more = [
            ("SUBTYPE_OPCLASS", opclass),
            ("COLLATION", collation),
            ("CANONICAL", canonical),
            ("SUBTYPE_DIFF", subtype_diff),
        ];
        for (word, value) in more {
            clauses.extend(value.as_ref().map(|value| format!("{word} = {value}")));
        }
        clauses.extend(
            multirange.as_ref().map(|own| format!("MULTIRANGE_TYPE_NAME = {}.{}", ident(&id.schema), ident(own))),
        );
        one(format!("CREATE TYPE {} AS RANGE ({})", name(id), clauses.join(", ")))
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        one(format!("DROP TYPE {}", name(id)))
    }

    fn alter(&self, _: &ObjectId, _: &Self, _: Sides<'_>) -> Alteration {
        Alteration::Retype
    }

    fn retype(&self, id: &ObjectId, after: &Self, holders: &[Part<'_>]) -> Vec<Statement> {
        super::enumeration::exchange("TYPE", id, after.create(id, &[]), holders, super::enumeration::by_text(id))
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        rename_to("TYPE", from, to)
    }

    fn claim(&self, id: &ObjectId) -> Option<String> {
        Some(format!("relation {}", name(id)))
    }

    fn target(id: &ObjectId) -> String {
        format!("TYPE {}", name(id))
    }
}
