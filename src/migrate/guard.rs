//! A run whose session is lost without anyone saying so ends all the same: a second session looks at intervals
//! whether the server still has the first one, and whether it answers at all.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::engine::{Connection, Ledger};
use crate::error::{Cause, Fault};
use crate::ui::Ui;

use super::patience::text;

/// For how long a server may be silent where a run does not say otherwise.
const SILENCE: Duration = Duration::from_secs(60);

/// What both sides of a lost connection are told to do.
const HINT: &str = "look at the network between here and the server, and run it again: it finds what was done and goes \
                    on from there";

/// Whether a run rests, so that its session has nothing to do.
#[derive(Debug, Default)]
pub(super) struct Rest(AtomicBool);

impl Rest {
    /// Waits without anything to do for the server.
    pub(super) async fn sleep(&self, pause: Duration) {
        self.0.store(true, Ordering::SeqCst);
        tokio::time::sleep(pause).await;
        self.0.store(false, Ordering::SeqCst);
    }
}

/// What a look from outside finds.
enum Found {
    /// The session is there; for so long it has been waiting for its client.
    Idle(Duration),
    /// The server has no such session.
    Gone,
    /// The server tells nothing of it.
    Closed,
    /// It does not answer.
    Silent(String),
}

/// Looks after a run.
pub(super) struct Guard<'a> {
    url: &'a str,
    /// What the server calls the run's session.
    session: String,
    /// What tells it from one of that name on another server.
    identity: String,
    ledger: &'static dyn Ledger,
    ui: &'a Ui,
    rest: &'a Rest,
    silence: Duration,
    /// What was found, once it has been acted upon.
    verdict: Mutex<Option<Fault>>,
}

impl<'a> Guard<'a> {
    /// Nothing where the server has no name for its sessions, or no other can be opened.
    pub(super) async fn of(
        connection: &mut Connection,
        url: Option<&'a str>,
        silence: Option<Duration>,
        rest: &'a Rest,
        ui: &'a Ui,
    ) -> Result<Option<Self>, Fault> {
        let ledger = connection.ledger();
        let (Some(url), Some(name), Some(identity)) = (url, ledger.session_id(), ledger.identity()) else {
            return Ok(None);
        };
        let (session, identity) = (text(connection, name).await?, text(connection, identity).await?);
        Ok(Some(Self {
            url,
            session,
            identity,
            ledger,
            ui,
            rest,
            silence: silence.unwrap_or(SILENCE),
            verdict: Mutex::default(),
        }))
    }

    /// Does the work, to its end or to that of its session.
    ///
    /// # Errors
    /// That of the work; that the server has lost the session, or does not answer.
    pub(super) async fn over<T>(
        guard: Option<Self>,
        // On the heap: a run is a large future, and those who await it are many deep.
        mut work: Pin<Box<impl Future<Output = Result<T, Fault>>>>,
    ) -> Result<T, Fault> {
        let Some(guard) = guard else { return work.await };
        tokio::select! {
            biased;
            // A session that was ended from here says less of it than is known.
            ended = &mut work => ended.map_err(|fault| guard.found().take().unwrap_or(fault)),
            fault = guard.watch() => Err(fault),
        }
    }

    fn found(&self) -> std::sync::MutexGuard<'_, Option<Fault>> {
        self.verdict.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends when nothing is to be hoped for.
    async fn watch(&self) -> Fault {
        let silence = self.silence;
        // Often enough to end in time, and no burden: what is short is never looked at.
        let pause = silence / 12;
        let (mut other, mut since, mut gone, mut told) = (None, None::<Instant>, 0, false);
        // By the clock of this machine, which may have been asleep.
        let mut idle_since = None::<Instant>;
        loop {
            tokio::time::sleep(pause).await;
            let found = tokio::time::timeout(silence / 4, self.look(&mut other)).await;
            let found = found.unwrap_or_else(|_| Found::Silent("no answer in time".to_owned()));
            let (is_well, why) = match &found {
                Found::Closed => (true, String::new()),
                Found::Idle(idle) if self.rest.0.load(Ordering::SeqCst) || *idle < pause * 2 => {
                    idle_since = None;
                    (true, String::new())
                }
                Found::Idle(_) if idle_since.get_or_insert_with(Instant::now).elapsed() < silence => {
                    (true, String::new())
                }
                Found::Idle(idle) => {
                    let waits = format!("the server has waited for this session for {} s", idle.as_secs());
                    let lost = Fault::new("the connection with the server is lost").detail(waits).hint(HINT);
                    *self.found() = Some(lost.clone());
                    if let Some((other, _)) = &mut other {
                        // The next run must not wait for the lock of this one.
                        let _ = other.rows(&self.ledger.terminate(&self.session)).await;
                    }
                    return lost;
                }
                Found::Gone => {
                    gone += 1;
                    // Once more, for its last answer may be on its way.
                    if gone > 1 {
                        return Fault::new("the server has ended this session")
                            .detail("its last answer did not come")
                            .hint(HINT);
                    }
                    (true, String::new())
                }
                Found::Silent(why) => (false, why.clone()),
            };
            if is_well {
                (since, told) = (None, false);
                continue;
            }
            other = None;
            let begun = *since.get_or_insert_with(Instant::now);
            if begun.elapsed() >= silence {
                return Fault::new(format!("the server has not answered for {} s", begun.elapsed().as_secs()))
                    .detail(why)
                    .hint(HINT);
            }
            if !told && begun.elapsed() >= silence / 4 {
                self.ui.note(&format!("the server does not answer; waiting for {} s", silence.as_secs()));
                told = true;
            }
        }
    }

    async fn look(&self, other: &mut Option<(Connection, bool)>) -> Found {
        if other.is_none() {
            match Connection::open(self.url).await {
                Ok(opened) => *other = Some((opened, false)),
                Err(fault) if fault.cause == Some(Cause::Unreached) => {
                    return Found::Silent(fault.detail.unwrap_or(fault.message));
                }
                Err(_) => return Found::Closed,
            }
        }
        let Some((session, seen)) = other else { return Found::Closed };
        match session.rows(&self.ledger.liveness(&self.session, &self.identity)).await {
            Ok(rows) => match rows.first() {
                Some(row) => {
                    *seen = true;
                    Found::Idle(Duration::from_secs(row.text(0).and_then(|text| text.parse().ok()).unwrap_or_default()))
                }
                // Behind a balancer it may be another server that answers: it never had the session.
                None if *seen => Found::Gone,
                None => Found::Closed,
            },
            Err(fault) => {
                // It may be this session alone that is lost: the next look opens another.
                *other = None;
                Found::Silent(fault.message)
            }
        }
    }
}
