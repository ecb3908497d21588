//! How big the relations are that dangers are about, as the server estimates it.

use std::collections::BTreeMap;

use super::connection::Connection;
use super::quote::{ident, literal};
use crate::engine::{Hazard, Lost, Row, Size};
use crate::error::Fault;

impl Connection {
    /// How big the database's tables are, by name: the server's estimates (`information_schema.TABLES`).
    ///
    /// # Errors
    /// The server's own message.
    pub async fn sizes(&mut self) -> Result<BTreeMap<(String, String), Size>, Fault> {
        let rows = self
            .texts(
                "SELECT TABLE_NAME, TABLE_ROWS, DATA_LENGTH + INDEX_LENGTH FROM information_schema.TABLES \
                 WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE <> 'VIEW'",
            )
            .await?;
        let size = |row: &Row| {
            let number = |index: usize| row.text(index).and_then(|text| text.parse::<u64>().ok());
            let name = (String::new(), row.text(0)?.to_owned());
            Some((name, Size { rows: number(1), bytes: number(2)? }))
        };
        Ok(rows.iter().filter_map(size).collect())
    }

    /// Says in dangers how big the relations are that they are about, and how many rows would be
    /// lost: the server's estimates.
    ///
    /// # Errors
    /// When the server does not tell its sizes.
    pub async fn weigh(&mut self, hazards: &mut [&mut Hazard]) -> Result<(), Fault> {
        for hazard in hazards {
            let Some(relation) = &hazard.relation else { continue };
            let name = relation.trim_matches('`').replace("``", "`");
            if ident(&name) != *relation {
                continue;
            }
            let rows = self
                .texts(&format!(
                    "SELECT TABLE_ROWS, DATA_LENGTH + INDEX_LENGTH FROM information_schema.TABLES \
                     WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = {}",
                    literal(&name)
                ))
                .await?;
            let number = |index: usize| rows.first().and_then(|row| row.text(index)?.parse::<u64>().ok());
            let Some(bytes) = number(1) else { continue };
            hazard.size = Some(Size { rows: number(0), bytes });
            if let (Some(count), true) = (number(0), hazard.code == "DELETES_DATA" && hazard.column.is_none()) {
                hazard.lost = Some(Lost { count, estimated: true });
                hazard.message.push_str(&format!(": about {count}"));
            }
        }
        Ok(())
    }
}
