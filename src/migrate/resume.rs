//! What a run before has left unfinished is found out and seen to its end.

use crate::error::Fault;

use super::files::{Folder, Migration, Script};
use super::history::{Applied, History, REVERTING};
use super::recover::Leftover;
use super::runner::{Direction, Runner};
use super::{failure, header, hooks, lock};

impl Runner<'_> {
    /// Finishes or withdraws what a killed run left between its two notes. Gives the number of
    /// migrations that it has undone.
    pub(super) async fn resume(&mut self) -> Result<usize, Fault> {
        let unfinished: Vec<Applied> = self.history.applied.iter().filter(|it| !it.success).cloned().collect();
        for applied in &unfinished {
            self.see_through(applied).await?;
            self.prepare().await?;
        }
        if !unfinished.is_empty() {
            self.history = History::read(self.connection).await?;
        }
        let is_back = |it: &Applied| {
            it.execution_time == REVERTING
                || hooks::left(it.execution_time) == Some(Direction::Down)
                || super::stepwise::is_back(it.execution_time)
        };
        let gone = |applied: &&Applied| is_back(applied) && self.history.get(applied.version).is_none();
        Ok(unfinished.iter().filter(gone).count())
    }

    /// Finishes or withdraws one migration.
    async fn see_through(&mut self, applied: &Applied) -> Result<(), Fault> {
        let stepwise = !self.connection.ledger().is_transactional();
        if let Some(direction) = hooks::left(applied.execution_time) {
            let (migration, script) = begun(self.folder, applied, direction, true)?;
            self.ui.note(&format!("migration {} is done but for what comes after it", migration.title()));
            return self.wind_up(migration, script, direction).await;
        }
        let (direction, done) = if stepwise {
            super::stepwise::progress(applied.execution_time)
        } else if applied.execution_time == REVERTING {
            (Direction::Down, 0)
        } else {
            (Direction::Up, 0)
        };
        let (migration, script) = begun(self.folder, applied, direction, stepwise)?;
        let going_on = format!("migration {} was interrupted: going on from there", migration.title());
        if let Some(how) = header::head(script)?.backfill {
            self.ui.note(&going_on);
            return self.backfill(migration, script, direction, &how, true).await;
        }
        if stepwise {
            self.ui.note(&going_on);
            return self.steps(migration, script, direction, done, true).await;
        }
        let leftover = self.settled(&script.sql).await?;
        self.ui.note(&going_on);
        match leftover {
            Leftover::Done => self.wind_up(migration, script, direction).await,
            Leftover::Undone => self.withdraw(migration, direction).await,
            Leftover::Half | Leftover::Unknown => {
                let mut attempt = 0;
                loop {
                    match self.again(migration, script, direction).await {
                        Err(fault) if self.is_tried_again(&fault, attempt).await => attempt += 1,
                        ended => return ended,
                    }
                }
            }
        }
    }

    /// Runs a statement of which nobody knows whether it was done. A server does one statement whole
    /// or not at all, so that "it exists already" means that it was done.
    async fn again(&mut self, migration: &Migration, script: &Script, direction: Direction) -> Result<(), Fault> {
        lock::verify(self.connection).await?;
        self.limit(script).await?;
        if let Err(failed) = self.script(&script.sql).await
            && !failure::is_repeated(&failed, self.connection.ledger())
        {
            return Err(self.fault(migration, script, &failed));
        }
        self.wind_up(migration, script, direction).await
    }
}

/// The script that an unfinished row of the history speaks of.
fn begun<'a>(
    folder: &'a Folder,
    applied: &Applied,
    direction: Direction,
    stepwise: bool,
) -> Result<(&'a Migration, &'a Script), Fault> {
    let title = super::files::title(applied.version, &applied.description);
    let stuck = |message: &str| {
        Err(Fault::new(format!("migration {title} was begun and not seen to its end, and {message}")).hint(
            "restore the file as it was and run this again; or bring the database into order by hand, and then \
             `dbtool migrate repair VERSION --reason WHY` has it run anew, or with --applied counts it as done",
        ))
    };
    let Some(migration) = folder.get(applied.version) else { return stuck("its file is missing") };
    let script = match direction {
        Direction::Up => Some(&migration.up),
        Direction::Down => migration.down.as_ref(),
    };
    match script {
        None => stuck("its .down.sql is missing"),
        Some(script) if script.transactional && !stepwise => stuck("its file says that it runs in a transaction"),
        Some(_) if !migration.up.matches(&applied.checksum) => stuck("its file was changed since"),
        Some(script) => Ok((migration, script)),
    }
}
