//! Scripts that run before and after a migration, named at its head:
//! `-- dbtool: before=hooks/pause_jobs.sql, after=hooks/resume_jobs.sql`, each a path from the migration's
//! own folder. They are no part of its checksum, and for sqlx they are not there.
//!
//! Where both can be, a hook is in the migration's transaction. Otherwise it runs by itself: what comes before,
//! before the migration is begun; what comes after, once the migration is done and noted so. A run that is
//! killed meanwhile runs it again.

use std::path::Path;

use crate::error::Fault;

use super::failure;
use super::files::{self, Migration, Script};
use super::header::{Head, head};
use super::runner::{Direction, Runner, unrecorded};

/// The time of a row whose migration is done on its way up, but for what comes after it.
const AFTER: i64 = -3;

/// The same of a way back.
const AFTER_BACK: i64 = -4;

/// The scripts around another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hooks {
    /// What runs before it.
    pub before: Option<Box<Script>>,
    /// What runs after it.
    pub after: Option<Box<Script>>,
}

/// The way whose hook alone is left to run, by the time of an unfinished row.
pub(super) fn left(execution_time: i64) -> Option<Direction> {
    match execution_time {
        AFTER => Some(Direction::Up),
        AFTER_BACK => Some(Direction::Down),
        _ => None,
    }
}

/// Reads the hooks that a file names at its head.
///
/// # Errors
/// When the head is wrong, or a hook cannot be read or has a head of its own.
pub(super) fn read(script: &Script) -> Result<Hooks, Fault> {
    let Head { before, after, .. } = head(script)?;
    let folder = script.path.parent().unwrap_or_else(|| Path::new(""));
    let hook = |(name, place)| {
        let hook = files::load(&folder.join(&name)).map_err(|fault| {
            let detail = fault.detail.unwrap_or_default();
            Fault::new(format!("the hook `{name}` cannot be read"))
                .at(Some(place))
                .detail(format!("{}\n{detail}", fault.message).trim().to_owned())
                .hint("its path is from the migration's own folder")
        })?;
        if head(&hook)? != Head::default() {
            return Err(Fault::new("a hook has no settings at its head")
                .at(Some(hook.place(0)))
                .hint("limits stand at the head of its migration, and hold for it too"));
        }
        Ok(Box::new(hook))
    };
    Ok(Hooks { before: before.map(hook).transpose()?, after: after.map(hook).transpose()? })
}

impl Runner<'_> {
    /// Whether a hook is in its migration's transaction.
    pub(super) fn is_joined(&self, script: &Script, hook: &Script) -> bool {
        self.connection.ledger().is_transactional() && script.transactional && hook.transactional
    }

    /// Runs what comes before a migration, where it runs by itself.
    pub(super) async fn before(&mut self, migration: &Migration, script: &Script) -> Result<(), Fault> {
        let Some(hook) = script.hooks.before.as_deref().filter(|hook| !self.is_joined(script, hook)) else {
            return Ok(());
        };
        self.hook(migration, hook).await?;
        self.prepare().await?;
        self.limit(script).await
    }

    /// Notes that a migration is done, once what comes after it is; where a hook runs by itself, that alone
    /// is left then to a run that is killed.
    pub(super) async fn wind_up(
        &mut self,
        migration: &Migration,
        script: &Script,
        direction: Direction,
    ) -> Result<(), Fault> {
        if let Some(hook) = script.hooks.after.as_deref().filter(|hook| !self.is_joined(script, hook)) {
            let noted = self.history.unfinished(self.connection, migration.version, after(direction)).await;
            noted.map_err(|fault| unrecorded(migration, fault))?;
            self.prepare().await?;
            self.limit(script).await?;
            self.hook(migration, hook).await.map_err(|fault| {
                let detail = fault.detail.clone().unwrap_or_default();
                fault.detail(format!("{detail}\nthe migration itself is done, and noted").trim().to_owned())
            })?;
        }
        self.conclude(migration, direction).await
    }

    /// Runs a hook by itself, again where it waited for a lock in vain.
    async fn hook(&mut self, migration: &Migration, hook: &Script) -> Result<(), Fault> {
        super::lock::verify(self.connection).await?;
        self.ui.detail(&hook.sql);
        let ledger = self.connection.ledger();
        if !ledger.is_transactional() {
            for (index, span) in failure::spans(&hook.sql, ledger).into_iter().enumerate() {
                let statement = hook.sql.get(span).unwrap_or_default();
                if let Err(failed) = self.statement(migration, hook, index, statement, false).await? {
                    return Err(self.fault(migration, hook, &failed));
                }
            }
            return Ok(());
        }
        let mut attempt = 0;
        loop {
            if hook.transactional {
                self.connection.execute("BEGIN").await?;
            }
            let ended = self.script(&hook.sql).await;
            let end = match (&ended, hook.transactional) {
                (_, false) => Ok(()),
                (Ok(()), true) => self.connection.execute("COMMIT").await,
                // A session that is gone has rolled back already, and the first failure is what counts.
                (Err(_), true) => self.connection.execute("ROLLBACK").await.or(Ok(())),
            };
            let Err(failed) = ended else { return end };
            let fault = self.fault(migration, hook, &failed);
            if !hook.transactional || !self.is_tried_again(&fault, attempt).await {
                return Err(fault);
            }
            attempt += 1;
        }
    }
}

/// The time of a row whose hook alone is left to run.
pub(super) fn after(direction: Direction) -> i64 {
    if direction == Direction::Up { AFTER } else { AFTER_BACK }
}
