//! What a statement really takes of a server: read from the server within the statement's own
//! transaction, before that ends.

use std::collections::BTreeMap;

use sqlx::Row as _;

use super::connection::{Connection, fault};
use crate::engine::Lock;
use crate::error::Fault;

/// Lock modes from the weakest to the strongest, as the manual's page on explicit locking orders
/// them.
const MODES: [(&str, &str); 8] = [
    ("AccessShareLock", "ACCESS SHARE"),
    ("RowShareLock", "ROW SHARE"),
    ("RowExclusiveLock", "ROW EXCLUSIVE"),
    ("ShareUpdateExclusiveLock", "SHARE UPDATE EXCLUSIVE"),
    ("ShareLock", "SHARE"),
    ("ShareRowExclusiveLock", "SHARE ROW EXCLUSIVE"),
    ("ExclusiveLock", "EXCLUSIVE"),
    ("AccessExclusiveLock", "ACCESS EXCLUSIVE"),
];

/// The relations of users as they are before a statement.
const BEFORE: &str = "
SELECT c.oid::int8 AS oid, pg_catalog.format('%I.%I', n.nspname, c.relname) AS name,
    pg_catalog.pg_relation_filenode(c.oid)::int8 AS file, i.indrelid::int8 AS of,
    pg_catalog.pg_stat_get_xact_numscans(c.oid) AS scans
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f', 'i', 'I')
    AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

/// The relations that the transaction has locked, by mode.
const AFTER: &str = "
SELECT l.relation::int8 AS oid, l.mode, pg_catalog.pg_relation_filenode(l.relation)::int8 AS file,
    pg_catalog.pg_stat_get_xact_numscans(l.relation) AS scans
FROM pg_catalog.pg_locks l
WHERE l.pid = pg_catalog.pg_backend_pid() AND l.locktype = 'relation' AND l.granted
    AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = current_database())";

/// A relation before the statement.
struct Relation {
    name: String,
    file: Option<i64>,
    /// The table that it is an index of.
    of: Option<i64>,
    scans: i64,
}

/// What the statement did to it.
struct Taken {
    strength: usize,
    rewritten: bool,
    read: bool,
}

impl Connection {
    /// Runs a statement in a transaction of its own and gives the strongest lock that it took on
    /// each relation that was there before it, by name; `None` for one that the server takes
    /// outside of transactions alone: then it has run, and nothing was measured.
    ///
    /// # Errors
    /// The server's own message; nothing of the statement is kept then.
    pub async fn measure(&mut self, sql: &str) -> Result<Option<Vec<Lock>>, Fault> {
        self.execute("BEGIN").await?;
        let measured = self.measured(sql).await;
        match measured {
            Ok(locks) => {
                self.execute("COMMIT").await?;
                Ok(Some(locks))
            }
            Err(failure) => {
                self.execute("ROLLBACK").await?;
                if !refuses_transactions(&failure) {
                    return Err(failure);
                }
                self.execute(sql).await?;
                Ok(None)
            }
        }
    }

    async fn measured(&mut self, sql: &str) -> Result<Vec<Lock>, Fault> {
        let mut before: BTreeMap<i64, Relation> = BTreeMap::new();
        let bad = |error: sqlx::Error| fault(&error);
        for row in self.rows(BEFORE).await? {
            let relation = Relation {
                name: row.try_get("name").map_err(bad)?,
                file: row.try_get("file").map_err(bad)?,
                of: row.try_get("of").map_err(bad)?,
                scans: row.try_get::<Option<i64>, _>("scans").map_err(bad)?.unwrap_or_default(),
            };
            before.insert(row.try_get("oid").map_err(bad)?, relation);
        }
        self.execute(sql).await?;
        let mut taken: BTreeMap<i64, Taken> = BTreeMap::new();
        for row in self.rows(AFTER).await? {
            let oid: i64 = row.try_get("oid").map_err(bad)?;
            let Some(relation) = before.get(&oid) else { continue };
            let mode: String = row.try_get("mode").map_err(bad)?;
            let Some(strength) = MODES.iter().position(|(own, _)| *own == mode) else { continue };
            let file: Option<i64> = row.try_get("file").map_err(bad)?;
            let scans: Option<i64> = row.try_get("scans").map_err(bad)?;
            let entry = taken.entry(oid).or_insert(Taken { strength, rewritten: false, read: false });
            entry.strength = entry.strength.max(strength);
            // What is dropped has no file any more: that is no rewrite.
            entry.rewritten = file.is_some() && relation.file.is_some() && file != relation.file;
            entry.read = scans.is_some_and(|scans| scans > relation.scans);
        }
        let told = |(oid, own): &(&i64, &Taken)| {
            let table = before.get(*oid).and_then(|relation| relation.of).and_then(|table| taken.get(&table));
            // Whoever waits for an index waits for its table's lock first.
            table.is_none_or(|table| table.strength < own.strength || own.rewritten && !table.rewritten)
        };
        let mut locks: Vec<Lock> = taken
            .iter()
            .filter(told)
            .filter_map(|(oid, own)| {
                Some(Lock {
                    relation: before.get(oid)?.name.clone(),
                    mode: MODES.get(own.strength)?.1.to_owned(),
                    rewritten: own.rewritten,
                    read: own.read,
                })
            })
            .collect();
        locks.sort();
        Ok(locks)
    }
}

/// Whether the server says that the statement must be outside of a transaction: 25001
/// (`active_sql_transaction`), or 2D000 from a block that commits.
fn refuses_transactions(fault: &Fault) -> bool {
    ["25001", "2D000"].iter().any(|code| fault.message.ends_with(&format!("(SQLSTATE {code})")))
}
