//! How big the relations are that dangers are about, as the server estimates it.

use std::collections::BTreeMap;

use super::connection::Connection;
use super::quote::ident;
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
        if hazards.iter().all(|hazard| hazard.relation.is_none()) {
            return Ok(());
        }
        let sizes = self.sizes().await?;
        for hazard in hazards {
            let Some(relation) = &hazard.relation else { continue };
            let size = sizes.iter().find(|((_, name), _)| ident(name) == *relation);
            let Some((_, size)) = size else { continue };
            hazard.size = Some(*size);
            if let (Some(count), true) = (size.rows, hazard.code == "DELETES_DATA" && hazard.column.is_none()) {
                hazard.lost = Some(Lost { count, estimated: true });
                hazard.message.push_str(&format!(": about {count}"));
            }
        }
        Ok(())
    }
}
