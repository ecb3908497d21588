//! How migrations are kept count of on a server: the words for the lock, the history and the
//! session's settings. Pure, as [`super::Dialect`] is; the rooms of migrations ask and run it.

use std::ops::Range;
use std::time::Duration;

use crate::error::Fault;

/// An engine's words for what runs beside migrations. Each is SQL, unless said otherwise.
pub trait Ledger: Sync {
    /// Whether a statement of the schema can be undone with its transaction.
    fn is_transactional(&self) -> bool;

    /// Where the statements of a script begin and end; none where they are PostgreSQL's.
    fn statements(&self, sql: &str) -> Option<Vec<Range<usize>>>;

    /// The words, names and signs of a statement: plain words in lower case, names that need quotes in double
    /// quotes, whatever the engine's own are; none where they are PostgreSQL's.
    fn tokens(&self, statement: &str) -> Option<Vec<String>> {
        let _ = statement;
        None
    }

    /// Whether a statement changes something beside the database that the session is in, where a scratch
    /// database stands beside the one that is worked on.
    fn reaches_out(&self, statement: &str) -> bool {
        let _ = statement;
        false
    }

    /// Whether a statement does no more than set its session up, so that another session must run it again.
    fn is_setting(&self, sql: &str) -> bool {
        let _ = sql;
        false
    }

    /// Whether a statement of a script can be one transaction with the note that it is done, where not all
    /// can: it changes rows alone, and the script has no transactions of its own.
    fn joins_its_note(&self, script: &str, statement: &str) -> bool {
        let _ = (script, statement);
        false
    }

    /// A statement that always fails, with this message.
    fn refusal(&self, message: &str) -> String;

    /// Tries to take the lock that keeps other runners away; one row, whether it was had. `session` is
    /// what tells the session from others, where the server itself does not.
    fn try_lock(&self, database: &str, session: &str) -> String;

    /// Gives the lock back.
    fn unlock(&self, database: &str, session: &str) -> String;

    /// Whether this very session holds the lock: a row where it does; none or one of `false` where not.
    fn own_lock(&self, database: &str, session: &str) -> String;

    /// Who holds the lock, in words for a person: one row of one text.
    fn lock_holder(&self, database: &str) -> String;

    /// How a person ends a session that holds the lock.
    fn end_session(&self) -> &'static str;

    /// What may have lost the lock, for a person.
    fn lost_lock(&self) -> &'static str;

    /// The history's table as SQL names it: one row where there is one.
    fn find_history(&self, database: &str) -> String;

    /// The name as SQL of what [`Ledger::find_history`] found.
    fn history_name(&self, found: &str) -> String {
        found.to_owned()
    }

    /// Makes the history's table as sqlx makes it.
    fn create_history(&self, database: &str) -> String;

    /// What to do where that is refused, for a person.
    fn history_refused(&self) -> &'static str;

    /// The history's rows by version: version, description, time in UTC, whether it succeeded,
    /// checksum in hexadecimal digits, nanoseconds.
    fn read_history(&self, table: &str) -> String;

    /// The table of a plain or qualified name, as SQL names it: one row where the session finds one.
    fn find_table(&self, database: &str, name: &str) -> String;

    /// The notes of what `migrate repair` did, beside the history of that name.
    fn repairs_name(&self, history: &str) -> String {
        history.replace("_sqlx_migrations", "_dbtool_repairs")
    }

    /// Makes the table of those notes.
    fn create_repairs(&self, table: &str) -> String {
        format!(
            "CREATE TABLE IF NOT EXISTS {table} (\n    repaired_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,\n    \
             version BIGINT NOT NULL,\n    action VARCHAR(40) NOT NULL,\n    reason TEXT NOT NULL,\n    \
             was TEXT NOT NULL,\n    repaired_by TEXT NOT NULL\n)"
        )
    }

    /// Notes a repair: what was done, why, and what the row was.
    fn insert_repair(&self, table: &str, version: i64, action: &str, reason: &str, was: &str) -> String {
        format!(
            "INSERT INTO {table} (version, action, reason, was, repaired_by) VALUES ({version}, {}, {}, {}, CURRENT_USER)",
            self.literal(action),
            self.literal(reason),
            self.literal(was)
        )
    }

    /// Those notes: version, action, reason, time in UTC, by whom.
    fn read_repairs(&self, table: &str) -> String;

    /// The notes of how far backfills are, beside the history of that name.
    fn backfills_name(&self, history: &str) -> String {
        history.replace("_sqlx_migrations", "_dbtool_backfills")
    }

    /// Makes the table of those notes: by version the checksum of the script, the last key that is done and the
    /// last that there was, each as a literal, how many batches are done, and whether all are.
    fn create_backfills(&self, table: &str) -> String {
        format!(
            "CREATE TABLE IF NOT EXISTS {table} (\n    version BIGINT PRIMARY KEY,\n    checksum VARCHAR(96) NOT NULL,\n    \
             last_key TEXT,\n    end_key TEXT,\n    batches BIGINT NOT NULL,\n    done BOOLEAN NOT NULL\n)"
        )
    }

    /// A column's value as SQL writes it: an expression of a text.
    fn key_literal(&self, column: &str) -> String {
        column.to_owned()
    }

    /// Asks how many rows the server takes a table to have, its name as SQL has it: a row of one number.
    fn estimated_rows(&self, table: &str) -> String {
        format!("SELECT COUNT(*) FROM {table}")
    }

    /// Whether rows can be written all or none, between BEGIN and COMMIT.
    fn has_transactions(&self) -> bool {
        true
    }

    /// Asks for the names of all databases of the server but its own.
    fn databases(&self) -> &'static str;

    /// Asks what the session's user may do: rows of `ok` or `note`, words, and the remedy or nothing; then one row
    /// of `clock`, its seconds since 1970 and its time zone. None where the server does not tell.
    fn rights(&self) -> Option<&'static str> {
        None
    }

    /// Asks what the server calls this session: one row of one text. None where sessions have no names.
    fn session_id(&self) -> Option<&'static str> {
        None
    }

    /// Asks for what tells this session from one of the same name on another server, to which a second connection may
    /// lead: one row of one text. None where sessions have no names.
    fn identity(&self) -> Option<&'static str> {
        None
    }

    /// Asks from another session whether that one is there, which is `identity`: a row with the seconds for which it
    /// has been waiting for its client.
    fn liveness(&self, session: &str, identity: &str) -> String {
        let _ = (session, identity);
        String::new()
    }

    /// Ends that session from another.
    fn terminate(&self, session: &str) -> String {
        let _ = session;
        String::new()
    }

    /// Asks from another session who holds what that session waits for: the holder, its user, its program,
    /// its state, for how many seconds, and its query. The first query that has rows counts.
    fn blockers(&self, session: &str) -> Vec<String> {
        let _ = session;
        Vec::new()
    }

    /// Asks from another session how far that session's statement is: what it does, how much is done, and of
    /// how much. None where the server does not tell.
    fn progress(&self, session: &str) -> Option<String> {
        let _ = session;
        None
    }

    /// What a scratch database is given for scripts that call what only the real server has; none where they
    /// call no such thing.
    fn lends(&self, scripts: &[&str]) -> Option<&'static str> {
        let _ = scripts;
        None
    }

    /// Whether values may stand in double quotes.
    fn has_double_quoted_strings(&self) -> bool {
        false
    }

    /// The tables that may hold rows, as SQL names them; none where nobody can tell.
    fn written_tables(&self) -> Option<String> {
        None
    }

    /// A time of [`Ledger::read_history`] as `2026-11-21 17:40:00`.
    fn time(&self, text: &str) -> String {
        text.to_owned()
    }

    /// A string literal.
    fn literal(&self, text: &str) -> String;

    /// A literal of bytes, given as hexadecimal digits.
    fn bytes(&self, hex: &str) -> String;

    /// Back to the settings that the session began with; the locks stay.
    fn reset(&self) -> &'static str;

    /// What the session of every migration begins with, beside its limits; what a script says comes after it.
    fn setting(&self) -> Option<&'static str> {
        None
    }

    /// Lets a session make objects whose bodies cannot be looked into yet, and find names without a
    /// schema where `path` says, each quoted.
    fn build(&self, path: &[String]) -> String;

    /// Lets a session make what refers to things that are not there yet.
    fn unchecked(&self) -> &'static str {
        ""
    }

    /// Ends what [`Ledger::build`] began.
    fn built(&self) -> &'static str;

    /// Limits how long a statement may wait for a lock, and how long it may run; zero is for ever,
    /// and none leaves it as it is. Statements in order.
    fn limits(&self, lock: Option<Duration>, statement: Option<Duration>) -> Vec<String>;

    /// Notes in the transaction which migration runs, and asks for that note: one row of one text.
    /// None where no transaction can be ended unseen.
    fn marker(&self, version: i64) -> Option<(String, &'static str)>;

    /// Whether scratch databases can be copied, rows and all.
    fn copies_databases(&self) -> bool {
        true
    }

    /// Whether the server refused a value that rows hold, and not the statement.
    fn refuses_rows(&self, fault: &Fault) -> bool {
        let _ = fault;
        false
    }

    /// The table whose rows a refusal is about, where it says so.
    fn refused_table(&self, fault: &Fault) -> Option<String> {
        let _ = fault;
        None
    }

    /// Whether a statement waited for a lock in vain, until its timeout or since others waited for it in turn.
    fn waited_in_vain(&self, fault: &Fault) -> bool;

    /// Whether a server that is killed may lose notes that it has acknowledged, and keep what statements did to the
    /// schema, and whether that statement would be refused if it were run twice. None where no note is lost.
    fn lost_notes(&self, statement: &str) -> Option<bool> {
        let _ = statement;
        None
    }

    /// Asks for the mark at the history of that database, which lasts where notes are lost: a row of one text, and of
    /// its time as the history has times. None where no note is lost.
    fn read_mark(&self, database: &str) -> Option<String> {
        let _ = database;
        None
    }

    /// Writes that mark at the history's table.
    fn write_mark(&self, table: &str, mark: &str) -> String {
        let _ = (table, mark);
        String::new()
    }

    /// Whether a server's code says that what was to be made is there already, or what was to go is not.
    fn is_repeated(&self, code: &str) -> bool;

    /// Whether a server's code says goodbye rather than no.
    fn is_goodbye(&self, code: &str) -> bool;
}
