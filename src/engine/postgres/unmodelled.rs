//! What a catalog holds and no code here models: reported, never passed over in silence.

use sqlx::postgres::PgRow;

use super::read::Get;
use crate::error::Fault;
use crate::model::Unmodelled;

pub(super) const QUERY: &str = include_str!("catalog/unmodelled.sql");

pub(super) fn read(row: &PgRow) -> Result<Unmodelled, Fault> {
    Ok(Unmodelled { kind: row.value("kind")?, name: row.value("name")? })
}
