//! How big the tables are that dangers are about, as far as the nodes tell.

use super::connection::Connection;
use super::quote::{ident, literal, unquote};
use crate::engine::{Hazard, Lost};
use crate::error::Fault;

/// More rows than these are not counted: a count reads all of a table.
const MOST: u64 = 10_000;

impl Connection {
    /// Says in dangers how many rows or values would be lost, where there are few enough to be counted.
    ///
    /// # Errors
    /// When the server does not let the table be read.
    pub async fn weigh(&mut self, hazards: &mut [&mut Hazard]) -> Result<(), Fault> {
        for hazard in hazards.iter_mut().filter(|hazard| hazard.code == "DELETES_DATA") {
            let Some(relation) = hazard.relation.clone() else { continue };
            let name = unquote(&relation);
            if ident(&name) != relation || !self.has_table(&name).await? {
                continue;
            }
            let column = hazard.column.clone().unwrap_or_else(|| "*".to_owned());
            // What is counted is what is there: a column's cells, a table's rows.
            let mut what = column;
            if what == "*" {
                what = self.partition_key(&name).await?;
            }
            let rows = self.texts(&format!("SELECT {what} FROM {relation} LIMIT {}", MOST + 1)).await?;
            let full = rows.iter().filter(|row| row.text(0).is_some()).count();
            let count = u64::try_from(full).unwrap_or(u64::MAX);
            let estimated = u64::try_from(rows.len()).is_ok_and(|all| all > MOST);
            hazard.lost = Some(Lost { count, estimated });
            let word = if estimated { "more than " } else { "" };
            hazard.message.push_str(&format!(": {word}{}", count.min(MOST)));
        }
        Ok(())
    }

    async fn has_table(&mut self, name: &str) -> Result<bool, Fault> {
        let own = literal(self.database());
        let cql = format!(
            "SELECT table_name FROM system_schema.tables WHERE keyspace_name = {own} AND table_name = {}",
            literal(name)
        );
        Ok(!self.texts(&cql).await?.is_empty())
    }

    /// A column that every row has.
    async fn partition_key(&mut self, name: &str) -> Result<String, Fault> {
        let own = literal(self.database());
        let cql = format!(
            "SELECT column_name, kind FROM system_schema.columns WHERE keyspace_name = {own} AND table_name = {}",
            literal(name)
        );
        let rows = self.texts(&cql).await?;
        let key = rows.iter().find(|row| row.text(1) == Some("partition_key")).and_then(|row| row.text(0));
        Ok(key.map(ident).unwrap_or_else(|| "*".to_owned()))
    }
}
