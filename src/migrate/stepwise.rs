//! Migrations on a server that cannot undo what a statement did to the schema: each statement is noted
//! in the history once it is done, so that a run that was killed or refused goes on where it was.
//!
//! The note is the time of a row that has not succeeded: one number counts down from [`UP`] on the way
//! up, from [`DOWN`] on the way back. sqlx takes such a row for a migration that has failed.

use serde_json::Value;

use crate::error::Fault;

use super::failure;
use super::files::{Migration, Script};
use super::runner::{Direction, Runner, unrecorded};
use crate::engine::Failed;

/// The time of a way up of which no statement is done.
const UP: i64 = -1_000;

/// The same of a way back.
pub(super) const DOWN: i64 = -1_000_000_000;

/// Which way an unfinished row speaks of, and how many statements of it are done. A row that sqlx
/// left says nothing of either: it is a way up, from its beginning.
pub(super) fn progress(execution_time: i64) -> (Direction, usize) {
    if execution_time <= DOWN {
        (Direction::Down, usize::try_from(DOWN.saturating_sub(execution_time)).unwrap_or_default())
    } else {
        (Direction::Up, usize::try_from(UP.saturating_sub(execution_time)).unwrap_or_default())
    }
}

/// Whether an unfinished row is of a way back that was noted step by step.
pub(super) fn is_back(execution_time: i64) -> bool {
    execution_time <= DOWN
}

fn note(direction: Direction, done: usize) -> i64 {
    let start = if direction == Direction::Down { DOWN } else { UP };
    start - i64::try_from(done).unwrap_or_default()
}

impl Runner<'_> {
    /// Runs the statement of that number in a script, again where it waited for a lock in vain: it has done nothing
    /// then. One that is joined with its note begins a transaction, which is left open where it is done.
    pub(super) async fn statement(
        &mut self,
        migration: &Migration,
        script: &Script,
        index: usize,
        statement: &str,
        joined: bool,
    ) -> Result<Result<(), Failed>, Fault> {
        let mut attempt = 0;
        loop {
            if joined {
                self.connection.execute("START TRANSACTION").await?;
            }
            let Err(failed) = self.script(statement).await else { return Ok(Ok(())) };
            if joined {
                // Where the session is cut, the server does it.
                let _ = self.connection.execute("ROLLBACK").await;
            }
            let failed = Failed { done: index, ..failed };
            let fault = self.fault(migration, script, &failed);
            if !self.is_tried_again(&fault, attempt).await {
                return Ok(Err(failed));
            }
            attempt += 1;
        }
    }

    /// Runs a migration from its beginning.
    pub(super) async fn begin_steps(
        &mut self,
        migration: &Migration,
        script: &Script,
        direction: Direction,
    ) -> Result<(), Fault> {
        self.mark(migration, direction).await?;
        if direction == Direction::Up {
            let inserted = self.history.insert(self.connection, migration, false).await;
            inserted.map_err(|fault| unrecorded(migration, fault))?;
        }
        self.steps(migration, script, direction, 0, false).await
    }

    /// Runs the statements of a migration from one on. `again` says that a run before may have done
    /// that one and not come to note it; where notes are lost, those after it too, until one turns out not to be done.
    pub(super) async fn steps(
        &mut self,
        migration: &Migration,
        script: &Script,
        direction: Direction,
        from: usize,
        mut again: bool,
    ) -> Result<(), Fault> {
        let ledger = self.connection.ledger();
        let spans = failure::spans(&script.sql, ledger);
        self.limit(script).await?;
        self.ui.detail(&script.sql);
        self.mark(migration, direction).await?;
        self.note(migration, direction, from).await?;
        // What statements that are done have set was their session's, and is gone with it.
        for span in spans.iter().take(from) {
            let statement = script.sql.get(span.clone()).unwrap_or_default();
            if ledger.is_setting(statement) {
                self.connection.execute(statement).await?;
            }
        }
        for (index, span) in spans.iter().enumerate().skip(from) {
            self.settings.stop.before(&format!("statement {} of migration {}", index + 1, migration.title()))?;
            super::lock::verify(self.connection).await?;
            let statement = script.sql.get(span.clone()).unwrap_or_default();
            // What changes rows and the note that it did are one, so that it is never done twice.
            let joined = ledger.joins_its_note(&script.sql, statement);
            let ran = self.statement(migration, script, index, statement, joined).await?;
            if let Err(failed) = &ran
                && !(again && failure::is_repeated(failed, ledger))
            {
                return Err(self.stopped(migration, script, direction, failed).await);
            }
            again = again && ledger.lost_notes(statement).is_some_and(|fails_again| ran.is_err() || !fails_again);
            self.note(migration, direction, index + 1).await?;
            if joined {
                self.connection.execute("COMMIT").await.map_err(|fault| unrecorded(migration, fault))?;
            }
            let fields = [
                ("event", Value::from("statement")),
                ("database", Value::from(self.connection.database())),
                ("version", Value::from(migration.version)),
                ("statement", Value::from(index + 1)),
                ("of", Value::from(spans.len())),
            ];
            self.ui.event(&format!("statement {} of {}", index + 1, spans.len()), &fields);
        }
        self.wind_up(migration, script, direction).await
    }

    /// What failed, with what is done; where nothing is, the history forgets it.
    pub(super) async fn stopped(
        &mut self,
        migration: &Migration,
        script: &Script,
        direction: Direction,
        failed: &Failed,
    ) -> Fault {
        let ledger = self.connection.ledger();
        let fault = self.fault(migration, script, failed);
        if failed.done == 0 && failure::is_answer(failed, ledger) {
            if let Err(left) = self.withdraw(migration, direction).await {
                self.ui.alert(&format!("warning: cannot clear up after it: {left}"));
            }
            return fault;
        }
        let detail = fault.detail.clone().unwrap_or_default();
        let done = format!("{detail}\nthe first {} statements of this file are done, and noted", failed.done);
        let fault = fault.detail(done.trim().to_owned());
        if fault.hint.is_some() {
            return fault;
        }
        fault.hint("mend what it says and run this again: it goes on at this statement")
    }

    /// Marks in the schema what is begun, where notes may be lost.
    async fn mark(&mut self, migration: &Migration, direction: Direction) -> Result<(), Fault> {
        self.history.mark(self.connection, migration, direction).await
    }

    async fn note(&mut self, migration: &Migration, direction: Direction, done: usize) -> Result<(), Fault> {
        let noted = self.history.unfinished(self.connection, migration.version, note(direction, done)).await;
        noted.map_err(|fault| unrecorded(migration, fault))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_read_back() {
        for (direction, done) in [(Direction::Up, 0), (Direction::Up, 7), (Direction::Down, 0), (Direction::Down, 9)] {
            assert!(progress(note(direction, done)) == (direction, done));
        }
        assert!(progress(-1) == (Direction::Up, 0));
        // What others write is nobody's to rely on.
        assert!(progress(i64::MAX) == (Direction::Up, 0) && progress(i64::MIN).0 == Direction::Down);
    }
}
