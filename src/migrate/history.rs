//! The table in which a database keeps which migrations it has seen: sqlx's own, to the letter.

use crate::engine::{Connection, Row};
use crate::error::Fault;
use crate::model::{ObjectId, Schema};

use super::files::Migration;

/// The history's table. It is dbtool's own: whoever reads a database leaves it out.
pub const HISTORY_TABLE: &str = "_sqlx_migrations";

/// The time that dbtool notes on a row, together with `success = false`, before it runs a way down
/// that cannot be in a transaction: it tells such a row from that of a way up.
pub(super) const REVERTING: i64 = -2;

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
    /// How long it took in nanoseconds; -1 where nobody knows, and [`REVERTING`].
    pub execution_time: i64,
}

/// The history of a database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// The table's qualified name as SQL; none where the database has no history yet.
    table: Option<String>,
    /// Its rows by version.
    pub applied: Vec<Applied>,
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
        for row in &mut applied {
            row.installed_on = connection.ledger().time(&row.installed_on);
        }
        // A cluster gives its rows in the order of their hashes.
        applied.sort_by_key(|row| row.version);
        Ok(Self { table: Some(table), applied })
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
        let ledger = connection.ledger();
        let sql = format!(
            "INSERT INTO {} (version, description, success, checksum, execution_time) VALUES ({}, {}, {success}, {}, -1)",
            self.table(),
            migration.version,
            ledger.literal(&migration.description),
            ledger.bytes(&hex(&migration.up.checksum)),
        );
        connection.execute(&sql).await
    }

    /// Marks a migration that was begun as run, and one that was to be undone as run again.
    ///
    /// # Errors
    /// The server's.
    pub(super) async fn finish(&self, connection: &mut Connection, version: i64) -> Result<(), Fault> {
        self.update(connection, version, "success = true, execution_time = -1").await
    }

    /// Marks a migration as about to be undone outside of a transaction.
    ///
    /// # Errors
    /// The server's.
    pub(super) async fn reverting(&self, connection: &mut Connection, version: i64) -> Result<(), Fault> {
        self.update(connection, version, &format!("success = false, execution_time = {REVERTING}")).await
    }

    /// Marks a migration as begun and not ended, `note` saying how far it came.
    ///
    /// # Errors
    /// The server's.
    pub(super) async fn unfinished(&self, connection: &mut Connection, version: i64, note: i64) -> Result<(), Fault> {
        self.update(connection, version, &format!("success = false, execution_time = {note}")).await
    }

    /// Notes how long a migration took, in nanoseconds.
    ///
    /// # Errors
    /// The server's.
    pub(super) async fn time(&self, connection: &mut Connection, version: i64, nanoseconds: i64) -> Result<(), Fault> {
        self.update(connection, version, &format!("execution_time = {nanoseconds}")).await
    }

    async fn update(&self, connection: &mut Connection, version: i64, set: &str) -> Result<(), Fault> {
        connection.execute(&format!("UPDATE {} SET {set} WHERE version = {version}", self.table())).await
    }

    /// Forgets a migration.
    ///
    /// # Errors
    /// The server's.
    pub(super) async fn remove(&self, connection: &mut Connection, version: i64) -> Result<(), Fault> {
        connection.execute(&format!("DELETE FROM {} WHERE version = {version}", self.table())).await
    }

    /// The name as SQL. A migration may change the search_path, so what was found first stays.
    fn table(&self) -> &str {
        self.table.as_deref().unwrap_or(HISTORY_TABLE)
    }
}

/// Takes the history's table out of a schema that was read: it is dbtool's own and never drift.
pub fn leave_out(schema: &mut Schema) {
    let own = |id: &ObjectId| id.root().kind.holds_data() && *id.root().name == *HISTORY_TABLE;
    schema.objects.retain(|id, _| !own(id));
    schema.sheets.retain(|sheet| !own(&sheet.id));
    schema.descriptions.retain(|description| !own(&description.id));
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
fn unhex(text: &str) -> Option<Vec<u8>> {
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
