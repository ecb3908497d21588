//! What a statement really takes of a server: read from the server within the statement's own
//! transaction, before that ends.

use std::collections::BTreeMap;
use std::fmt;

use sqlx::Row as _;
use sqlx::postgres::PgRow;

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

/// The relations of users, and their schemas, as they are before the first statement.
const BEFORE: &str = "
SELECT n.oid::int8 AS oid, NULL::int8 AS within, pg_catalog.quote_ident(n.nspname) AS name, NULL::int8 AS file,
    NULL::int8 AS of, NULL::int8 AS scans
FROM pg_catalog.pg_namespace n WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
UNION ALL
SELECT c.oid::int8, n.oid::int8, pg_catalog.quote_ident(c.relname), pg_catalog.pg_relation_filenode(c.oid)::int8,
    i.indrelid::int8, pg_catalog.pg_stat_get_xact_numscans(c.oid)
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f', 'i', 'I')
    AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

/// The relations that the transaction has locked, by mode, as they are after its statement: those that it has
/// made are among them. A schema can change its name without any lock on what is in it.
const AFTER: &str = "
SELECT n.oid::int8 AS oid, NULL::int8 AS within, pg_catalog.quote_ident(n.nspname) AS name, NULL::int8 AS file,
    NULL::int8 AS of, NULL::int8 AS scans, NULL::text AS mode
FROM pg_catalog.pg_namespace n WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
UNION ALL
SELECT l.relation::int8, c.relnamespace::int8, pg_catalog.quote_ident(c.relname),
    pg_catalog.pg_relation_filenode(l.relation)::int8, i.indrelid::int8,
    pg_catalog.pg_stat_get_xact_numscans(l.relation), l.mode
FROM pg_catalog.pg_locks l
    LEFT JOIN pg_catalog.pg_class c
        ON c.oid = l.relation AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f', 'i', 'I')
    LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = l.relation
WHERE l.pid = pg_catalog.pg_backend_pid() AND l.locktype = 'relation' AND l.granted
    AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = current_database())";

/// A relation before the statement.
struct Relation {
    /// The schema that it is in.
    within: i64,
    name: String,
    file: Option<i64>,
    /// The table that it is an index of.
    of: Option<i64>,
    scans: i64,
}

/// What is known of a database's relations between one statement and the next, by number: work in proportion to
/// what a statement touches, and not to what there is.
#[derive(Default)]
pub(super) struct Relations {
    schemas: BTreeMap<i64, String>,
    all: BTreeMap<i64, Relation>,
}

impl Relations {
    /// Takes a row in; whether it is of something that is there.
    fn take(&mut self, oid: i64, row: &PgRow) -> Result<bool, sqlx::Error> {
        let Some(name) = row.try_get::<Option<String>, _>("name")? else { return Ok(false) };
        match row.try_get("within")? {
            None => drop(self.schemas.insert(oid, name)),
            Some(within) => {
                let scans = row.try_get::<Option<i64>, _>("scans")?.unwrap_or_default();
                let relation = Relation { within, name, file: row.try_get("file")?, of: row.try_get("of")?, scans };
                self.all.insert(oid, relation);
            }
        }
        Ok(true)
    }

    fn name(&self, relation: &Relation) -> Option<String> {
        Some(format!("{}.{}", self.schemas.get(&relation.within)?, relation.name))
    }
}

impl fmt::Debug for Relations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Relations").field("all", &self.all.len()).finish_non_exhaustive()
    }
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
        // Whatever else is run forgets what is known.
        let known = self.relations.take();
        self.execute("BEGIN").await?;
        let measured = self.measured(sql, known).await;
        match measured {
            Ok((locks, known)) => {
                self.execute("COMMIT").await?;
                self.relations = Some(Box::new(known));
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

    async fn measured(&mut self, sql: &str, known: Option<Box<Relations>>) -> Result<(Vec<Lock>, Relations), Fault> {
        let mut before = match known {
            Some(known) => *known,
            None => self.relations_now().await?,
        };
        let bad = |error: sqlx::Error| fault(&error);
        // The counters are this session's, until it reports them, which it does now and then.
        let counted = before.all.iter().filter(|(_, relation)| relation.scans > 0);
        let counted: Vec<String> = counted.map(|(oid, _)| oid.to_string()).collect();
        if !counted.is_empty() {
            let sql = format!(
                "SELECT oid::int8, pg_catalog.pg_stat_get_xact_numscans(oid) AS scans FROM unnest(ARRAY[{}]::oid[]) AS of (oid)",
                counted.join(", ")
            );
            for row in self.rows(&sql).await? {
                if let Some(relation) = before.all.get_mut(&row.try_get("oid").map_err(bad)?) {
                    relation.scans = row.try_get::<Option<i64>, _>("scans").map_err(bad)?.unwrap_or_default();
                }
            }
        }
        self.execute(sql).await?;
        let mut taken: BTreeMap<i64, Taken> = BTreeMap::new();
        let mut now = Relations::default();
        let mut gone: Vec<i64> = Vec::new();
        for row in self.rows(AFTER).await? {
            let oid: i64 = row.try_get("oid").map_err(bad)?;
            let mode: Option<String> = row.try_get("mode").map_err(bad)?;
            if !now.take(oid, &row).map_err(bad)? {
                gone.push(oid);
            }
            let Some((relation, mode)) = before.all.get(&oid).zip(mode) else { continue };
            let Some(strength) = MODES.iter().position(|(own, _)| *own == mode) else { continue };
            let file: Option<i64> = row.try_get("file").map_err(bad)?;
            let entry = taken.entry(oid).or_insert(Taken { strength, rewritten: false, read: false });
            entry.strength = entry.strength.max(strength);
            // What is dropped has no file any more: that is no rewrite.
            entry.rewritten = file.is_some() && relation.file.is_some() && file != relation.file;
            let scans: Option<i64> = row.try_get("scans").map_err(bad)?;
            entry.read = scans.is_some_and(|scans| scans > relation.scans);
        }
        let told = |(oid, own): &(&i64, &Taken)| {
            let table = before.all.get(*oid).and_then(|relation| relation.of).and_then(|table| taken.get(&table));
            // Whoever waits for an index waits for its table's lock first.
            table.is_none_or(|table| table.strength < own.strength || own.rewritten && !table.rewritten)
        };
        let mut locks: Vec<Lock> = taken
            .iter()
            .filter(told)
            .filter_map(|(oid, own)| {
                Some(Lock {
                    relation: before.name(before.all.get(oid)?)?,
                    mode: MODES.get(own.strength)?.1.to_owned(),
                    rewritten: own.rewritten,
                    read: own.read,
                })
            })
            .collect();
        locks.sort();
        for oid in gone {
            before.all.remove(&oid);
        }
        // Those of the system are locked too.
        now.all.retain(|_, relation| now.schemas.contains_key(&relation.within));
        before.all.append(&mut now.all);
        before.schemas = now.schemas;
        Ok((locks, before))
    }

    async fn relations_now(&mut self) -> Result<Relations, Fault> {
        let mut now = Relations::default();
        for row in self.rows(BEFORE).await? {
            let oid = row.try_get("oid").map_err(|error| fault(&error))?;
            now.take(oid, &row).map_err(|error| fault(&error))?;
        }
        Ok(now)
    }
}

/// Whether the server says that the statement must be outside of a transaction: 25001
/// (`active_sql_transaction`), or 2D000 from a block that commits.
fn refuses_transactions(fault: &Fault) -> bool {
    ["25001", "2D000"].iter().any(|code| fault.message.ends_with(&format!("(SQLSTATE {code})")))
}
