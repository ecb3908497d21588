//! Members of extensions and the server's own objects, no objects of ours: only what is granted on them is told, as
//! parts of the extension or of the database.

use sqlx::postgres::PgRow;

use super::read::{Get, Oid, Reader};
use crate::error::Fault;
use crate::model::{Kind, ObjectId};

pub(super) const QUERY: &str = include_str!("catalog/extension_member.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let label: &str = row.value("kind")?;
    let Some(kind) = Kind::ALL.iter().copied().find(|kind| kind.label() == label) else { return Ok(()) };
    let (class, object): (Oid, Oid) = (row.value("class")?, row.value("object")?);
    // The server's own are spoken of with the database.
    let of = match row.value::<Option<&str>>("extension")? {
        Some(extension) => ObjectId::global(Kind::Extension, extension),
        None => ObjectId::database(),
    };
    let (schema, name): (&str, &str) = (row.value("schema")?, row.value("name")?);
    let own = ObjectId::routine(kind, schema, name, row.value::<&str>("signature")?);
    let mut id = own.within(&of);
    if let Some(column) = row.value::<Option<&str>>("column")? {
        id = ObjectId::child(&id, Kind::Column, column);
    }
    reader.add_member((class.0, object.0, row.value("part")?), id);
    Ok(())
}
