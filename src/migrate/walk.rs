//! Migrations run one after the other on a scratch database, each beside what the server says of it:
//! the schema before and after, and what every statement locked, rewrote and read.

use std::ops::Range;
use std::sync::Arc;

use crate::engine::{Engine, Lock};
use crate::error::Fault;
use crate::model::Schema;

use super::failure;
use super::files::{Folder, Migration};
use super::replay::{Replay, Setting};

/// A migration with what the server says of it.
#[derive(Clone, Debug)]
pub struct Walked {
    /// Whose migration it is.
    pub engine: Engine,
    /// The migration.
    pub migration: Migration,
    /// The database before it.
    pub before: Arc<Schema>,
    /// The database after it; as before where it fails.
    pub after: Arc<Schema>,
    /// Its statements, in order.
    pub statements: Vec<Statement>,
    /// Why it does not run.
    pub failed: Option<Fault>,
}

/// A statement of a migration.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Where it stands in the file, in bytes.
    pub range: Range<usize>,
    /// Its words, names and signs: see [`super::script::tokens`].
    pub tokens: Vec<String>,
    /// What it took of the relations that were there before it; none where the server was not asked
    /// or does not say.
    pub locks: Option<Vec<Lock>>,
}

/// Runs the migrations; gives those of the versions that are wanted. One that does not run is the
/// last, and is given whether it is wanted or not.
///
/// # Errors
/// When no scratch database is to be had.
pub async fn walk(
    setting: Setting<'_>,
    folder: &Folder,
    wanted: &(dyn Fn(i64) -> bool + Sync),
) -> Result<Vec<Walked>, Fault> {
    let mut replay = Replay::open(&setting).await?;
    let mut walked: Vec<Walked> = Vec::new();
    let mut state: Option<Arc<Schema>> = None;
    for migration in &folder.migrations {
        let chosen = wanted(migration.version);
        let before = match state.take().filter(|_| chosen) {
            Some(state) => state,
            None if chosen => Arc::new(replay.read(&setting).await?),
            None => Arc::new(Schema::default()),
        };
        let statements = if chosen { measured(&setting, &mut replay, migration).await? } else { Vec::new() };
        let failed = replay.up(folder, Some(migration.version)).await.err();
        let stop = failed.is_some();
        if chosen || stop {
            let after = if stop { Arc::clone(&before) } else { Arc::new(replay.read(&setting).await?) };
            state = Some(Arc::clone(&after));
            let engine = replay.connection.engine();
            walked.push(Walked { engine, migration: migration.clone(), before, after, statements, failed });
        }
        if stop {
            break;
        }
    }
    replay.close().await?;
    Ok(walked)
}

/// The statements, each run on a copy in a transaction of its own. After one that fails the others
/// are not run: the migration as a whole says why.
async fn measured(setting: &Setting<'_>, replay: &mut Replay, migration: &Migration) -> Result<Vec<Statement>, Fault> {
    let sql = &migration.up.sql;
    let ledger = replay.connection.ledger();
    // What would leave the scratch database is not tried: the run itself refuses it.
    let mut going = replay.connection.confine(sql).is_ok();
    let mut copy = replay.copy(setting.scratch).await?;
    let mut found = Vec::new();
    for range in failure::spans(sql, ledger) {
        let text = sql.get(range.clone()).unwrap_or_default();
        let tokens = failure::words(text, ledger);
        let mut locks = None;
        if going && !controls_transaction(&tokens) {
            match copy.connection.measure(text).await {
                Ok(taken) => locks = taken.map(|taken| taken.locks),
                Err(_) => going = false,
            }
        }
        found.push(Statement { range, tokens, locks });
    }
    copy.close().await?;
    Ok(found)
}

/// Whether a statement begins or ends a transaction.
pub fn controls_transaction(tokens: &[String]) -> bool {
    let word = |at: usize| tokens.get(at).map(String::as_str);
    match word(0) {
        Some("begin" | "commit" | "rollback" | "end" | "abort" | "savepoint" | "release") => true,
        Some("start") => word(1) == Some("transaction"),
        _ => false,
    }
}
