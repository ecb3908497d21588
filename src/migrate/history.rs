//! The table in which a database keeps which migrations it has seen: sqlx's own, to the letter.

use std::collections::BTreeMap;

use crate::engine::{Connection, Ledger, Row};
use crate::error::Fault;
use crate::model::{ObjectId, Schema};

use super::files::Migration;
use super::marks::Marks;

/// The history's table. It is dbtool's own: whoever reads a database leaves it out.
pub const HISTORY_TABLE: &str = "_sqlx_migrations";

/// The table in which `migrate repair` notes what it did and why, as [`Ledger::repairs_name`] has it.
const REPAIRS_TABLE: &str = "_dbtool_repairs";

/// The table in which a backfill notes how far it is, as [`Ledger::backfills_name`] has it.
const BACKFILLS_TABLE: &str = "_dbtool_backfills";

/// The time that dbtool notes on a row, together with `success = false`, before it runs a way down
/// that cannot be in a transaction: it tells such a row from that of a way up.
pub(super) const REVERTING: i64 = -2;

/// The time of what ran by another's hand, or that nobody took. sqlx writes it first, too.
pub(super) const UNTIMED: i64 = -1;

/// The time of what was marked as run, and made nothing here.
pub(super) const NEVER_RAN: i64 = 0;

/// A row of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The migration's version.
    pub version: i64,
    /// Its name with spaces.
    pub description: String,
    /// When it ran, as the server prints the time, in UTC.
    pub installed_on: String,
    /// Whether it ran to its end. sqlx writes no other row on PostgreSQL; dbtool writes one before
    /// it runs what cannot be in a transaction, so that a run that was killed is known as such.
    pub success: bool,
    /// SHA-384 of the file that ran.
    pub checksum: Vec<u8>,
    /// How long it took in nanoseconds; [`UNTIMED`], [`NEVER_RAN`] and [`REVERTING`].
    pub execution_time: i64,
}

impl Applied {
    /// Whether it was marked as run, since the database had what it makes.
    pub(super) fn never_ran(&self) -> bool {
        self.success && self.execution_time == NEVER_RAN
    }
}

/// The history of a database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// The table's qualified name as SQL; none where the database has no history yet.
    table: Option<String>,
    /// Its rows by version.
    pub applied: Vec<Applied>,
    /// What the schema says beside them.
    pub(super) marks: Marks,
}

impl History {
    /// Reads the history without changing anything; an empty one where there is no table.
    ///
    /// # Errors
    /// When the table cannot be read or is not sqlx's.
    pub async fn read(connection: &mut Connection) -> Result<Self, Fault> {
        let Some(table) = find(connection).await? else { return Ok(Self::default()) };
        let sql = connection.ledger().read_history(&table);
        let rows = connection.rows(&sql).await.map_err(|fault| unreadable(&table, fault))?;
        let applied = rows.iter().map(row).collect::<Option<Vec<Applied>>>();
        let mut applied = applied.ok_or_else(|| unreadable(&table, Fault::new("a row is not as sqlx writes it")))?;
        let mut times = BTreeMap::new();
        for row in &mut applied {
            let time = connection.ledger().time(&row.installed_on);
            times.insert(row.version, std::mem::replace(&mut row.installed_on, time));
        }
        // A cluster gives its rows in the order of their hashes.
        applied.sort_by_key(|row| row.version);
        let mut history = Self { table: Some(table), applied, marks: Marks::default() };
        history.look_at_marks(connection, times).await?;
        Ok(history)
    }

    /// Makes the table where there is none, as sqlx makes it, and reads it.
    ///
    /// # Errors
    /// When there is no schema for it or no right to make it, and as [`History::read`].
    pub async fn ensure(connection: &mut Connection) -> Result<Self, Fault> {
        if find(connection).await?.is_none() {
            let ledger = connection.ledger();
            connection.execute(&ledger.create_history(connection.database())).await.map_err(|fault| {
                Fault::new(format!("cannot make the table of the migrations' history, {HISTORY_TABLE}"))
                    .detail(fault.message)
                    .hint(ledger.history_refused())
            })?;
        }
        Self::read(connection).await
    }

    /// The row of that version.
    pub fn get(&self, version: i64) -> Option<&Applied> {
        self.applied.iter().find(|applied| applied.version == version)
    }

    /// The last version that has run.
    pub fn last(&self) -> Option<i64> {
        self.applied.last().map(|applied| applied.version)
    }

    /// Marks a migration as run, or as begun where `success` is false.
    ///
    /// # Errors
    /// The server's.
    pub(super) async fn insert(
        &self,
        connection: &mut Connection,
        migration: &Migration,
        success: bool,
    ) -> Result<(), Fault> {
        let sql = self.inserted(connection.ledger(), migration, success, UNTIMED);
        connection.execute(&sql).await
    }

    /// The statement of [`History::insert`], with how long it took.
    pub(super) fn inserted(&self, ledger: &dyn Ledger, migration: &Migration, success: bool, took: i64) -> String {
        self.written(
            ledger,
            &Applied {
                version: migration.version,
                description: migration.description.clone(),
                installed_on: String::new(),
                success,
                checksum: migration.up.checksum.clone(),
                execution_time: took,
            },
        )
    }

    /// The statement that writes a row anew; its time is the server's.
    pub(super) fn written(&self, ledger: &dyn Ledger, row: &Applied) -> String {
        let Applied { version, description, success, checksum, execution_time, .. } = row;
        format!(
            "INSERT INTO {} (version, description, success, checksum, execution_time) \
             VALUES ({version}, {}, {success}, {}, {execution_time})",
            self.table(),
            ledger.literal(description),
            ledger.bytes(&hex(checksum)),
        )
    }

    /// The statement that takes a migration's file for what has run.
    pub(super) fn adopted(&self, ledger: &dyn Ledger, migration: &Migration) -> String {
        let (description, checksum) = (ledger.literal(&migration.description), hex(&migration.up.checksum));
        self.updated(migration.version, &format!("description = {description}, checksum = {}", ledger.bytes(&checksum)))
    }

    /// The statement of [`History::finish`].
    pub(super) fn finished(&self, version: i64) -> String {
        self.updated(version, &format!("success = true, execution_time = {UNTIMED}"))
    }

    /// The statement of [`History::remove`].
    pub(super) fn removed(&self, version: i64) -> String {
        format!("DELETE FROM {} WHERE version = {version}", self.table())
    }

    fn updated(&self, version: i64, set: &str) -> String {
        format!("UPDATE {} SET {set} WHERE version = {version}", self.table())
    }

    /// Marks a migration that was begun as run, and one that was to be undone as run again.
    ///
    /// # Errors
    /// The server's.
    pub(super) async fn finish(&self, connection: &mut Connection, version: i64) -> Result<(), Fault> {
        connection.execute(&self.finished(version)).await
    }

    /// Marks a migration as about to be undone outside of a transaction.
    ///
    /// # Errors
    /// The server's.
    pub(super) async fn reverting(&self, connection: &mut Connection, version: i64) -> Result<(), Fault> {
        self.unfinished(connection, version, REVERTING).await
    }

    /// Marks a migration as begun and not ended, `note` saying how far it came.
    ///
    /// # Errors
    /// The server's.
    pub(super) async fn unfinished(&self, connection: &mut Connection, version: i64, note: i64) -> Result<(), Fault> {
        connection.execute(&self.noted(version, note)).await
    }

    /// The statement of [`History::unfinished`].
    pub(super) fn noted(&self, version: i64, note: i64) -> String {
        self.updated(version, &format!("success = false, execution_time = {note}"))
    }

    /// Notes how long a migration took, in nanoseconds.
    ///
    /// # Errors
    /// The server's.
    pub(super) async fn time(&self, connection: &mut Connection, version: i64, nanoseconds: i64) -> Result<(), Fault> {
        self.update(connection, version, &format!("execution_time = {nanoseconds}")).await
    }

    async fn update(&self, connection: &mut Connection, version: i64, set: &str) -> Result<(), Fault> {
        connection.execute(&self.updated(version, set)).await
    }

    /// Forgets a migration.
    ///
    /// # Errors
    /// The server's.
    pub(super) async fn remove(&self, connection: &mut Connection, version: i64) -> Result<(), Fault> {
        connection.execute(&self.removed(version)).await
    }

    /// The name as SQL. A migration may change the search_path, so what was found first stays.
    pub(super) fn table(&self) -> &str {
        self.table.as_deref().unwrap_or(HISTORY_TABLE)
    }
}

/// Takes the history's table, and those of its notes, out of a schema that was read: they are
/// dbtool's own and never drift.
pub fn leave_out(schema: &mut Schema) {
    let names = [HISTORY_TABLE, REPAIRS_TABLE, BACKFILLS_TABLE];
    let own = |id: &ObjectId| id.root().kind.holds_data() && names.contains(&&*id.root().name);
    schema.objects.retain(|id, _| !own(id));
    schema.sheets.retain(|sheet| !own(&sheet.id));
    schema.descriptions.retain(|description| !own(&description.id));
}

/// Runs statements that write rows: all of them or none, where the server has transactions.
///
/// # Errors
/// The server's, for the first that it refuses.
pub(super) async fn together(connection: &mut Connection, statements: &[String]) -> Result<(), Fault> {
    let transaction = connection.ledger().has_transactions();
    if transaction {
        connection.execute("BEGIN").await?;
    }
    for statement in statements {
        if let Err(fault) = connection.execute(statement).await {
            if transaction {
                // A session that is gone has rolled back already, and the first failure is what counts.
                let _ = connection.execute("ROLLBACK").await;
            }
            return Err(fault);
        }
    }
    if transaction { connection.execute("COMMIT").await } else { Ok(()) }
}

/// Where the database finds the table.
async fn find(connection: &mut Connection) -> Result<Option<String>, Fault> {
    let ledger = connection.ledger();
    let rows = connection.rows(&ledger.find_history(connection.database())).await?;
    Ok(rows.first().and_then(|row| row.text(0)).map(|found| ledger.history_name(found)))
}

fn row(row: &Row) -> Option<Applied> {
    Some(Applied {
        version: row.text(0)?.parse().ok()?,
        description: row.text(1)?.to_owned(),
        installed_on: row.text(2)?.to_owned(),
        success: row.is_true(3),
        checksum: unhex(row.text(4)?)?,
        execution_time: row.text(5)?.parse().ok()?,
    })
}

/// Bytes from hexadecimal digits.
pub(super) fn unhex(text: &str) -> Option<Vec<u8>> {
    let pair = |at: usize| text.get(at..at + 2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
    (0..text.len()).step_by(2).map(pair).collect()
}

fn unreadable(table: &str, fault: Fault) -> Fault {
    Fault::new(format!("cannot read the migrations' history, {table}"))
        .detail(fault.message)
        .hint("let the role SELECT from it; a table of that name that sqlx did not make must be renamed first")
}

/// Bytes as hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::migrate::files::{Folder, Migration, Script};
    use crate::migrate::fuzz::runner;
    use crate::migrate::status::compare;

    /// Whatever others have written into the table, reading it and what is made of it ends in a result.
    #[test]
    fn rows_are_read_without_a_panic() {
        let number = prop_oneof![
            any::<i64>().prop_map(|it| it.to_string()),
            "\\PC{0,8}",
            (0..5_i64).prop_map(|it| it.to_string())
        ];
        let digits = prop_oneof!["[0-9a-f]{0,12}", "\\PC{0,9}", any::<String>()];
        let text = prop_oneof!["\\PC{0,9}", any::<String>()];
        let value = |text: BoxedStrategy<String>| prop::option::weighted(0.9, text);
        let row = (
            value(number.clone().boxed()),
            value(text.clone().boxed()),
            value(text.boxed()),
            value(prop::sample::select(vec!["t", "f", "1", "0", "x"]).prop_map(str::to_owned).boxed()),
            value(digits.boxed()),
            value(number.boxed()),
        );
        let script = Script::new("1_a.up.sql", "-- dbtool: replaces 2 ab c\nSELECT 1");
        let migration = Migration { version: 3, description: "a".to_owned(), up: script, down: None };
        let folder = Folder { migrations: vec![migration], ..Folder::default() };
        let result = runner().run(&prop::collection::vec(row, 0..6), |rows| {
            let rows = rows.into_iter().map(|(a, b, c, d, e, f)| Row::new(vec![a, b, c, d, e, f]));
            let applied: Vec<Applied> = rows.filter_map(|it| super::row(&it)).collect();
            for row in &applied {
                crate::migrate::stepwise::progress(row.execution_time);
                prop_assert_eq!(unhex(&hex(&row.checksum)), Some(row.checksum.clone()));
            }
            let history = History { applied, ..History::default() };
            for status in compare(&folder, &history) {
                prop_assert!(!status.title().is_empty());
            }
            Ok(())
        });
        result.unwrap();
    }
}
