//! The tables of which pg_partman makes and drops the partitions.

use std::collections::BTreeSet;

use super::Connection;
use super::connection::fault;
use super::quote::ident;
use super::read::Get;
use crate::error::Fault;
use crate::model::{Kind, ObjectId};

/// Where pg_partman keeps its settings: it may be in any schema (pg_partman's manual, `part_config`).
const HOMES: &str = "SELECT n.nspname AS schema FROM pg_catalog.pg_class c \
     JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
     JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attname = 'parent_table' \
     WHERE c.relname = 'part_config' AND c.relkind = 'r' ORDER BY 1";

impl Connection {
    /// The partitioned tables that pg_partman's settings name; none where it is not installed.
    ///
    /// # Errors
    /// When this role may not read the settings.
    pub async fn partitioned_by_others(&mut self) -> Result<BTreeSet<ObjectId>, Fault> {
        let homes = sqlx::query(HOMES).fetch_all(self.session()).await.map_err(|error| fault(&error))?;
        let mut tables = BTreeSet::new();
        for home in homes {
            let schema: &str = home.value("schema")?;
            let sql = format!("SELECT parent_table FROM {}.part_config ORDER BY 1", ident(schema));
            for row in self.rows(&sql).await? {
                let name: &str = row.value("parent_table")?;
                if let Some((schema, name)) = name.split_once('.') {
                    tables.insert(ObjectId::in_schema(Kind::Table, schema, name));
                }
            }
        }
        Ok(tables)
    }
}
