//! What tables hold, read value by value.

use sqlx::Row as _;
use sqlx::postgres::PgRow;

use super::connection::{Connection, fault};
use crate::engine::rows::{Contents, Held, HeldColumn, Seeded};
use crate::error::Fault;
use crate::model::hashed::HashMap;

const RELATIONS: &str = "
SELECT given.oid AS given, c.oid::int8 AS oid, c.relkind::text AS kind,
    pg_catalog.format('%I.%I', n.nspname, c.relname) AS name,
    leaves.oids, leaves.names
FROM unnest($1::int8[], $2::text[]) given (oid, name)
    JOIN pg_catalog.pg_class c ON c.oid = coalesce(
        (SELECT own.oid FROM pg_catalog.pg_class own WHERE own.oid = given.oid::oid),
        pg_catalog.to_regclass(given.name)::oid)
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(leaf.oid::int8 ORDER BY leaf.oid), '{}') AS oids,
            coalesce(array_agg(pg_catalog.format('%I.%I', place.nspname, leaf.relname) ORDER BY leaf.oid), '{}') AS names
        FROM pg_catalog.pg_partition_tree(c.oid) p
            JOIN pg_catalog.pg_class leaf ON leaf.oid = p.relid
            JOIN pg_catalog.pg_namespace place ON place.oid = leaf.relnamespace
        WHERE p.isleaf AND p.relid <> c.oid) leaves
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')";

/// Of a row type, or an array of such, the number tells its attributes too: with others, its values are spelled
/// otherwise.
const COLUMNS: &str = "
SELECT a.attrelid::int8 AS relation, a.attnum AS number, pg_catalog.quote_ident(a.attname) AS name,
    a.atttypid::int8 # coalesce(pg_catalog.hashtext((
        SELECT pg_catalog.string_agg(part.attnum || ' ' || part.atttypid, ',' ORDER BY part.attnum)
        FROM pg_catalog.pg_attribute part
        WHERE part.attrelid IN (t.typrelid, beneath.typrelid) AND part.attrelid <> 0 AND part.attnum > 0
            AND NOT part.attisdropped)), 0)::int8 AS type
FROM pg_catalog.pg_attribute a
    JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_catalog.pg_type beneath ON beneath.oid = coalesce(nullif(t.typelem, 0), nullif(t.typbasetype, 0))
WHERE a.attrelid = ANY ($1::oid[]) AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
ORDER BY 1, 2";

/// The leaves of a table that are in it no more, each with its name.
const DETACHED: &str = "
SELECT pg_catalog.format('%I.%I', n.nspname, c.relname)
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.oid = ANY ($1::oid[]) AND pg_catalog.pg_partition_root(c.oid)::oid IS DISTINCT FROM $2::oid AND c.relkind = 'r'";

/// Those of some relations that are there no more.
const GONE: &str = "
SELECT given.oid FROM unnest($1::int8[]) given (oid)
WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.oid = given.oid::oid)";

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
        self.hold(
            before
                .0
                .iter()
                .map(|(oid, held)| (*oid, held.name.clone(), held.leaves.iter().map(|(leaf, _)| *leaf).collect()))
                .collect(),
        )
        .await
    }

    async fn hold(&mut self, tables: Vec<(i64, String, Vec<i64>)>) -> Result<Contents, Fault> {
        let bad = |error: sqlx::Error| fault(&error);
        let oids: Vec<i64> = tables.iter().map(|(oid, ..)| *oid).collect();
        let names: Vec<&String> = tables.iter().map(|(_, name, _)| name).collect();
        let found = sqlx::query(RELATIONS).bind(&oids).bind(&names).fetch_all(self.session()).await.map_err(bad)?;
        let mut columns = self.held_columns(&found).await?;
        let mut contents = Contents::default();
        for row in found {
            let (given, oid): (i64, i64) = (row.try_get("given").map_err(bad)?, row.try_get("oid").map_err(bad)?);
            let (kind, name): (String, String) = (row.try_get("kind").map_err(bad)?, row.try_get("name").map_err(bad)?);
            let leaves: Vec<i64> = row.try_get("oids").map_err(bad)?;
            let names: Vec<String> = row.try_get("names").map_err(bad)?;
            let leaves: Vec<(i64, String)> = leaves.into_iter().zip(names).collect();
            let columns = columns.remove(&oid).unwrap_or_default();
            let only = if kind == "r" { "ONLY " } else { "" };
            let (mut from, mut gone) = (vec![format!("{only}{name}")], Vec::new());
            if let Some((.., known)) =
                tables.iter().find(|(it, ..)| *it == given).filter(|(.., known)| !known.is_empty())
            {
                let detached: Vec<String> =
                    sqlx::query_scalar(DETACHED).bind(known).bind(oid).fetch_all(self.session()).await.map_err(bad)?;
                from.extend(detached);
                gone = sqlx::query_scalar(GONE).bind(known).fetch_all(self.session()).await.map_err(bad)?;
            }
            // A view, which a table may have become, has no rows of its own.
            let origin = if kind == "v" { "0" } else { "tableoid" };
            let list: Vec<String> = columns.iter().map(|column| format!("{}::text", column.name)).collect();
            let (mut rows, mut origins) = (Vec::new(), Vec::new());
            for relation in from {
                let sql = format!("SELECT ARRAY[{}]::text[], {origin}::int8 FROM {relation}", list.join(", "));
                // What was detached may since have lost a column: then its rows count as lost.
                let read = if relation.ends_with(&name) {
                    self.rows(&sql).await?
                } else {
                    self.rows(&sql).await.unwrap_or_default()
                };
                for row in read {
                    rows.push(row.try_get::<Vec<Option<String>>, _>(0).map_err(bad)?);
                    if !leaves.is_empty() {
                        origins.push(row.try_get(1).map_err(bad)?);
                    }
                }
            }
            // A table that was made anew is known to the second look by its first name.
            contents.0.insert(given, Held { name, oid, leaves, gone, origins, columns, rows });
        }
        Ok(contents)
    }

    /// The columns of the relations that were found, by the number of each.
    async fn held_columns(&mut self, found: &[PgRow]) -> Result<HashMap<i64, Vec<HeldColumn>>, Fault> {
        let bad = |error: sqlx::Error| fault(&error);
        let oids: Vec<i64> = found.iter().map(|row| row.try_get("oid")).collect::<Result<_, _>>().map_err(bad)?;
        let mut columns: HashMap<i64, Vec<HeldColumn>> = HashMap::default();
        for row in sqlx::query(COLUMNS).bind(oids).fetch_all(self.session()).await.map_err(bad)? {
            columns.entry(row.try_get("relation").map_err(bad)?).or_default().push(HeldColumn {
                number: row.try_get("number").map_err(bad)?,
                name: row.try_get("name").map_err(bad)?,
                type_oid: row.try_get("type").map_err(bad)?,
            });
        }
        Ok(columns)
    }
}
