//! Migrations that fill a table by batches: the one statement of the file runs on so many rows at a time,
//! each batch in a transaction of its own with the note of how far it came, so that a run which is killed
//! goes on where it was and no row is changed twice.
//!
//! `-- dbtool: backfill=orders(id), batch=1000, pause=50ms` at the head says which table is walked through,
//! in the order of which column. In the statement a comment, `/* dbtool: batch */`, stands where the condition
//! goes that picks a batch; for whoever knows nothing of this, sqlx too, the statement does all at once.

use std::ops::Range;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::engine::{Failed, Ledger, Refusal};
use crate::error::Fault;
use crate::ui::LogFormat;

use super::failure;
use super::files::{Migration, Script};
use super::history::{REVERTING, UNTIMED, hex, together};
use super::lock;
use super::runner::{Direction, Runner, unrecorded};
use super::stepwise;

/// How the mark begins.
const MARK: &str = "/* dbtool: batch";

/// What the mark is for, in hints.
const EXAMPLE: &str = "UPDATE orders SET total = price * amount WHERE total IS NULL /* dbtool: batch */";

/// How a table is filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Backfill {
    /// The table that is walked through, as the file has it.
    table: String,
    /// The column that orders its rows.
    key: String,
    /// The same as the statement has to call it.
    called: String,
    /// How many rows at a time.
    batch: u64,
    /// How long to rest between two batches.
    pause: Duration,
    /// Where the mark stands.
    mark: Range<usize>,
}

/// How far it is.
#[derive(Clone, Debug, Default)]
struct State {
    /// The last key that is done, as a literal.
    last: Option<String>,
    /// The last key that there was when it began: what came later is not its to fill.
    end: Option<String>,
    batches: u64,
    done: bool,
}

impl Backfill {
    /// What a head and the statement below it say.
    ///
    /// # Errors
    /// When the table is not named with its column, or the statement cannot be cut into batches.
    pub(super) fn read(
        script: &Script,
        value: &str,
        batch: Option<u64>,
        pause: Option<Duration>,
    ) -> Result<Self, Fault> {
        let named = value.strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
        let (table, key) = named.map(|(table, key)| (table.trim(), key.trim())).unwrap_or_default();
        if table.is_empty() || key.is_empty() {
            return Err(Fault::new(format!("`{value}` names no table with the column that orders its rows"))
                .hint("write it as backfill=orders(id): a column with an index, best the primary key"));
        }
        let sql = script.sql.as_str();
        let mut marks = sql.match_indices(MARK).map(|(at, _)| at);
        let (Some(start), None) = (marks.next(), marks.next()) else {
            return Err(Fault::new("a backfill needs one mark where the condition of a batch goes")
                .hint(format!("after the last condition of WHERE: {EXAMPLE}")));
        };
        let inside = sql.get(start + MARK.len()..).unwrap_or_default();
        let length = inside.find("*/").ok_or_else(|| {
            Fault::new("the mark of the batches is not closed").at(Some(script.place(start))).hint(EXAMPLE)
        })?;
        let called = inside.get(..length).unwrap_or_default().trim();
        Ok(Self {
            table: table.to_owned(),
            key: key.to_owned(),
            called: if called.is_empty() { key } else { called }.to_owned(),
            batch: batch.unwrap_or(1000),
            pause: pause.unwrap_or_default(),
            mark: start..start + MARK.len() + length + 2,
        })
    }

    /// Refuses a statement that cannot be cut into batches, by its words as the engine reads them.
    fn check(words: &[String]) -> Result<(), Fault> {
        let first = words.first().map(String::as_str).unwrap_or_default();
        if !["update", "delete", "insert", "replace", "merge", "with"].contains(&first) {
            return Err(Fault::new("a backfill changes rows: it begins with UPDATE, DELETE, INSERT or WITH")
                .hint("what changes the schema goes into a migration of its own"));
        }
        if joins_alternatives(words) {
            return Err(Fault::new("OR stands outside of parentheses, so that a batch would not be held to its rows")
                .hint("put the conditions into parentheses: WHERE (a OR b) /* dbtool: batch */"));
        }
        Ok(())
    }

    /// The file's text with a batch's condition in it: keys after one, up to another.
    fn text(&self, sql: &str, after: Option<&str>, to: &str) -> String {
        let after = after.map(|last| format!("{} > {last} AND ", self.called)).unwrap_or_default();
        let condition = format!("AND ({after}{} <= {to})", self.called);
        let (before, rest) = (sql.get(..self.mark.start), sql.get(self.mark.end..));
        format!("{}{condition}{}", before.unwrap_or_default(), rest.unwrap_or_default())
    }

    /// Asks for the last key of a table, as a literal.
    fn ask_end(&self, ledger: &dyn Ledger) -> String {
        let Self { table, key, .. } = self;
        format!("SELECT {} FROM {table} ORDER BY {key} DESC LIMIT 1", ledger.key_literal(key))
    }

    /// Asks for the last key of the next batch; none where what is left is one batch.
    fn ask_next(&self, ledger: &dyn Ledger, last: Option<&str>, end: &str) -> String {
        let Self { table, key, batch, .. } = self;
        let after = last.map(|last| format!("{key} > {last} AND ")).unwrap_or_default();
        format!(
            "SELECT {} FROM {table} WHERE {after}{key} < {end} ORDER BY {key} LIMIT 1 OFFSET {}",
            ledger.key_literal(key),
            batch - 1
        )
    }
}

/// Whether OR stands outside of all parentheses.
fn joins_alternatives(words: &[String]) -> bool {
    let mut depth = 0_u32;
    words.iter().any(|word| {
        match word.as_str() {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && (word == "or" || word == "xor")
    })
}

impl Runner<'_> {
    /// Runs a backfill from its beginning, or from where a run before has left it.
    pub(super) async fn backfill(
        &mut self,
        migration: &Migration,
        script: &Script,
        direction: Direction,
        how: &Backfill,
        again: bool,
    ) -> Result<(), Fault> {
        let ledger = self.connection.ledger();
        if !ledger.has_transactions() {
            return Err(Fault::new(format!(
                "migration {} fills by batches, which this engine cannot",
                migration.title()
            ))
            .at(Some(script.place(0)))
            .hint("a batch and the note that it is done have to be one transaction; run it by a program of your own"));
        }
        if failure::spans(&script.sql, ledger).len() != 1 {
            return Err(Fault::new(format!(
                "migration {} is a backfill of more than one statement",
                migration.title()
            ))
            .at(Some(script.place(0)))
            .hint("move the others to migrations of their own"));
        }
        Backfill::check(&failure::words(&script.sql, ledger))
            .map_err(|fault| fault.at(Some(script.place(how.mark.start))))?;
        self.limit(script).await?;
        self.ui.detail(&script.sql);
        let journal = ledger.backfills_name(self.history.table());
        let failed = |fault: Fault| {
            let message = format!("migration {} failed: {}", migration.title(), fault.message);
            Fault { message, ..fault }.at(Some(script.place(0)))
        };
        self.connection.execute(&ledger.create_backfills(&journal)).await.map_err(|fault| {
            Fault::new("cannot make the table that notes how far backfills are")
                .detail(fault.message)
                .hint(ledger.history_refused())
        })?;
        let checksum = ledger.literal(&hex(&script.checksum));
        let mine = format!("version = {}", migration.version);
        let known = if again { self.journalled(&journal, &mine, &checksum).await? } else { None };
        let mut state = match known {
            Some(state) => state,
            None => {
                let ask = format!("SELECT 1 FROM {} WHERE {} IS NULL LIMIT 1", how.table, how.key);
                if !self.connection.rows(&ask).await.map_err(failed)?.is_empty() {
                    return Err(failed(
                        Fault::new(format!("{}({}) holds NULL, by which no batch can go", how.table, how.key))
                            .hint("walk through the table by its primary key"),
                    ));
                }
                let rows = self.connection.rows(&how.ask_end(ledger)).await.map_err(failed)?;
                let end = rows.first().and_then(|row| row.text(0)).map(str::to_owned);
                let state = State { done: end.is_none(), end, ..State::default() };
                let mut begin = vec![format!("DELETE FROM {journal} WHERE {mine}")];
                begin.extend((!again).then(|| match direction {
                    Direction::Up => self.history.inserted(ledger, migration, false, UNTIMED),
                    Direction::Down if ledger.is_transactional() => self.history.noted(migration.version, REVERTING),
                    Direction::Down => self.history.noted(migration.version, stepwise::DOWN),
                }));
                begin.push(format!(
                    "INSERT INTO {journal} (version, checksum, end_key, batches, done) VALUES ({}, {checksum}, {}, 0, {})",
                    migration.version,
                    state.end.as_deref().map_or_else(|| "NULL".to_owned(), |end| ledger.literal(end)),
                    state.done
                ));
                let noted = together(self.connection, &begin).await;
                noted.map_err(|fault| unrecorded(migration, fault))?;
                state
            }
        };
        let total = self.estimate(how).await;
        let mut told = Instant::now();
        while let Some(end) = state.end.clone().filter(|_| !state.done) {
            self.settings.stop.before(&format!("the next batch of migration {}", migration.title()))?;
            lock::verify(self.connection).await?;
            let rows =
                self.connection.rows(&how.ask_next(ledger, state.last.as_deref(), &end)).await.map_err(failed)?;
            let next = rows.first().and_then(|row| row.text(0)).map(str::to_owned);
            let done = next.is_none();
            let to = next.unwrap_or(end);
            let note = format!(
                "UPDATE {journal} SET last_key = {}, batches = {}, done = {done} WHERE {mine}",
                ledger.literal(&to),
                state.batches + 1
            );
            let text = how.text(&script.sql, state.last.as_deref(), &to);
            if let Err(failed) = self.batch(migration, script, &text, &note).await? {
                return Err(self.halted(migration, script, direction, &state, &failed).await);
            }
            state = State { last: Some(to), batches: state.batches + 1, done, ..state };
            self.told(migration, how, &state, total, &mut told);
            if !done {
                self.rest.sleep(how.pause).await;
            }
        }
        self.wind_up(migration, script, direction).await?;
        self.connection.execute(&format!("DELETE FROM {journal} WHERE {mine}")).await
    }

    /// How far a run before came, by the note of just this text.
    async fn journalled(&mut self, journal: &str, mine: &str, checksum: &str) -> Result<Option<State>, Fault> {
        let ask =
            format!("SELECT last_key, end_key, batches, done FROM {journal} WHERE {mine} AND checksum = {checksum}");
        let rows = self.connection.rows(&ask).await?;
        Ok(rows.first().map(|row| State {
            last: row.text(0).map(str::to_owned),
            end: row.text(1).map(str::to_owned),
            batches: row.text(2).and_then(|text| text.parse().ok()).unwrap_or_default(),
            done: row.is_true(3),
        }))
    }

    /// How many rows the server takes the table to have; 0 where it does not say.
    async fn estimate(&mut self, how: &Backfill) -> u64 {
        let ask = self.connection.ledger().estimated_rows(&how.table);
        let rows = self.connection.rows(&ask).await.unwrap_or_default();
        rows.first().and_then(|row| row.text(0)).and_then(|text| text.parse().ok()).unwrap_or_default()
    }

    /// A batch and its note, both or neither; again where it waited for a lock in vain.
    async fn batch(
        &mut self,
        migration: &Migration,
        script: &Script,
        text: &str,
        note: &str,
    ) -> Result<Result<(), Failed>, Fault> {
        let spans = failure::spans(text, self.connection.ledger());
        let span = spans.first().cloned().unwrap_or_default();
        let statement = text.get(span).unwrap_or_default();
        if let Err(failed) = self.statement(migration, script, 0, statement, true).await? {
            // The server counts in the text of the batch, which is not the file's.
            let refusal = failed.refusal.map(|refusal| Refusal { position: None, ..refusal });
            return Ok(Err(Failed { refusal, ..failed }));
        }
        for sql in [note, "COMMIT"] {
            self.connection.execute(sql).await.map_err(|fault| unrecorded(migration, fault))?;
        }
        Ok(Ok(()))
    }

    /// What failed, with what is done; where nothing is, the history forgets it.
    async fn halted(
        &mut self,
        migration: &Migration,
        script: &Script,
        direction: Direction,
        state: &State,
        failed: &Failed,
    ) -> Fault {
        if state.batches == 0 {
            return self.stopped(migration, script, direction, failed).await;
        }
        let fault = self.fault(migration, script, failed);
        let detail = fault.detail.clone().unwrap_or_default();
        let fault = fault.detail(format!("{detail}\nthe first {} batches are done, and noted", state.batches));
        if fault.hint.is_some() {
            return fault;
        }
        fault.hint("mend the rows that it names and run this again: it goes on at this batch")
    }

    fn told(&self, migration: &Migration, how: &Backfill, state: &State, total: u64, last: &mut Instant) {
        /// How often a line is worth it where there is no terminal.
        const PAUSE: Duration = Duration::from_secs(10);
        let rows = state.batches.saturating_mul(how.batch);
        let done = if total > 0 { rows.min(total) } else { rows };
        let json = self.ui.log == LogFormat::Json;
        let told = json || last.elapsed() >= PAUSE;
        if told {
            *last = Instant::now();
        }
        let share = (done * 100).checked_div(total);
        let share = share.map_or_else(String::new, |share| format!(" {share} %"));
        let text = format!("filling {}:{share} ({} batches, {done} rows)", how.table, state.batches);
        let fields = [
            ("event", Value::from("batch")),
            ("database", Value::from(self.connection.database())),
            ("version", Value::from(migration.version)),
            ("batch", Value::from(state.batches)),
            ("done", Value::from(done)),
            ("total", Value::from(total)),
        ];
        self.ui.progress(&text, (done, total), told, &fields);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Engine;
    use crate::migrate::header::head;

    fn read(sql: &str) -> Result<Backfill, Fault> {
        head(&Script::new("x.sql", sql)).map(|head| head.backfill.unwrap())
    }

    #[test]
    fn a_statement_is_cut_into_batches() {
        let sql = "-- dbtool: backfill=s.\"T t\"(id), batch=10, pause=5ms\nUPDATE s.\"T t\" o SET a = 1 WHERE b /* dbtool: batch o.id */;\n";
        let how = read(sql).unwrap();
        assert_eq!((how.table.as_str(), how.key.as_str(), how.batch), ("s.\"T t\"", "id", 10));
        assert_eq!(how.pause, Duration::from_millis(5));
        assert!(how.text(sql, None, "'7'").ends_with("WHERE b AND (o.id <= '7');\n"));
        assert!(how.text(sql, Some("'7'"), "'9'").ends_with("WHERE b AND (o.id > '7' AND o.id <= '9');\n"));
        let ledger = Engine::Postgresql.ledger();
        let ask = how.ask_next(ledger, Some("'7'"), "'99'");
        assert!(ask.ends_with("FROM s.\"T t\" WHERE id > '7' AND id < '99' ORDER BY id LIMIT 1 OFFSET 9"), "{ask}");
        assert!(!Script::new("x.sql", sql).transactional);
    }

    #[test]
    fn what_cannot_be_cut_is_told_with_its_place() {
        let head = "-- x\n-- dbtool: backfill=t(id)\n";
        for (sql, wanted) in [
            ("UPDATE t SET a = 1", "needs one mark"),
            ("UPDATE t SET a = 1 /* dbtool: batch */ /* dbtool: batch */", "needs one mark"),
        ] {
            let fault = read(&format!("{head}{sql}")).unwrap_err().to_string();
            assert!(fault.starts_with("x.sql:2:1: ") && fault.contains(wanted), "{fault}");
        }
        let check = |engine: Engine, sql: &str| {
            let told = Backfill::check(&failure::words(&format!("{head}{sql} /* dbtool: batch */"), engine.ledger()));
            told.map_err(|fault| fault.message)
        };
        for engine in [Engine::Postgresql, Engine::Mysql] {
            assert!(check(engine, "UPDATE t SET a = 1 WHERE b OR c").unwrap_err().contains("OR stands outside"));
            assert!(check(engine, "ALTER TABLE t ADD b int").unwrap_err().contains("changes rows"));
            assert_eq!(check(engine, "UPDATE t SET a = 1 WHERE (b OR c)"), Ok(()));
        }
        for sql in [
            "# this or that\nUPDATE t SET a = 1 WHERE b",
            "UPDATE t SET a = 1 WHERE `or` = 1",
            "UPDATE t SET a = 'it\\'s ( or' WHERE b",
        ] {
            assert_eq!(check(Engine::Mysql, sql), Ok(()), "{sql}");
        }
        assert!(check(Engine::Mysql, "UPDATE t SET a = 'it\\'s (' WHERE b OR c").unwrap_err().contains("OR stands"));
        assert!(read("-- dbtool: backfill=t\nUPDATE t SET a = 1 /* dbtool: batch */").is_err());
        assert!(read("-- dbtool: backfill=t(a), batch=0\nUPDATE t SET a = 1 /* dbtool: batch */").is_err());
    }
}
