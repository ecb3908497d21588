//! How far the sequences have come that number columns.

use super::ask::set_wise;
use super::connection::Connection;
use crate::engine::{Numbered, Row};
use crate::error::Fault;

/// Sequences of identity columns, those that belong to a column, and those that a default calls. One that was
/// never called, or that the role may not look at, has no last value.
const QUERY: &str = "
SELECT n.nspname, c.relname, a.attname, last.value::text
FROM (SELECT d.objid, d.refobjid, d.refobjsubid FROM pg_catalog.pg_depend d
      WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
          AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
      UNION
      SELECT d.refobjid, f.adrelid, f.adnum FROM pg_catalog.pg_depend d
          JOIN pg_catalog.pg_attrdef f ON f.oid = d.objid
      WHERE d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass
          AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass) of (sequence, relation, number)
    JOIN pg_catalog.pg_class s ON s.oid = of.sequence AND s.relkind = 'S' AND s.relpersistence <> 't'
    JOIN pg_catalog.pg_class c ON c.oid = of.relation
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = of.number
    CROSS JOIN LATERAL (SELECT CASE WHEN pg_catalog.has_sequence_privilege(s.oid, 'SELECT, USAGE')
        THEN pg_catalog.pg_sequence_last_value(s.oid) END) last (value)
WHERE last.value IS NOT NULL";

impl Connection {
    /// The last number that was given to each column that a sequence numbers.
    ///
    /// # Errors
    /// The server's own message.
    pub async fn numbered(&mut self) -> Result<Vec<Numbered>, Fault> {
        let read = |row: &Row| {
            let text = |index: usize| row.text(index).map(str::to_owned);
            Some(Numbered { schema: text(0)?, table: text(1)?, column: text(2)?, last: row.text(3)?.parse().ok()? })
        };
        // One message is one transaction.
        let sql = format!("{};\n{QUERY}", set_wise(self.version()));
        Ok(self.texts(&sql).await?.iter().filter_map(read).collect())
    }
}
