//! How migrations are kept count of in MySQL and MariaDB: sqlx's own table and lock, to the letter.

use std::ops::Range;
use std::time::Duration;

use super::{Mysql, quote};
use crate::engine::Ledger;
use crate::engine::scan::reaches_out;
use crate::error::Fault;

/// What is there already, or is not: what a statement that was done answers when it is run again.
/// Tables 1050 and 1051, columns 1060, keys 1061 and 1091, routines 1304 and 1305, triggers 1359 and
/// 1360, events 1537 and 1539, foreign keys 1826, checks 3822, what was renamed 1054 and 1146, grants 1141, 1147 and 1403.
const REPEATED: &[&str] = &[
    "1141", "1147", "1403", "1050", "1051", "1054", "1060", "1061", "1091", "1146", "1304", "1305", "1359", "1360",
    "1537", "1539", "1826", "3822", "3940",
];

/// The name of the lock on a database, by sqlx's recipe (`sqlx-mysql/src/migrate.rs`).
fn key(database: &str) -> String {
    const CRC: crc::Crc<u32> = crc::Crc::<u32>::new(&crc::CRC_32_ISO_HDLC);
    format!("'{:x}'", 0x3d32_ad9e * i64::from(CRC.checksum(database.as_bytes())))
}

/// The database of a table as an expression, and its name, of what SQL calls it.
fn parted(name: &str) -> (String, String) {
    let plain = name.replace('`', "");
    match plain.rsplit_once('.') {
        Some((schema, table)) => (quote::literal(schema), table.to_owned()),
        None => ("DATABASE()".to_owned(), plain),
    }
}

/// Whether a statement is about accounts and roles, which all databases of a server share, or about what they may do
/// elsewhere.
fn is_of_accounts(tokens: &[&str]) -> bool {
    let word = |at: usize| tokens.get(at).map(|token| token.to_ascii_lowercase()).unwrap_or_default();
    let second = if word(1) == "or" { word(3) } else { word(1) };
    match word(0).as_str() {
        "create" | "drop" | "alter" | "rename" => matches!(second.as_str(), "user" | "role"),
        "set" => second == "password" || second == "default" && word(2) == "role",
        "grant" | "revoke" => {
            let Some(on) = tokens.iter().position(|token| token.eq_ignore_ascii_case("on")) else { return true };
            let target = tokens
                .iter()
                .skip(on)
                .take_while(|token| !["to", "from"].iter().any(|end| token.eq_ignore_ascii_case(end)));
            second == "proxy" || target.into_iter().any(|token| !token.starts_with(['`', '"']) && token.contains('.'))
        }
        _ => false,
    }
}

impl Ledger for Mysql {
    fn is_transactional(&self) -> bool {
        false
    }

    fn statements(&self, sql: &str) -> Option<Vec<Range<usize>>> {
        Some(super::script::statements(sql))
    }

    fn tokens(&self, statement: &str) -> Option<Vec<String>> {
        Some(super::scan::words(statement))
    }

    fn reaches_out(&self, statement: &str) -> bool {
        let parts = super::scan::parts(statement);
        reaches_out(&parts) || is_of_accounts(&parts)
    }

    fn refusal(&self, message: &str) -> String {
        // The longest message that it takes is 128 characters.
        let message: String = message.chars().take(128).collect();
        format!("SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = {}", quote::literal(&message))
    }

    fn is_setting(&self, sql: &str) -> bool {
        let mut words = sql.split_whitespace().map(str::to_ascii_lowercase);
        let lasting = ["global", "persist", "persist_only", "password", "role", "default", "transaction"];
        let first = words.next().unwrap_or_default();
        // What is prepared is the session's alone.
        first == "prepare"
            || first == "set"
                && words.next().is_some_and(|word| {
                    !lasting.contains(&word.as_str())
                        && !word.starts_with("@@global.")
                        && !word.starts_with("@@persist")
                })
    }

    fn joins_its_note(&self, script: &str, statement: &str) -> bool {
        let words = |sql: &str| super::scan::parts(sql).into_iter().take(2).map(str::to_ascii_lowercase).collect();
        let changes = |words: Vec<String>| {
            matches!(words.first().map(String::as_str), Some("insert" | "update" | "delete" | "replace" | "load"))
        };
        let steers = |words: Vec<String>| match words.first().map(String::as_str) {
            Some("begin" | "start" | "commit" | "rollback" | "savepoint" | "release" | "xa" | "lock" | "unlock") => {
                true
            }
            // Of `autocommit` and `completion_type`; what else is set is set with its name alone.
            Some("set") => {
                words.get(1).is_none_or(|word| word.contains("commit") || word.contains("completion") || word == "@")
            }
            _ => false,
        };
        let all = super::script::statements(script);
        changes(words(statement)) && !all.into_iter().any(|span| steers(words(script.get(span).unwrap_or_default())))
    }

    fn try_lock(&self, database: &str, _: &str) -> String {
        format!("SELECT GET_LOCK({}, 0)", key(database))
    }

    fn unlock(&self, database: &str, _: &str) -> String {
        format!("SELECT RELEASE_LOCK({})", key(database))
    }

    fn own_lock(&self, database: &str, _: &str) -> String {
        format!("SELECT 1 FROM DUAL WHERE IS_USED_LOCK({}) = CONNECTION_ID()", key(database))
    }

    fn lock_holder(&self, database: &str) -> String {
        format!(
            "SELECT CONCAT('thread ', ID, ' (user ', USER, ' from ', HOST, ', for ', TIME, ' s)') \
             FROM information_schema.PROCESSLIST WHERE ID = IS_USED_LOCK({})",
            key(database)
        )
    }

    fn end_session(&self) -> &'static str {
        "`KILL THREAD` ends a runner that hangs"
    }

    fn lost_lock(&self) -> &'static str {
        "a proxy that shares sessions cannot hold it: connect to the server itself; \
         and no migration may call RELEASE_ALL_LOCKS"
    }

    fn find_history(&self, _: &str) -> String {
        "SELECT CONCAT('`', TABLE_NAME, '`') FROM information_schema.TABLES \
         WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = '_sqlx_migrations'"
            .to_owned()
    }

    fn find_table(&self, _: &str, name: &str) -> String {
        let (schema, table) = parted(name);
        format!(
            "SELECT CONCAT('`', TABLE_SCHEMA, '`.`', TABLE_NAME, '`') FROM information_schema.TABLES \
             WHERE TABLE_SCHEMA = {schema} AND TABLE_NAME = {}",
            quote::literal(&table)
        )
    }

    fn databases(&self) -> &'static str {
        "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA \
         WHERE SCHEMA_NAME NOT IN ('mysql', 'information_schema', 'performance_schema', 'sys') ORDER BY 1"
    }

    fn rights(&self) -> Option<&'static str> {
        Some(include_str!("rights.sql"))
    }

    fn session_id(&self) -> Option<&'static str> {
        Some("SELECT CONNECTION_ID()")
    }

    fn identity(&self) -> Option<&'static str> {
        Some("SELECT CONCAT_WS('/', @@hostname, @@port, @@datadir)")
    }

    fn liveness(&self, session: &str, identity: &str) -> String {
        format!(
            "SELECT IF(COMMAND = 'Sleep', TIME, 0) FROM information_schema.PROCESSLIST WHERE ID = {} \
             AND CONCAT_WS('/', @@hostname, @@port, @@datadir) = {}",
            session.parse::<u64>().unwrap_or_default(),
            quote::literal(identity)
        )
    }

    fn terminate(&self, session: &str) -> String {
        format!("KILL {}", session.parse::<u64>().unwrap_or_default())
    }

    fn blockers(&self, session: &str) -> Vec<String> {
        let thread = session.parse::<u64>().unwrap_or_default();
        let metadata = format!(
            "SELECT DISTINCT CONCAT('thread ', t.PROCESSLIST_ID), t.PROCESSLIST_USER, t.PROCESSLIST_HOST, \
             LOWER(t.PROCESSLIST_COMMAND), t.PROCESSLIST_TIME, COALESCE(t.PROCESSLIST_INFO, s.SQL_TEXT, '') \
             FROM performance_schema.threads me \
             JOIN performance_schema.metadata_locks w ON w.OWNER_THREAD_ID = me.THREAD_ID AND w.LOCK_STATUS = 'PENDING' \
             JOIN performance_schema.metadata_locks h ON h.OBJECT_TYPE = w.OBJECT_TYPE AND h.LOCK_STATUS = 'GRANTED' \
             AND h.OBJECT_SCHEMA <=> w.OBJECT_SCHEMA AND h.OBJECT_NAME <=> w.OBJECT_NAME \
             AND h.OWNER_THREAD_ID <> w.OWNER_THREAD_ID \
             JOIN performance_schema.threads t ON t.THREAD_ID = h.OWNER_THREAD_ID \
             LEFT JOIN performance_schema.events_statements_current s ON s.THREAD_ID = t.THREAD_ID \
             WHERE me.PROCESSLIST_ID = {thread} ORDER BY 1"
        );
        // Where nobody keeps count of those locks: transactions that are open may be what is in the way.
        let open = format!(
            "SELECT CONCAT('perhaps thread ', p.ID), p.USER, p.HOST, LOWER(p.COMMAND), \
             TIMESTAMPDIFF(SECOND, x.TRX_STARTED, NOW()), COALESCE(p.INFO, x.TRX_QUERY, '') \
             FROM information_schema.INNODB_TRX x JOIN information_schema.PROCESSLIST p ON p.ID = x.TRX_MYSQL_THREAD_ID \
             WHERE p.ID <> {thread} AND p.ID <> CONNECTION_ID() AND EXISTS (SELECT 1 FROM information_schema.PROCESSLIST me \
             WHERE me.ID = {thread} AND me.STATE LIKE 'Waiting for%lock%') ORDER BY 1"
        );
        vec![metadata, open]
    }

    fn has_double_quoted_strings(&self) -> bool {
        true
    }

    fn written_tables(&self) -> Option<String> {
        Some(
            "SELECT CONCAT('`', REPLACE(TABLE_NAME, '`', '``'), '`') FROM information_schema.TABLES \
             WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED') ORDER BY 1"
                .to_owned(),
        )
    }

    fn key_literal(&self, column: &str) -> String {
        // Bytes have no character set; numbers and times have none either, until they are texts.
        format!(
            "CASE WHEN {column} IS NULL THEN NULL \
             WHEN CHARSET(CONCAT({column}, '')) = 'binary' THEN CONCAT('X', QUOTE(HEX({column}))) \
             WHEN CHARSET({column}) = 'binary' AND CAST({column} AS CHAR) REGEXP '^-?[0-9.]+$' THEN CAST({column} AS CHAR) \
             ELSE QUOTE({column}) END"
        )
    }

    fn estimated_rows(&self, table: &str) -> String {
        let (schema, name) = parted(table);
        format!(
            "SELECT TABLE_ROWS FROM information_schema.TABLES WHERE TABLE_SCHEMA = {schema} AND TABLE_NAME = {}",
            quote::literal(&name)
        )
    }

    fn read_repairs(&self, table: &str) -> String {
        format!(
            "SELECT version, action, reason, \
             DATE_FORMAT(CONVERT_TZ(repaired_on, @@session.time_zone, '+00:00'), '%Y-%m-%d %H:%i:%s'), repaired_by \
             FROM {table} ORDER BY repaired_on, version"
        )
    }

    fn create_history(&self, _: &str) -> String {
        "CREATE TABLE IF NOT EXISTS _sqlx_migrations (\n    version BIGINT PRIMARY KEY,\n    \
         description TEXT NOT NULL,\n    installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,\n    \
         success BOOLEAN NOT NULL,\n    checksum BLOB NOT NULL,\n    execution_time BIGINT NOT NULL\n)"
            .to_owned()
    }

    fn history_refused(&self) -> &'static str {
        "let the user create tables in this database"
    }

    fn read_history(&self, table: &str) -> String {
        format!(
            "SELECT version, description, DATE_FORMAT(CONVERT_TZ(installed_on, @@session.time_zone, '+00:00'), '%Y-%m-%d %H:%i:%s'), \
             success, LOWER(HEX(checksum)), execution_time FROM {table} ORDER BY version"
        )
    }

    fn literal(&self, text: &str) -> String {
        quote::literal(text)
    }

    fn bytes(&self, hex: &str) -> String {
        format!("X'{hex}'")
    }

    fn reset(&self) -> &'static str {
        // For MySQL 8.0 the default of these checks is that there are none, whatever its manual says.
        "SET SESSION sql_mode = DEFAULT, SESSION foreign_key_checks = @@GLOBAL.foreign_key_checks, SESSION lock_wait_timeout = DEFAULT, \
         SESSION innodb_lock_wait_timeout = DEFAULT"
    }

    fn build(&self, _: &[String]) -> String {
        // What is not there yet is tried again; a foreign key to another database's table must not wait for it.
        "SET SESSION foreign_key_checks = @@GLOBAL.foreign_key_checks".to_owned()
    }

    fn unchecked(&self) -> &'static str {
        "SET SESSION foreign_key_checks = 0"
    }

    fn built(&self) -> &'static str {
        "SET SESSION foreign_key_checks = @@GLOBAL.foreign_key_checks"
    }

    fn limits(&self, lock: Option<Duration>, _: Option<Duration>) -> Vec<String> {
        // Statements of the schema know no limit of their running time, on either server.
        let Some(lock) = lock else { return Vec::new() };
        // Seconds, at least one; the server's own most is a year.
        let seconds = lock.as_millis().div_ceil(1000);
        let seconds = if seconds == 0 { 31_536_000 } else { seconds.min(31_536_000) };
        vec![format!(
            "SET SESSION lock_wait_timeout = {seconds}, SESSION innodb_lock_wait_timeout = {}",
            seconds.min(1_073_741_824)
        )]
    }

    fn marker(&self, _: i64) -> Option<(String, &'static str)> {
        None
    }

    fn refuses_rows(&self, fault: &Fault) -> bool {
        // NULL, a value beyond its type, none such, a duplicate, one that nothing refers to, a check's.
        const NUMBERS: [u32; 27] = [
            1048, 1062, 1138, 1169, 1171, 1216, 1217, 1263, 1264, 1265, 1292, 1366, 1406, 1411, 1416, 1451, 1452, 1526,
            1586, 1690, 1748, 3140, 3156, 3157, 3643, 3819, 4025,
        ];
        NUMBERS.iter().any(|number| fault.message.contains(&format!("(error {number})")))
    }

    /// The one that the statement is about.
    fn refused_table(&self, fault: &Fault) -> Option<String> {
        let detail = fault.detail.as_deref()?;
        let mut scan = super::scan::Scan::new(detail.strip_prefix("in: ").unwrap_or(detail));
        let heads: [&[&str]; 5] =
            [&["alter", "table"], &["update"], &["insert", "into"], &["delete", "from"], &["create", "table"]];
        heads.iter().any(|words| scan.take(words)).then(|| scan.name())?
    }

    fn waited_in_vain(&self, fault: &Fault) -> bool {
        // No lock to be had in time; a deadlock.
        ["(error 1205)", "(error 1213)"].iter().any(|end| fault.message.ends_with(end))
    }

    fn is_repeated(&self, code: &str) -> bool {
        REPEATED.contains(&code)
    }

    fn is_goodbye(&self, code: &str) -> bool {
        // The server's shutdown, and an administrator's order to end the session.
        matches!(code, "1053" | "1927" | "3169")
    }
}

#[cfg(test)]
mod tests {
    use super::{Ledger as _, Mysql};
    use crate::engine::Engine;

    #[test]
    fn settings_of_the_session_are_told_from_others() {
        let mysql = Mysql;
        for sql in ["SET SESSION sql_mode = ''", "set foreign_key_checks=0", "SET @a = 1", "SET NAMES utf8mb4"] {
            assert!(mysql.is_setting(sql), "{sql}");
        }
        for sql in ["SET GLOBAL a = 1", "SET PASSWORD = 'x'", "SELECT 1", "SET @@GLOBAL.a = 1"] {
            assert!(!mysql.is_setting(sql), "{sql}");
        }
    }

    #[test]
    fn what_changes_rows_alone_is_noted_with_them() {
        let script = "CREATE TABLE t (a int);\n-- first\nINSERT INTO t VALUES (1);\nUPDATE t SET a = 2;";
        assert!(Mysql.joins_its_note(script, "-- first\nINSERT INTO t VALUES (1)"));
        assert!(Mysql.joins_its_note(script, "UPDATE t SET a = 2"));
        assert!(!Mysql.joins_its_note(script, "CREATE TABLE t (a int)"));
        assert!(!Mysql.joins_its_note(&format!("START TRANSACTION;\n{script}\nCOMMIT;"), "UPDATE t SET a = 2"));
        assert!(!Mysql.joins_its_note(&format!("SET autocommit = 0;\n{script}"), "UPDATE t SET a = 2"));
        assert!(Mysql.joins_its_note(&format!("SET sql_mode = '';\n{script}"), "UPDATE t SET a = 2"));
    }

    #[test]
    fn the_key_is_sqlx_s() {
        // CRC-32 of "123456789" is the well-known check value 0xCBF43926.
        assert_eq!(super::key("123456789"), format!("'{:x}'", 0x3d32_ad9e_i64 * 0xcbf4_3926_i64));
    }

    #[test]
    fn what_changes_another_database_is_told() {
        let reaches_out = |statement: &str| Engine::Mysql.ledger().reaches_out(statement);
        for statement in [
            "USE other",
            "/*!50000 USE other */",
            r"INSERT INTO other.a VALUES ('it\'s')",
            "/* x */ DROP DATABASE a",
            "create or replace database a",
            "DROP TABLE a, other.b",
            "CREATE TABLE IF NOT EXISTS `other`.`a` (b int)",
            "CREATE DEFINER=`u`@`10.0.0.1` TRIGGER t BEFORE INSERT ON other.a FOR EACH ROW SET @a = 1",
            "CREATE INDEX i ON other.a (b)",
            "INSERT INTO other.a VALUES (1)",
            "UPDATE other.a SET b = 1",
            "DELETE FROM other.a WHERE b = 1",
            "TRUNCATE other.a",
            "CREATE USER a",
            "create or replace role a",
            "DROP ROLE a",
            "SET PASSWORD FOR a = 'x'",
            "GRANT r TO a",
            "GRANT PROXY ON a TO b",
            "GRANT ALL ON *.* TO a",
            "GRANT SELECT (b), INSERT ON other.t TO a",
            "REVOKE EXECUTE ON PROCEDURE `other`.`p` FROM 'a'@'10.%'",
            "REVOKE ALL PRIVILEGES, GRANT OPTION FROM a",
        ] {
            assert!(reaches_out(statement), "{statement}");
        }
        for statement in [
            "CREATE TABLE a (b int, c decimal(3,2) DEFAULT 1.5 COMMENT 'other.a')",
            "CREATE VIEW v AS SELECT a.b FROM other.a",
            "CREATE DEFINER=`u`@`10.0.0.1` PROCEDURE p() UPDATE a SET a.b = 1",
            "ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES other.a (b)",
            "UPDATE a SET a.b = 1.5",
            "INSERT INTO a (b) SELECT a.b FROM other.a",
            "DELETE FROM a WHERE a.b = 1",
            "-- USE other\nSELECT 1",
            r"INSERT INTO a VALUES ('it\'s', 'other.a')",
            "GRANT SELECT (b), UPDATE ON TABLE t TO 'a'@'10.0.0.1' WITH GRANT OPTION",
            "GRANT ALL ON * TO a",
            "REVOKE EXECUTE ON PROCEDURE `p.q` FROM 'a'@'10.%'",
            "SET a = 1",
            "",
        ] {
            assert!(!reaches_out(statement), "{statement}");
        }
    }
}
