//! One runner at a time: the advisory lock that sqlx takes, so that an application which migrates
//! on its start and dbtool wait for each other.

use std::time::{Duration, Instant};

use sqlx::Row as _;

use crate::engine::postgres::connection::Connection;
use crate::error::Fault;
use crate::ui::Ui;

/// How long to sleep between two tries, at first and at most.
const PAUSES: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(1));

/// How long to wait before a person is told what for.
const PATIENCE: Duration = Duration::from_millis(400);

/// The key of the lock on a database, by sqlx's recipe (`sqlx-postgres/src/migrate.rs`).
pub fn key(database: &str) -> i64 {
    const CRC: crc::Crc<u32> = crc::Crc::<u32>::new(&crc::CRC_32_ISO_HDLC);
    0x3d32_ad9e * i64::from(CRC.checksum(database.as_bytes()))
}

/// Takes the lock, waiting for at most `wait`; for as long as it takes where that is `None`. The
/// lock is the session's: it ends with [`release`] or when the session is gone, however that comes.
///
/// It is tried again and again instead of queued for: a session that waits inside a statement holds
/// a snapshot, for which the `CREATE INDEX CONCURRENTLY` of the runner that holds the lock would
/// wait in turn.
///
/// # Errors
/// When the time is up, with who holds the lock; and the server's.
pub async fn acquire(connection: &mut Connection, wait: Option<Duration>, ui: &Ui) -> Result<(), Fault> {
    let key = key(connection.database());
    let start = Instant::now();
    let (mut pause, longest) = PAUSES;
    let mut told = None;
    loop {
        let rows = connection.rows(&format!("SELECT pg_catalog.pg_try_advisory_lock({key})")).await?;
        if rows.first().is_some_and(|row| row.try_get::<bool, _>(0).unwrap_or(false)) {
            return Ok(());
        }
        let waited = start.elapsed();
        if let Some(wait) = wait.filter(|wait| waited >= *wait) {
            let holder = holder(connection, key).await?.unwrap_or_else(|| "unknown".to_owned());
            return Err(Fault::new("another runner is migrating this database")
                .detail(format!("waited {} ms; the lock is held by {holder}", wait.as_millis()))
                .hint("try again when it is done, or wait longer; `SELECT pg_terminate_backend(PID)` ends a runner that hangs"));
        }
        if waited >= PATIENCE
            && let Some(holder) = holder(connection, key).await?
            && told.as_ref() != Some(&holder)
        {
            ui.note(&format!("waiting for another runner on {}: {holder}", connection.database()));
            told = Some(holder);
        }
        let left = wait.map_or(pause, |wait| pause.min(wait.saturating_sub(waited)));
        tokio::time::sleep(left).await;
        pause = (pause * 2).min(longest);
    }
}

/// Gives the lock back.
///
/// # Errors
/// The server's.
pub async fn release(connection: &mut Connection) -> Result<(), Fault> {
    let key = key(connection.database());
    connection.rows(&format!("SELECT pg_catalog.pg_advisory_unlock({key})")).await.map(|_| ())
}

/// Fails unless this very session holds the lock: a pooler, or a script that unlocks everything,
/// may have lost it.
///
/// # Errors
/// When it does not, and the server's.
pub(super) async fn verify(connection: &mut Connection) -> Result<(), Fault> {
    let rows = connection.rows(&select(key(connection.database()), "l.pid = pg_catalog.pg_backend_pid()")).await?;
    if rows.is_empty() {
        return Err(Fault::new("the lock that keeps other runners away was lost").hint(
            "a pooler in transaction mode cannot hold it: connect to the server itself; \
             and no migration may call pg_advisory_unlock_all or DISCARD ALL",
        ));
    }
    Ok(())
}

/// Who holds the lock: pid, user, program and how long its session has been in this state.
async fn holder(connection: &mut Connection, key: i64) -> Result<Option<String>, Fault> {
    let rows = connection.rows(&select(key, "true")).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let text = |index: usize| row.try_get::<Option<String>, _>(index).ok().flatten().unwrap_or_default();
    let program = Some(text(2)).filter(|name| !name.is_empty()).map(|name| format!(", {name}")).unwrap_or_default();
    Ok(Some(format!("pid {} (user {}{program}, connected since {} UTC)", text(0), text(1), text(3))))
}

/// A key of 64 bits shows as two halves, and as subject 1, in `pg_locks`.
fn select(key: i64, condition: &str) -> String {
    format!(
        "SELECT l.pid::text, a.usename::text, a.application_name, \
         to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') \
         FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid \
         WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 \
         AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()) \
         AND l.classid = {}::oid AND l.objid = {}::oid AND {condition}",
        (key >> 32) & 0xffff_ffff,
        key & 0xffff_ffff,
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_key_is_sqlx_s() {
        // CRC-32 of "123456789" is the well-known check value 0xCBF43926.
        assert_eq!(super::key("123456789"), 0x3d32_ad9e * 0xcbf4_3926_i64);
    }
}
