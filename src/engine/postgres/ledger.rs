//! How migrations are kept count of in PostgreSQL: sqlx's own table and lock, to the letter.

use std::ops::Range;
use std::time::Duration;

use super::{Postgres, quote};
use crate::engine::Ledger;
use crate::error::Fault;

/// What is there already, or is not: what a statement that was done answers when it is run again.
const REPEATED: &[&str] =
    &["42P07", "42710", "42701", "42P06", "42723", "42P04", "42P01", "42704", "42703", "42883", "3F000"];

/// The key of the lock on a database, by sqlx's recipe (`sqlx-postgres/src/migrate.rs`).
fn key(database: &str) -> i64 {
    const CRC: crc::Crc<u32> = crc::Crc::<u32>::new(&crc::CRC_32_ISO_HDLC);
    0x3d32_ad9e * i64::from(CRC.checksum(database.as_bytes()))
}

/// A key of 64 bits shows as two halves, and as subject 1, in `pg_locks`.
fn held(columns: &str, database: &str, condition: &str) -> String {
    let key = key(database);
    format!(
        "SELECT {columns} FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid \
         WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 \
         AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()) \
         AND l.classid = {}::oid AND l.objid = {}::oid AND {condition}",
        (key >> 32) & 0xffff_ffff,
        key & 0xffff_ffff,
    )
}

impl Ledger for Postgres {
    fn lends(&self, scripts: &[&str]) -> Option<&'static str> {
        super::citus::lent(scripts)
    }

    fn is_transactional(&self) -> bool {
        true
    }

    fn statements(&self, _: &str) -> Option<Vec<Range<usize>>> {
        None
    }

    fn refusal(&self, message: &str) -> String {
        let literal = message.replace('\'', "''").replace('%', "%%");
        // A backslash in a literal could be an escape, and a dollar the body's end.
        format!("DO $$ BEGIN RAISE EXCEPTION '{}'; END $$", literal.replace(['\\', '$'], "?"))
    }

    fn try_lock(&self, database: &str, _: &str) -> String {
        format!("SELECT pg_catalog.pg_try_advisory_lock({})", key(database))
    }

    fn unlock(&self, database: &str, _: &str) -> String {
        format!("SELECT pg_catalog.pg_advisory_unlock({})", key(database))
    }

    fn own_lock(&self, database: &str, _: &str) -> String {
        held("l.pid", database, "l.pid = pg_catalog.pg_backend_pid()")
    }

    fn lock_holder(&self, database: &str) -> String {
        // pid, user, program and how long its session has been there.
        let words = "format('pid %s (user %s%s, connected since %s UTC)', l.pid, a.usename, \
             ', ' || nullif(a.application_name, ''), \
             to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'))";
        held(words, database, "true")
    }

    fn end_session(&self) -> &'static str {
        "`SELECT pg_terminate_backend(PID)` ends a runner that hangs"
    }

    fn lost_lock(&self) -> &'static str {
        "a pooler in transaction mode cannot hold it: connect to the server itself; \
         and no migration may call pg_advisory_unlock_all or DISCARD ALL"
    }

    fn find_history(&self, _: &str) -> String {
        "SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) FROM pg_catalog.pg_class c \
         JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
         WHERE c.oid = pg_catalog.to_regclass('_sqlx_migrations')"
        .to_owned()
    }

    fn find_table(&self, _: &str, name: &str) -> String {
        format!(
            "SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) FROM pg_catalog.pg_class c \
             JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = pg_catalog.to_regclass({})",
            quote::literal(name)
        )
    }

    fn databases(&self) -> &'static str {
        "SELECT datname::text FROM pg_catalog.pg_database WHERE datallowconn AND NOT datistemplate \
         ORDER BY datname COLLATE \"C\""
    }

    fn rights(&self) -> Option<&'static str> {
        Some(include_str!("catalog/rights.sql"))
    }

    fn session_id(&self) -> Option<&'static str> {
        Some("SELECT pg_catalog.pg_backend_pid()")
    }

    fn identity(&self) -> Option<&'static str> {
        Some(
            "SELECT EXTRACT(epoch FROM backend_start)::text FROM pg_catalog.pg_stat_activity \
             WHERE pid = pg_catalog.pg_backend_pid()",
        )
    }

    fn liveness(&self, session: &str, identity: &str) -> String {
        format!(
            "SELECT CASE WHEN state LIKE 'idle%' THEN EXTRACT(epoch FROM clock_timestamp() - state_change)::bigint ELSE 0 END \
             FROM pg_catalog.pg_stat_activity WHERE pid = {} AND EXTRACT(epoch FROM backend_start)::text = {}",
            session.parse::<i64>().unwrap_or_default(),
            quote::literal(identity)
        )
    }

    fn terminate(&self, session: &str) -> String {
        format!("SELECT pg_catalog.pg_terminate_backend({})", session.parse::<i64>().unwrap_or_default())
    }

    fn blockers(&self, session: &str) -> Vec<String> {
        // A transaction that was prepared has no process. What others run is not for everyone to read.
        vec![format!(
            "SELECT DISTINCT CASE b.pid WHEN 0 THEN 'a prepared transaction' ELSE 'pid ' || b.pid END, \
             coalesce(a.usename::text, '?'), coalesce(a.application_name, ''), coalesce(a.state, ''), \
             coalesce(EXTRACT(epoch FROM clock_timestamp() - coalesce(a.xact_start, a.query_start, a.backend_start))::bigint, 0), \
             CASE WHEN a.query LIKE '<insufficient%' THEN '' ELSE pg_catalog.left(coalesce(a.query, ''), 2000) END \
             FROM pg_catalog.unnest(pg_catalog.pg_blocking_pids({})) AS b(pid) \
             LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = b.pid ORDER BY 1",
            session.parse::<i64>().unwrap_or_default()
        )]
    }

    fn progress(&self, session: &str) -> Option<String> {
        let pid = session.parse::<i64>().unwrap_or_default();
        // A phase counts blocks, rows or sessions that it waits for; those that it does not count are 0. What
        // pg_stat_progress_copy shows is asked for by the function below that view, which 13 does not have: the bytes
        // that are read and their sum, where there is a file, else the rows.
        let copies = "pg_catalog.current_setting('server_version_num')::int >= 140000";
        Some(format!(
            "SELECT phase, CASE WHEN blocks_total > 0 THEN blocks_done WHEN tuples_total > 0 THEN tuples_done \
             ELSE lockers_done END, greatest(CASE WHEN blocks_total > 0 THEN blocks_total WHEN tuples_total > 0 \
             THEN tuples_total ELSE lockers_total END, 0) FROM pg_catalog.pg_stat_progress_create_index WHERE pid = {pid} \
             UNION ALL SELECT pg_catalog.lower(command) || ': ' || phase, heap_blks_scanned, heap_blks_total \
             FROM pg_catalog.pg_stat_progress_cluster WHERE pid = {pid} \
             UNION ALL SELECT 'copying rows', CASE WHEN param2 > 0 THEN param1 ELSE param3 END, greatest(param2, 0) \
             FROM pg_catalog.pg_stat_get_progress_info(CASE WHEN {copies} THEN 'COPY' ELSE 'VACUUM' END) \
             WHERE pid = {pid} AND {copies}"
        ))
    }

    fn written_tables(&self) -> Option<String> {
        Some(
            "SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) FROM pg_catalog.pg_class c \
             JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' \
             AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND pg_catalog.pg_relation_size(c.oid) > 0 \
             AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass \
             AND d.objid = c.oid AND d.deptype = 'e') ORDER BY 1"
                .to_owned(),
        )
    }

    fn create_repairs(&self, table: &str) -> String {
        format!(
            "CREATE TABLE IF NOT EXISTS {table} (\n    repaired_on TIMESTAMPTZ NOT NULL DEFAULT now(),\n    \
             version BIGINT NOT NULL,\n    action TEXT NOT NULL,\n    reason TEXT NOT NULL,\n    \
             was TEXT NOT NULL,\n    repaired_by TEXT NOT NULL\n)"
        )
    }

    fn key_literal(&self, column: &str) -> String {
        format!("pg_catalog.quote_literal({column}::text)")
    }

    fn estimated_rows(&self, table: &str) -> String {
        // A table that was never counted has -1 there; that of a partitioned one is its partitions'.
        format!(
            "SELECT greatest(sum(c.reltuples), 0)::bigint FROM pg_catalog.pg_class c WHERE c.oid IN (\
             SELECT pg_catalog.to_regclass({name})::oid UNION SELECT relid FROM pg_catalog.pg_partition_tree(pg_catalog.to_regclass({name})))",
            name = quote::literal(table)
        )
    }

    fn read_repairs(&self, table: &str) -> String {
        format!(
            "SELECT version, action, reason, to_char(repaired_on AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'), \
             repaired_by FROM {table} ORDER BY repaired_on, version"
        )
    }

    fn create_history(&self, _: &str) -> String {
        // Not qualified: sqlx too lets the search path choose.
        "CREATE TABLE IF NOT EXISTS _sqlx_migrations (\n    version BIGINT PRIMARY KEY,\n    \
         description TEXT NOT NULL,\n    installed_on TIMESTAMPTZ NOT NULL DEFAULT now(),\n    \
         success BOOLEAN NOT NULL,\n    checksum BYTEA NOT NULL,\n    execution_time BIGINT NOT NULL\n)"
            .to_owned()
    }

    fn history_refused(&self) -> &'static str {
        "it lives in the first schema of the search_path: let the role create tables there, \
         or set another with `ALTER ROLE … SET search_path` or `?options=-csearch_path%3D…` in the URL"
    }

    fn read_history(&self, table: &str) -> String {
        format!(
            "SELECT version, description, to_char(installed_on AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'), \
             success, pg_catalog.encode(checksum, 'hex'), execution_time FROM {table} ORDER BY version"
        )
    }

    fn literal(&self, text: &str) -> String {
        quote::literal(text)
    }

    fn bytes(&self, hex: &str) -> String {
        format!("pg_catalog.decode('{hex}', 'hex')")
    }

    fn reset(&self) -> &'static str {
        "RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL"
    }

    fn setting(&self) -> Option<&'static str> {
        Some(super::citus::OF_MIGRATIONS)
    }

    fn build(&self, path: &[String]) -> String {
        let path = if path.is_empty() { "''".to_owned() } else { path.join(", ") };
        format!("SET check_function_bodies = off; SET search_path = {path}")
    }

    fn unchecked(&self) -> &'static str {
        "SET check_function_bodies = off"
    }

    fn built(&self) -> &'static str {
        "RESET search_path; RESET check_function_bodies"
    }

    fn limits(&self, lock: Option<Duration>, statement: Option<Duration>) -> Vec<String> {
        let limits = [("lock_timeout", lock), ("statement_timeout", statement)];
        // The server's limit is that of a signed integer of milliseconds, and 0 means none.
        let set = |(name, time): (&str, Option<Duration>)| {
            time.map(|time| format!("SET {name} = {}", time.as_millis().min(2_147_483_647)))
        };
        limits.into_iter().filter_map(set).collect()
    }

    fn marker(&self, version: i64) -> Option<(String, &'static str)> {
        let ask = "SELECT pg_catalog.current_setting('dbtool.migration', true)";
        Some((format!("SET LOCAL dbtool.migration = '{version}'"), ask))
    }

    /// SQLSTATE classes 22 (data exception) and 23 (integrity constraint violation).
    fn refuses_rows(&self, fault: &Fault) -> bool {
        ["(SQLSTATE 22", "(SQLSTATE 23"].iter().any(|class| fault.message.contains(class))
    }

    /// What its message names after its kind: `of relation "users"`.
    fn refused_table(&self, fault: &Fault) -> Option<String> {
        let (_, rest) =
            ["relation \"", "on table \"", "table \""].iter().find_map(|word| fault.message.split_once(word))?;
        Some(rest.split_once('"')?.0.to_owned())
    }

    fn waited_in_vain(&self, fault: &Fault) -> bool {
        // No lock to be had in time; a deadlock.
        ["(SQLSTATE 55P03)", "(SQLSTATE 40P01)"].iter().any(|end| fault.message.ends_with(end))
    }

    fn is_repeated(&self, code: &str) -> bool {
        REPEATED.contains(&code)
    }

    fn is_goodbye(&self, code: &str) -> bool {
        // Class 57P is the server's shutdown or crash, and an administrator's order to end the session.
        code.starts_with("57P")
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_key_is_sqlx_s() {
        // CRC-32 of "123456789" is the well-known check value 0xCBF43926.
        assert_eq!(super::key("123456789"), 0x3d32_ad9e * 0xcbf4_3926_i64);
    }
}
