//! Rows for a scratch database, so that a migration is proved on data: made from what the catalog
//! says of types, checks, keys and partitions, and taken or refused by the server itself.

mod insert;
mod tables;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use super::connection::Connection;
use crate::engine::seeding::{Parents, in_order};
use crate::engine::{Contents, Seeded};
use crate::error::Fault;

use tables::{Table, Types};

impl Connection {
    /// Whether there is a table that these words name, as [`Connection::seed`] takes them.
    ///
    /// # Errors
    /// When the catalog cannot be read.
    pub async fn knows(&mut self, words: &BTreeSet<String>) -> Result<bool, Fault> {
        Ok(!tables::chosen(self, words).await?.is_empty())
    }

    /// Puts a few rows into the tables that these words name, by themselves or by an index, a
    /// constraint or the type of a column, and into those that they refer to or that refer to them.
    /// Where `given` has rows of a table, those are taken. Tables of the names in `bare` get none.
    ///
    /// # Errors
    /// When the catalog cannot be read. A table that takes no row is no error but named.
    pub async fn seed(
        &mut self,
        words: &BTreeSet<String>,
        given: Option<&Contents>,
        bare: &BTreeMap<String, String>,
    ) -> Result<Seeded, Fault> {
        let chosen = tables::chosen(self, words).await?;
        if chosen.is_empty() {
            return Ok(Seeded::default());
        }
        let types = Types::read(self).await?;
        let tables = tables::read(self, &chosen).await?;
        // Triggers are not the migration's, and may write anywhere. Where the role may not put them
        // to sleep they run, and what they refuse is told.
        let asleep = self.execute("SET session_replication_role = replica").await.is_ok();
        let mut seeded = Seeded::default();
        let mut result = Ok(());
        for table in in_order(tables.values(), |table| table.oid, parents) {
            if let Some(why) = bare.get(&table.plain) {
                seeded.bare.push((table.name.clone(), why.clone()));
                continue;
            }
            match self.fill(table, &types, given).await {
                Ok((0, reason)) => seeded.bare.push((table.name.clone(), reason)),
                Ok((count, _)) => {
                    seeded.tables.insert(table.oid, (table.name.clone(), count));
                }
                Err(fault) => {
                    result = Err(fault);
                    break;
                }
            }
        }
        if asleep {
            self.execute("RESET session_replication_role").await?;
        }
        seeded.bare.sort();
        result.map(|()| seeded)
    }
}

/// The tables that a table refers to.
fn parents(table: &Table, which: Parents) -> Vec<i64> {
    let keys = table.keys.iter().filter(|key| which == Parents::All || table.requires(key));
    keys.map(|key| key.parent).collect()
}
