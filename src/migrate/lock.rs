//! One runner at a time: the advisory lock that sqlx takes, so that an application which migrates
//! on its start and dbtool wait for each other.

use std::time::{Duration, Instant};

use crate::engine::Connection;
use crate::error::Fault;
use crate::ui::Ui;

/// How long to sleep between two tries, at first and at most.
const PAUSES: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(1));

/// How long to wait before a person is told what for.
const PATIENCE: Duration = Duration::from_millis(400);

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
    connection.prepare_ledger().await?;
    let (ledger, database) = (connection.ledger(), connection.database().to_owned());
    let start = Instant::now();
    let (mut pause, longest) = PAUSES;
    let mut told = None;
    loop {
        let rows = connection.rows(&ledger.try_lock(&database, connection.token())).await?;
        if rows.first().is_some_and(|row| row.is_true(0)) {
            return Ok(());
        }
        let waited = start.elapsed();
        if let Some(wait) = wait.filter(|wait| waited >= *wait) {
            let holder = holder(connection).await?.unwrap_or_else(|| "unknown".to_owned());
            return Err(Fault::new("another runner is migrating this database")
                .detail(format!("waited {} ms; the lock is held by {holder}", wait.as_millis()))
                .hint(format!("try again when it is done, or wait longer; {}", ledger.end_session())));
        }
        if waited >= PATIENCE
            && let Some(holder) = holder(connection).await?
            && told.as_ref() != Some(&holder)
        {
            ui.note(&format!("waiting for another runner on {database}: {holder}"));
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
    let unlock = connection.ledger().unlock(connection.database(), connection.token());
    connection.rows(&unlock).await.map(|_| ())
}

/// Fails unless this very session holds the lock: a pooler, or a script that unlocks everything,
/// may have lost it.
///
/// # Errors
/// When it does not, and the server's.
pub(super) async fn verify(connection: &mut Connection) -> Result<(), Fault> {
    let ledger = connection.ledger();
    let own = ledger.own_lock(connection.database(), connection.token());
    if connection.rows(&own).await?.first().is_none_or(|row| row.text(0) == Some("false")) {
        return Err(Fault::new("the lock that keeps other runners away was lost").hint(ledger.lost_lock()));
    }
    Ok(())
}

/// Who holds the lock, in words.
async fn holder(connection: &mut Connection) -> Result<Option<String>, Fault> {
    let ask = connection.ledger().lock_holder(connection.database());
    let rows = connection.rows(&ask).await?;
    Ok(rows.first().and_then(|row| row.text(0)).map(str::to_owned))
}
