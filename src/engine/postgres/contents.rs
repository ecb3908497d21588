//! What tables hold, read value by value.

use sqlx::Row as _;

use super::connection::{Connection, fault};
use crate::engine::rows::{Contents, Held, HeldColumn, Seeded};
use crate::error::Fault;

const RELATIONS: &str = "
SELECT given.oid AS given, c.oid::int8 AS oid, c.relkind::text AS kind,
    pg_catalog.format('%I.%I', n.nspname, c.relname) AS name,
    ARRAY(SELECT p.relid::oid::int8 FROM pg_catalog.pg_partition_tree(c.oid) p WHERE p.isleaf AND p.relid <> c.oid) AS leaves
FROM unnest($1::int8[], $2::text[]) given (oid, name)
    JOIN pg_catalog.pg_class c ON c.oid = coalesce(
        (SELECT own.oid FROM pg_catalog.pg_class own WHERE own.oid = given.oid::oid),
        pg_catalog.to_regclass(given.name)::oid)
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')";

const COLUMNS: &str = "
SELECT a.attrelid::int8 AS relation, a.attnum AS number, pg_catalog.quote_ident(a.attname) AS name, a.atttypid::int8 AS type
FROM pg_catalog.pg_attribute a
WHERE a.attrelid = ANY ($1::oid[]) AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
ORDER BY 1, 2";

/// The leaves of a table that are in it no more, each with its name.
const DETACHED: &str = "
SELECT pg_catalog.format('%I.%I', n.nspname, c.relname)
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.oid = ANY ($1::oid[]) AND pg_catalog.pg_partition_root(c.oid)::oid IS DISTINCT FROM $2::oid AND c.relkind = 'r'";

impl Connection {
    /// What the seeded tables hold.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn contents(&mut self, seeded: &Seeded) -> Result<Contents, Fault> {
        let tables = seeded.tables.iter();
        let tables = tables.map(|(oid, (name, _))| (*oid, name.clone(), Vec::new())).collect();
        self.hold(tables).await
    }

    /// What the same tables hold now, whatever they are called; where one was made anew, the one of
    /// its name.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn contents_again(&mut self, before: &Contents) -> Result<Contents, Fault> {
        self.hold(before.0.iter().map(|(oid, held)| (*oid, held.name.clone(), held.leaves.clone())).collect()).await
    }

    async fn hold(&mut self, tables: Vec<(i64, String, Vec<i64>)>) -> Result<Contents, Fault> {
        let bad = |error: sqlx::Error| fault(&error);
        let oids: Vec<i64> = tables.iter().map(|(oid, ..)| *oid).collect();
        let names: Vec<&String> = tables.iter().map(|(_, name, _)| name).collect();
        let found = sqlx::query(RELATIONS).bind(&oids).bind(&names).fetch_all(self.session()).await.map_err(bad)?;
        let mut contents = Contents::default();
        for row in found {
            let (given, oid): (i64, i64) = (row.try_get("given").map_err(bad)?, row.try_get("oid").map_err(bad)?);
            let (kind, name): (String, String) = (row.try_get("kind").map_err(bad)?, row.try_get("name").map_err(bad)?);
            let leaves: Vec<i64> = row.try_get("leaves").map_err(bad)?;
            let mut columns = Vec::new();
            for row in sqlx::query(COLUMNS).bind(vec![oid]).fetch_all(self.session()).await.map_err(bad)? {
                columns.push(HeldColumn {
                    number: row.try_get("number").map_err(bad)?,
                    name: row.try_get("name").map_err(bad)?,
                    type_oid: row.try_get("type").map_err(bad)?,
                });
            }
            let only = if kind == "r" { "ONLY " } else { "" };
            let mut from = vec![format!("{only}{name}")];
            if let Some((.., known)) =
                tables.iter().find(|(it, ..)| *it == given).filter(|(.., known)| !known.is_empty())
            {
                let detached: Vec<String> =
                    sqlx::query_scalar(DETACHED).bind(known).bind(oid).fetch_all(self.session()).await.map_err(bad)?;
                from.extend(detached);
            }
            let list: Vec<String> = columns.iter().map(|column| format!("{}::text", column.name)).collect();
            let mut rows = Vec::new();
            for relation in from {
                let sql = format!("SELECT ARRAY[{}]::text[] FROM {relation}", list.join(", "));
                // What was detached may since have lost a column: then its rows count as lost.
                let read = if relation.ends_with(&name) {
                    self.rows(&sql).await?
                } else {
                    self.rows(&sql).await.unwrap_or_default()
                };
                for row in read {
                    rows.push(row.try_get::<Vec<Option<String>>, _>(0).map_err(bad)?);
                }
            }
            // A table that was made anew is known to the second look by its first name.
            contents.0.insert(given, Held { name, oid, leaves, columns, rows });
        }
        Ok(contents)
    }
}
