//! How far the counters have come that number columns.

use super::connection::Connection;
use crate::engine::{Numbered, Row};
use crate::error::Fault;

/// MySQL 8.0 keeps what it says of counters for a day; MariaDB knows no such variable, and says what is.
const AT_ONCE: &str = "SET SESSION information_schema_stats_expiry = 0";
const QUERY: &str = "SELECT c.TABLE_NAME, c.COLUMN_NAME, t.AUTO_INCREMENT \
                     FROM information_schema.COLUMNS c \
                     JOIN information_schema.TABLES t ON t.TABLE_SCHEMA = c.TABLE_SCHEMA AND t.TABLE_NAME = c.TABLE_NAME \
                     WHERE c.TABLE_SCHEMA = DATABASE() AND c.EXTRA LIKE '%auto_increment%' AND t.AUTO_INCREMENT > 1";

impl Connection {
    /// The last number that was given to each column that has `AUTO_INCREMENT`.
    ///
    /// # Errors
    /// The server's own message.
    pub async fn numbered(&mut self) -> Result<Vec<Numbered>, Fault> {
        let _ = self.texts(AT_ONCE).await;
        let read = |row: &Row| {
            let next: i128 = row.text(2)?.parse().ok()?;
            let (table, column) = (row.text(0)?.to_owned(), row.text(1)?.to_owned());
            Some(Numbered { schema: String::new(), table, column, last: next - 1 })
        };
        Ok(self.texts(QUERY).await?.iter().filter_map(read).collect())
    }
}
