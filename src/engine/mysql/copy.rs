//! A database copied into an empty one on the same server: no statement does it, so that every object is
//! made again in the server's own words, and the rows are copied.

use super::Mysql;
use super::connection::Connection;
use super::quote::{ident, literal};
use super::{sequence, view};
use crate::engine::{Dialect as _, Reading, Row, Sides};
use crate::error::Fault;
use crate::model::{Kind, Schema};

/// The columns of each table that take values, and whether the table is a sequence.
const TABLES: &str = "
SELECT t.TABLE_NAME, t.TABLE_TYPE, t.TABLE_ROWS, c.COLUMN_NAME
FROM information_schema.TABLES t LEFT JOIN information_schema.COLUMNS c
    ON c.TABLE_SCHEMA = t.TABLE_SCHEMA AND c.TABLE_NAME = t.TABLE_NAME AND c.EXTRA NOT LIKE '%VIRTUAL GENERATED%'
    AND c.EXTRA NOT LIKE '%STORED GENERATED%'
WHERE t.TABLE_SCHEMA = DATABASE() AND t.TABLE_TYPE <> 'VIEW'
ORDER BY t.TABLE_TYPE = 'SEQUENCE' DESC, 1, c.ORDINAL_POSITION";

/// Programs and views, in the order in which they are best made.
const PROGRAMS: &str = "
SELECT ROUTINE_TYPE, ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE()
UNION ALL
SELECT 'VIEW', TABLE_NAME FROM information_schema.VIEWS WHERE TABLE_SCHEMA = DATABASE()
UNION ALL
SELECT 'EVENT', EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE()";

/// Triggers, those that share a place in the order in which they run.
const TRIGGERS: &str = "
SELECT 'TRIGGER', TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()
ORDER BY EVENT_OBJECT_TABLE, EVENT_MANIPULATION, ACTION_TIMING, ACTION_ORDER";

/// A session that makes what is there as it is, whatever it refers to and whatever the rows hold.
const LENIENT: &str = "SET SESSION foreign_key_checks = 0, SESSION unique_checks = 0, \
    SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO'";

/// Back to what a session begins with.
const USUAL: &str = "SET SESSION foreign_key_checks = @@GLOBAL.foreign_key_checks, SESSION unique_checks = @@GLOBAL.unique_checks, SESSION sql_mode = DEFAULT";

impl Connection {
    /// Makes of this session's empty database what the other one's is.
    ///
    /// # Errors
    /// When something cannot be read or made.
    pub async fn copy_from(&mut self, from: &mut Self) -> Result<(), Fault> {
        from.run("SET SESSION sql_mode = '', SESSION sql_quote_show_create = 1").await?;
        self.run(LENIENT).await?;
        let done = self.copy_all(from).await;
        self.run(USUAL).await?;
        self.run("SET NAMES utf8mb4").await?;
        done
    }

    async fn copy_all(&mut self, from: &mut Self) -> Result<(), Fault> {
        let speech = from.texts("SELECT @@character_set_database, @@collation_database").await?;
        let word = |index: usize| speech.first().and_then(|row| row.text(index)).unwrap_or_default();
        let own = ident(self.database());
        self.run(&format!("ALTER DATABASE {own} CHARACTER SET {} COLLATE {}", word(0), word(1))).await?;
        let mut tables: Vec<(String, bool, Vec<String>)> = Vec::new();
        for row in from.texts(TABLES).await? {
            let name = row.text(0).unwrap_or_default();
            if tables.last().is_none_or(|(last, ..)| last != name) {
                tables.push((name.to_owned(), row.text(1) == Some("SEQUENCE"), Vec::new()));
            }
            if let (Some(column), Some((_, _, columns))) = (row.text(3), tables.last_mut()) {
                columns.push(ident(column));
            }
        }
        for (name, is_sequence, columns) in tables {
            let what = if is_sequence { "SEQUENCE" } else { "TABLE" };
            let shown = from.texts(&format!("SHOW CREATE {what} {}", ident(&name))).await?;
            let shown = shown.first().and_then(|row| row.text(1)).unwrap_or_default();
            self.run(&sequence::at_home(shown, from.database())).await?;
            let other = format!("{}.{}", ident(from.database()), ident(&name));
            if is_sequence {
                let next = from.texts(&format!("SELECT next_not_cached_value FROM {other}")).await?;
                let next = next.first().and_then(|row| row.text(0)).unwrap_or_default();
                self.run(&format!("DO SETVAL({}, {next}, 0)", ident(&name))).await?;
            }
            let list = columns.join(", ");
            let full = !is_sequence && !from.texts(&format!("SELECT 1 FROM {other} LIMIT 1")).await?.is_empty();
            if full {
                self.run(&format!("INSERT INTO {} ({list}) SELECT {list} FROM {other}", ident(&name))).await?;
            }
        }
        let programs = from.texts(PROGRAMS).await?;
        self.make_again(from, &programs).await?;
        let triggers = from.texts(TRIGGERS).await?;
        self.make_again(from, &triggers).await?;
        self.grant_again(from).await
    }

    /// Grants what was granted there. Who may not see that has granted nothing.
    async fn grant_again(&mut self, from: &mut Self) -> Result<(), Fault> {
        let database = from.database().to_owned();
        if from.granted(&database).await.is_empty() {
            return Ok(());
        }
        let mut there = from.introspect(&Reading::default()).await?;
        there.run_anywhere();
        let nothing = Schema::default();
        let sides = Sides { before: &nothing, after: &there, online: false };
        for (id, entry) in there.objects.iter().filter(|(id, _)| id.kind == Kind::Grant) {
            for statement in Mysql.create(id, &entry.object, &[], sides) {
                self.run(&statement.sql).await?;
            }
        }
        Ok(())
    }

    /// Makes programs and views; one that needs another waits for it.
    async fn make_again(&mut self, from: &mut Self, all: &[Row]) -> Result<(), Fault> {
        let mut left = Vec::new();
        for row in all {
            let (what, name) = (row.text(0).unwrap_or_default(), row.text(1).unwrap_or_default());
            let rows = from.texts(&format!("SHOW CREATE {what} {}", ident(name))).await?;
            left.extend(rows.first().map(|row| (what.to_owned(), row.clone())));
        }
        while !left.is_empty() {
            let (mut waiting, mut refused) = (Vec::new(), None);
            let before = left.len();
            for (what, row) in left {
                match self.make(&what, &row, from.database()).await {
                    Ok(()) => {}
                    Err(fault) => {
                        refused = Some(fault);
                        waiting.push((what, row));
                    }
                }
            }
            if let Some(fault) = refused.filter(|_| waiting.len() == before) {
                return Err(fault);
            }
            left = waiting;
        }
        Ok(())
    }

    /// Makes one of the database `home` here, in a session like the one that made it.
    async fn make(&mut self, what: &str, row: &Row, home: &str) -> Result<(), Fault> {
        let text = |index: usize| row.text(index).unwrap_or_default();
        let (sql, charset, collation, mode, zone) = match what {
            "VIEW" => (text(1), text(2), text(3), "", ""),
            "EVENT" => (text(3), text(4), text(5), text(1), text(2)),
            _ => (text(2), text(3), text(4), text(1), ""),
        };
        let mut settings = vec![format!("SESSION sql_mode = {}", literal(mode))];
        if !zone.is_empty() {
            settings.push(format!("SESSION time_zone = {}", literal(zone)));
        }
        // The text itself has come as UTF-8.
        if charset.starts_with("utf8") || sql.is_ascii() && !charset.is_empty() {
            settings.push(format!("SESSION character_set_client = {charset}"));
        }
        if !collation.is_empty() {
            settings.push(format!("SESSION collation_connection = {collation}"));
        }
        self.run(&format!("SET {}", settings.join(", "))).await?;
        let sql = if what == "VIEW" { view::at_home(sql, home) } else { sql.to_owned() };
        let made = self.run(&sequence::at_home(&sql, home)).await;
        self.run("SET NAMES utf8mb4").await?;
        self.run("SET SESSION time_zone = DEFAULT").await?;
        self.run(LENIENT).await?;
        made
    }
}
