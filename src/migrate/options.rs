//! What a run takes and what it gives.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::error::{Cause, Fault};

/// What every run takes.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// How long a statement waits for a lock that others hold; as the server is set where `None`.
    pub lock_timeout: Option<Duration>,
    /// How long a statement may take; as the server is set where `None`.
    pub statement_timeout: Option<Duration>,
    /// How often a migration that waited for a lock in vain is tried again.
    pub retries: u32,
    /// How long to wait for another runner to be done; for as long as it takes where `None`.
    pub wait: Option<Duration>,
    /// For how long the server may be silent, or wait for its client, before the run ends; a minute where `None`.
    pub silence: Option<Duration>,
    /// Whether the run is to stop at the next place where nothing is half done.
    pub stop: Stop,
}

/// By which a run is asked to stop.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Asks every run that has this value.
    pub fn ask(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// Fails where that was asked for.
    pub(super) fn before(&self, next: &str) -> Result<(), Fault> {
        if self.0.load(Ordering::SeqCst) {
            let fault = Fault::new(format!("stopped, as it was asked to, before {next}")).of(Cause::Stopped);
            return Err(fault.hint("run this again: it goes on there"));
        }
        Ok(())
    }
}

/// How to go up.
#[derive(Clone, Debug, Default)]
pub struct UpOptions {
    /// The last version to run; all where `None`.
    pub to: Option<i64>,
    /// Only say what would be run.
    pub dry_run: bool,
    /// Run what is pending although a later one has run.
    pub allow_out_of_order: bool,
    /// What every run takes.
    pub settings: Settings,
}

/// How far to go down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Down {
    /// So many migrations, the last first.
    Steps(usize),
    /// Until this version is the last; 0 undoes everything.
    To(i64),
}

/// How to go down.
#[derive(Clone, Debug)]
pub struct DownOptions {
    /// How far.
    pub how: Down,
    /// Undo those too that never ran here, since the database had what they make.
    pub marked: bool,
    /// Only say what would be run.
    pub dry_run: bool,
    /// What every run takes.
    pub settings: Settings,
}

/// A migration that was run, or would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ran {
    /// Its version.
    pub version: i64,
    /// Its name with spaces.
    pub description: String,
    /// The file.
    pub path: PathBuf,
    /// The file's text.
    pub sql: String,
    /// Whether it runs in a transaction.
    pub transactional: bool,
    /// How long it took; none where it was not run.
    pub elapsed: Option<Duration>,
}

/// What a run did, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The migrations.
    pub ran: Vec<Ran>,
    /// Whether nothing was run in truth.
    pub dry_run: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_that_stops_as_asked_is_known_by_its_cause_and_not_by_its_words() {
        let stop = Stop::default();
        assert_eq!(stop.before("migration 1"), Ok(()));
        stop.ask();
        let stopped = stop.before("migration 1").unwrap_err();
        assert_eq!(stopped.cause, Some(Cause::Stopped));
        // A server may say the same, and those who tell more of a fault keep what it is of.
        assert_eq!(Fault::new(stopped.message.clone()).cause, None);
        assert_eq!(stopped.at(None).detail("more").hint("again").cause, Some(Cause::Stopped));
    }
}
