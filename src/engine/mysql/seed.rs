//! Rows for a scratch database, so that a migration is proved on data: made from what is read of types,
//! checks, keys and partitions, and taken or refused by the server itself.

mod insert;
mod tables;
pub(super) mod values;

use std::collections::{BTreeMap, BTreeSet};

use super::connection::Connection;
use crate::engine::seeding::{Parents, in_order};
use crate::engine::{Contents, Reading, Seeded};
use crate::error::Fault;

use tables::Table;

/// Values that do not fit are refused, whatever the server's own setting.
const STRICT: &str = "SET SESSION sql_mode = \
    'STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_VALUE_ON_ZERO'";

impl Connection {
    /// Whether there is a table that these words name, as [`Connection::seed`] takes them.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn knows(&mut self, words: &BTreeSet<String>) -> Result<bool, Fault> {
        let schema = self.introspect(&Reading::default()).await?;
        Ok(!tables::chosen(&tables::all(&schema), words).is_empty())
    }

    /// Puts a few rows into the tables that these words name, and into those that they refer to or that
    /// refer to them. Where `given` has rows of a table, those are taken. Tables of the names in `bare`
    /// get none. Triggers run, for nothing puts them to sleep; what they refuse is told.
    ///
    /// # Errors
    /// When the database cannot be read. A table that takes no row is no error but named.
    pub async fn seed(
        &mut self,
        words: &BTreeSet<String>,
        given: Option<&Contents>,
        bare: &BTreeMap<String, String>,
    ) -> Result<Seeded, Fault> {
        let schema = self.introspect(&Reading::default()).await?;
        let mut tables = tables::all(&schema);
        let chosen = tables::chosen(&tables, words);
        tables.retain(|name, _| chosen.contains(name));
        let mut seeded = Seeded::default();
        if tables.is_empty() {
            return Ok(seeded);
        }
        self.execute_as(STRICT, STRICT).await?;
        let mut result = Ok(());
        for (number, table) in in_order(tables.values(), |table| &table.plain, parents).into_iter().enumerate() {
            if let Some(why) = bare.get(&table.plain) {
                seeded.bare.push((table.name.clone(), why.clone()));
                continue;
            }
            match self.fill(table, given).await {
                Ok((0, reason)) => seeded.bare.push((table.name.clone(), reason)),
                Ok((count, _)) => {
                    let number = i64::try_from(number).unwrap_or_default();
                    seeded.tables.insert(number, (table.name.clone(), count));
                }
                Err(fault) => {
                    result = Err(fault);
                    break;
                }
            }
        }
        let usual = "SET SESSION sql_mode = DEFAULT";
        self.execute_as(usual, usual).await?;
        seeded.bare.sort();
        result.map(|()| seeded)
    }
}

/// The tables that a table refers to.
fn parents(table: &Table, which: Parents) -> Vec<&String> {
    let keys = table.keys.iter().filter(|key| which == Parents::All || table.requires(key));
    keys.map(|key| &key.parent).collect()
}
