//! How much a statement concerns in a live database: what would be lost is counted, how big a
//! relation is comes from the catalog.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use sqlx::Row as _;

use super::connection::{Connection, fault};
use super::hazard::DELETES_DATA;
use crate::engine::{Hazard, Lost, Size};
use crate::error::Fault;

/// How long all counting of a plan may take; what is not counted by then is estimated.
const PATIENCE: Duration = Duration::from_secs(10);

/// Sizes by name, partitions included. A relation that was never counted has -1 rows since
/// PostgreSQL 14, and 0 before.
const SIZES: &str = "
SELECT given.name, pg_catalog.pg_size_pretty(sum(pg_catalog.pg_total_relation_size(c.oid))) AS words,
    sum(pg_catalog.pg_total_relation_size(c.oid))::int8 AS bytes,
    CASE WHEN bool_and(c.reltuples > 0 OR c.relkind = 'p') THEN sum(greatest(c.reltuples, 0))::int8 END AS rows
FROM unnest($1::text[]) given (name)
    CROSS JOIN LATERAL (
        SELECT t.relid::oid FROM pg_catalog.pg_partition_tree(pg_catalog.to_regclass(given.name)) t
        UNION SELECT pg_catalog.to_regclass(given.name)::oid
    ) part (oid)
    JOIN pg_catalog.pg_class c ON c.oid = part.oid
GROUP BY given.name";

/// The same of the relation alone from the catalog, as the last VACUUM or ANALYZE left it: no lock
/// of another hinders that.
const ESTIMATES: &str = "
SELECT given.name, pg_catalog.pg_size_pretty(estimate.bytes) AS words, estimate.bytes,
    CASE WHEN c.reltuples > 0 THEN c.reltuples::int8 END AS rows
FROM unnest($1::text[]) given (name)
    JOIN pg_catalog.pg_class c ON c.oid = pg_catalog.to_regclass(given.name)
    CROSS JOIN LATERAL (SELECT c.relpages::int8 * current_setting('block_size')::int8) estimate (bytes)";

/// What may not keep anyone waiting.
const BRIEFLY: &str = "BEGIN READ ONLY; SET LOCAL statement_timeout = 2000; SET LOCAL lock_timeout = 200";

/// Of every table, its indexes and partitions with it.
const ALL: &str = "
SELECT n.nspname::text AS schema, c.relname::text AS name,
    sum(part.pages::int8 * pg_catalog.current_setting('block_size')::int8)::int8 AS bytes,
    CASE WHEN bool_and(part.rows > 0 OR part.kind = 'p') AND bool_or(part.rows > 0)
        THEN sum(greatest(part.rows, 0))::int8 END AS rows
FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    CROSS JOIN LATERAL (
        SELECT p.relkind AS kind, p.reltuples AS rows, p.relpages + coalesce(t.relpages, 0)
            + coalesce((SELECT sum(i.relpages) FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
                WHERE x.indrelid = p.oid), 0) AS pages
        FROM pg_catalog.pg_class p LEFT JOIN pg_catalog.pg_class t ON t.oid = p.reltoastrelid
        WHERE p.oid = c.oid OR c.relkind = 'p' AND p.oid IN (SELECT relid FROM pg_catalog.pg_partition_tree(c.oid))
    ) part
WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
GROUP BY 1, 2";

impl Connection {
    /// How big tables are, by schema and name, as the last VACUUM or ANALYZE left it in the catalog
    /// (`pg_class.relpages`, `reltuples`): no lock of another hinders that.
    ///
    /// # Errors
    /// The server's own message.
    pub async fn sizes(&mut self) -> Result<BTreeMap<(String, String), Size>, Fault> {
        let bad = |error: sqlx::Error| fault(&error);
        let mut sizes = BTreeMap::new();
        for row in sqlx::query(ALL).fetch_all(self.session()).await.map_err(bad)? {
            let rows: Option<i64> = row.try_get("rows").map_err(bad)?;
            let bytes: i64 = row.try_get("bytes").map_err(bad)?;
            let name = (row.try_get("schema").map_err(bad)?, row.try_get("name").map_err(bad)?);
            let rows = rows.and_then(|rows| u64::try_from(rows).ok());
            sizes.insert(name, Size { rows, bytes: u64::try_from(bytes).unwrap_or_default() });
        }
        Ok(sizes)
    }

    /// Says in dangers how big the relations are that they are about, and how many rows or values
    /// would be lost. Nothing is changed, and no lock is waited for; what the server does not say in
    /// time is estimated, or left out.
    ///
    /// # Errors
    /// When the server does not tell its sizes.
    pub async fn weigh(&mut self, hazards: &mut [&mut Hazard]) -> Result<(), Fault> {
        let names: Vec<String> = hazards.iter().filter_map(|hazard| hazard.relation.clone()).collect();
        if names.is_empty() {
            return Ok(());
        }
        let bad = |error: sqlx::Error| fault(&error);
        self.execute(BRIEFLY).await?;
        let exact = sqlx::query(SIZES).bind(&names).fetch_all(self.session()).await;
        self.execute("ROLLBACK").await?;
        let rows = match exact {
            Ok(rows) => rows,
            // Someone has locked one of them. Who may not even use a schema is told nothing of what is in it.
            Err(_) => sqlx::query(ESTIMATES).bind(&names).fetch_all(self.session()).await.unwrap_or_default(),
        };
        let mut sizes: BTreeMap<String, (Size, String)> = BTreeMap::new();
        for row in rows {
            let rows: Option<i64> = row.try_get("rows").map_err(bad)?;
            let bytes: Option<i64> = row.try_get("bytes").map_err(bad)?;
            let size = Size {
                rows: rows.and_then(|rows| u64::try_from(rows).ok()),
                bytes: bytes.and_then(|bytes| u64::try_from(bytes).ok()).unwrap_or_default(),
            };
            sizes.insert(row.try_get("name").map_err(bad)?, (size, row.try_get("words").map_err(bad)?));
        }
        let start = Instant::now();
        for hazard in hazards {
            let Some(relation) = hazard.relation.clone() else { continue };
            let Some((size, words)) = sizes.get(&relation) else { continue };
            hazard.size = Some(*size);
            if hazard.code != DELETES_DATA {
                let rows = size.rows.map(|rows| format!("about {rows} rows, ")).unwrap_or_default();
                hazard.message.push_str(&format!(" ({rows}{words})"));
                continue;
            }
            let what = hazard.column.as_deref().unwrap_or("*");
            let counted = if start.elapsed() < PATIENCE { self.count(&relation, what).await? } else { None };
            let rest = match (counted, size.rows, &hazard.column) {
                (Some(count), _, None) => format!("{count} rows are in it now"),
                (Some(count), _, Some(_)) => format!("{count} rows have a value there now"),
                (None, Some(rows), _) => format!("{relation} has about {rows} rows, by the server's estimate"),
                (None, None, _) => format!("how many there are was not to be had in time; {relation} takes {words}"),
            };
            hazard.message.push_str(&format!("; {rest}"));
            let estimate = || size.rows.filter(|_| hazard.column.is_none());
            hazard.lost = match counted {
                Some(count) => Some(Lost { count, estimated: false }),
                None => estimate().map(|count| Lost { count, estimated: true }),
            };
        }
        Ok(())
    }

    /// The rows of a relation, or those with a value in a column; none where it takes long.
    async fn count(&mut self, relation: &str, what: &str) -> Result<Option<u64>, Fault> {
        self.execute(BRIEFLY).await?;
        let rows = self.rows(&format!("SELECT count({what}) FROM {relation}")).await;
        self.execute("ROLLBACK").await?;
        // A right that is missing, a lock, the time: the estimate stands in for it.
        let Ok(rows) = rows else { return Ok(None) };
        let count: Option<i64> = rows.first().and_then(|row| row.try_get(0).ok());
        Ok(count.and_then(|count| u64::try_from(count).ok()))
    }
}
