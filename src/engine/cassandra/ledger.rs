//! How migrations are kept count of in Cassandra and ScyllaDB: in a keyspace of dbtool's own, with a
//! lock that is a row written by lightweight transactions. The row lapses by itself; whoever holds the
//! lock writes it again and again ([`Connection::prepare_ledger`]), and asks before each statement
//! whether it is still theirs.

use std::ops::Range;
use std::time::Duration;

use super::connection::Connection;
use super::quote::{ident, literal};
use super::{Cassandra, keyspace};
use crate::engine::Ledger;
use crate::engine::scan::reaches_out;
use crate::error::Fault;

/// The keyspace of histories and locks.
pub const KEYSPACE: &str = "dbtool";

/// Seconds after which the lock of a runner that died is free.
const LAPSE: u32 = 15;

/// How often the lock is written again.
const PULSE: Duration = Duration::from_secs(4);

const LOCKS: &str = "dbtool.\"_locks\"";

/// Whether a statement keeps the lock up, so that running it twice is as good as once.
pub(super) fn keeps_lock(cql: &str) -> bool {
    cql.strip_prefix("UPDATE ").is_some_and(|rest| rest.starts_with(LOCKS))
}

impl Connection {
    /// Makes what the lock needs, replicated as the keyspace is, and keeps the lock from lapsing for as
    /// long as this session lasts.
    ///
    /// # Errors
    /// When the server refuses it.
    pub async fn prepare_ledger(&mut self) -> Result<(), Fault> {
        let own = literal(self.database());
        let like = self.cells(&format!("SELECT * FROM system_schema.keyspaces WHERE keyspace_name = {own}")).await?;
        let replication = like.first().map(keyspace::read).unwrap_or_default().replication;
        let replication = super::options::map(replication.iter().map(|(key, value)| (key.as_str(), value.as_str())));
        let made = format!(
            "CREATE KEYSPACE IF NOT EXISTS {KEYSPACE} WITH replication = {replication};\n\
             CREATE TABLE IF NOT EXISTS {LOCKS} (name text PRIMARY KEY, owner text, holder text)"
        );
        let there = format!("SELECT table_name FROM system_schema.tables WHERE keyspace_name = '{KEYSPACE}'");
        if self.texts(&there).await?.iter().all(|row| row.text(0) != Some("_locks")) {
            self.execute_as(&made, &made).await.map_err(|fault| {
                fault.hint(format!("let the role create the keyspace {KEYSPACE}, or make it yourself"))
            })?;
        }
        let pulse = Cassandra.own_lock(self.database(), self.token());
        self.keep_running(pulse, PULSE);
        Ok(())
    }
}

/// Seconds and what is left of them, as `2026-11-21 17:40:00`. The days of the civil calendar are
/// counted in eras of 400 years that begin in March.
fn utc(seconds: i64) -> String {
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, over) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    let year = year_of_era + era * 400 + over;
    format!("{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02}", rest / 3_600, rest / 60 % 60, rest % 60)
}

impl Ledger for Cassandra {
    fn is_transactional(&self) -> bool {
        false
    }

    fn statements(&self, sql: &str) -> Option<Vec<Range<usize>>> {
        Some(super::script::statements(sql))
    }

    fn reaches_out(&self, statement: &str) -> bool {
        reaches_out(&super::script::tokens(statement))
    }

    fn refusal(&self, message: &str) -> String {
        // CQL raises no errors of one's own: nobody has a keyspace of this name.
        format!("USE \"{}\"", message.replace('"', "'"))
    }

    fn try_lock(&self, database: &str, session: &str) -> String {
        let host = std::env::var("HOSTNAME").unwrap_or_default();
        let holder = format!("process {} {host}", std::process::id());
        format!(
            "INSERT INTO {LOCKS} (name, owner, holder) VALUES ({}, {}, {}) IF NOT EXISTS USING TTL {LAPSE}",
            literal(database),
            literal(session),
            literal(holder.trim())
        )
    }

    fn unlock(&self, database: &str, session: &str) -> String {
        format!("DELETE FROM {LOCKS} WHERE name = {} IF owner = {}", literal(database), literal(session))
    }

    fn own_lock(&self, database: &str, session: &str) -> String {
        let (name, owner) = (literal(database), literal(session));
        format!("UPDATE {LOCKS} USING TTL {LAPSE} SET owner = {owner} WHERE name = {name} IF owner = {owner}")
    }

    fn lock_holder(&self, database: &str) -> String {
        format!("SELECT holder FROM {LOCKS} WHERE name = {}", literal(database))
    }

    fn end_session(&self) -> &'static str {
        "the lock of a runner that died lapses within 15 seconds"
    }

    fn lost_lock(&self) -> &'static str {
        "the cluster was out of reach for longer than the lock lasts, and another runner may have taken it: look at \
         `dbtool migrate status`"
    }

    fn find_history(&self, database: &str) -> String {
        format!(
            "SELECT table_name FROM system_schema.tables WHERE keyspace_name = '{KEYSPACE}' AND table_name = {}",
            literal(database)
        )
    }

    fn history_name(&self, found: &str) -> String {
        format!("{KEYSPACE}.{}", ident(found))
    }

    fn find_table(&self, database: &str, name: &str) -> String {
        let plain = name.replace('"', "");
        let (keyspace, table) = plain.rsplit_once('.').unwrap_or((database, plain.as_str()));
        format!(
            "SELECT table_name FROM system_schema.tables WHERE keyspace_name = {} AND table_name = {}",
            literal(keyspace),
            literal(table)
        )
    }

    fn repairs_name(&self, history: &str) -> String {
        // The keyspace's own name is the history's; a table's may be as long as a keyspace's.
        format!(
            "{KEYSPACE}.{}",
            ident(&format!("{}_r", history.replace('"', "").rsplit('.').next().unwrap_or_default()))
        )
    }

    fn create_repairs(&self, table: &str) -> String {
        format!(
            "CREATE TABLE IF NOT EXISTS {table} (\n    version bigint,\n    repaired_on timestamp,\n    action text,\n    \
             reason text,\n    was text,\n    repaired_by text,\n    PRIMARY KEY (version, repaired_on)\n)"
        )
    }

    fn insert_repair(&self, table: &str, version: i64, action: &str, reason: &str, was: &str) -> String {
        format!(
            "INSERT INTO {table} (version, repaired_on, action, reason, was, repaired_by) \
             VALUES ({version}, toTimestamp(now()), {}, {}, {}, '')",
            literal(action),
            literal(reason),
            literal(was)
        )
    }

    fn read_repairs(&self, table: &str) -> String {
        format!("SELECT version, action, reason, writetime(action), repaired_by FROM {table}")
    }

    fn databases(&self) -> &'static str {
        "SELECT keyspace_name FROM system_schema.keyspaces"
    }

    fn has_transactions(&self) -> bool {
        false
    }

    fn create_history(&self, database: &str) -> String {
        format!(
            "CREATE TABLE IF NOT EXISTS {KEYSPACE}.{} (\n    version bigint PRIMARY KEY,\n    description text,\n    \
             success boolean,\n    checksum blob,\n    execution_time bigint\n)",
            ident(database)
        )
    }

    fn history_refused(&self) -> &'static str {
        "let the role create tables in the keyspace dbtool"
    }

    fn read_history(&self, table: &str) -> String {
        format!("SELECT version, description, writetime(description), success, checksum, execution_time FROM {table}")
    }

    fn time(&self, text: &str) -> String {
        text.parse::<i64>().map_or_else(|_| text.to_owned(), |micros| utc(micros.div_euclid(1_000_000)))
    }

    fn literal(&self, text: &str) -> String {
        literal(text)
    }

    fn bytes(&self, hex: &str) -> String {
        format!("0x{hex}")
    }

    fn reset(&self) -> &'static str {
        ""
    }

    fn build(&self, _: &[String]) -> String {
        String::new()
    }

    fn built(&self) -> &'static str {
        ""
    }

    fn limits(&self, _: Option<Duration>, _: Option<Duration>) -> Vec<String> {
        // No statement of the schema waits for a lock, and none can be limited.
        Vec::new()
    }

    fn marker(&self, _: i64) -> Option<(String, &'static str)> {
        None
    }

    fn copies_databases(&self) -> bool {
        false
    }

    fn waited_in_vain(&self, _: &Fault) -> bool {
        false
    }

    // With `commitlog_sync: periodic` a node writes its log every 100 ms and more; changes of the schema it flushes
    // at once.
    fn lost_notes(&self, statement: &str) -> Option<bool> {
        let words: Vec<String> =
            super::script::tokens(statement).iter().map(|token| token.to_ascii_uppercase()).collect();
        let has = |word: &str| words.iter().any(|other| other == word);
        let fails = match words.first().map(String::as_str) {
            Some("CREATE" | "DROP") => !has("IF") && !has("REPLACE"),
            Some("ALTER") => !has("IF") && ["ADD", "DROP", "RENAME"].into_iter().any(has),
            _ => false,
        };
        Some(fails)
    }

    // A table's comment is of the schema, which is flushed with each of its changes.
    fn read_mark(&self, database: &str) -> Option<String> {
        Some(format!(
            "SELECT comment, writetime(comment) FROM system_schema.tables \
             WHERE keyspace_name = '{KEYSPACE}' AND table_name = {}",
            literal(database)
        ))
    }

    fn write_mark(&self, table: &str, mark: &str) -> String {
        format!("ALTER TABLE {table} WITH comment = {}", literal(mark))
    }

    fn is_repeated(&self, code: &str) -> bool {
        code == "2400" || code.ends_with("-repeated")
    }

    fn is_goodbye(&self, code: &str) -> bool {
        // The node is bootstrapping, or overloaded.
        matches!(code, "1001" | "1002")
    }
}

#[cfg(test)]
mod tests {
    use super::utc;
    use crate::engine::Engine;

    #[test]
    fn times_are_of_the_civil_calendar() {
        assert_eq!(utc(0), "1970-01-01 00:00:00");
        assert_eq!(utc(951_782_399), "2000-02-28 23:59:59");
        assert_eq!(utc(951_782_400), "2000-02-29 00:00:00");
        assert_eq!(utc(1_795_282_800), "2026-11-21 17:40:00");
    }

    #[test]
    fn what_fails_when_it_runs_twice_is_told() {
        let fails = |statement: &str| Engine::Cassandra.ledger().lost_notes(statement);
        for statement in [
            "CREATE TABLE a (b int PRIMARY KEY)",
            "drop type u",
            "ALTER TABLE a ADD c int",
            "ALTER TYPE u RENAME a TO b",
        ] {
            assert_eq!(fails(statement), Some(true), "{statement}");
        }
        for statement in [
            "CREATE TABLE IF NOT EXISTS a (b int PRIMARY KEY)",
            "CREATE OR REPLACE FUNCTION f(a int) CALLED ON NULL INPUT RETURNS int LANGUAGE java AS $$ return a; $$",
            "DROP TABLE IF EXISTS a",
            "ALTER TABLE a WITH comment = 'ADD'",
            "INSERT INTO a (b) VALUES (1)",
        ] {
            assert_eq!(fails(statement), Some(false), "{statement}");
        }
        assert_eq!(Engine::Mysql.ledger().lost_notes("CREATE TABLE a (b int)"), None);
    }

    #[test]
    fn what_changes_another_keyspace_is_told() {
        let reaches_out = |statement: &str| Engine::Cassandra.ledger().reaches_out(statement);
        for statement in [
            "USE other",
            "/* x */ DROP KEYSPACE a",
            "// x\nCREATE TABLE IF NOT EXISTS other.a (b int PRIMARY KEY)",
            "CREATE CUSTOM INDEX i ON other.a (b) USING 'sai'",
            "INSERT INTO other.a (b) VALUES ('\\')",
            "TRUNCATE \"Other\".a",
        ] {
            assert!(reaches_out(statement), "{statement}");
        }
        for statement in [
            "CREATE TABLE a (b int PRIMARY KEY) WITH comment = 'other.a'",
            "// USE other\nSELECT b FROM other.a",
            "INSERT INTO a (b) VALUES ('\\') -- other.a",
            "CREATE FUNCTION f(a int) CALLED ON NULL INPUT RETURNS int LANGUAGE java AS $$ return x.y(a); $$",
            "UPDATE a SET b = 1.5 WHERE c = 2",
        ] {
            assert!(!reaches_out(statement), "{statement}");
        }
    }
}
