//! Ctrl-C and SIGTERM: a command stops at once, unless it asked to stop tidily.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::watch;

use crate::engine::Canceller;
use crate::error::Fault;
use crate::migrate::Stop;

/// Tells of the signals that came.
#[derive(Clone, Debug)]
pub struct Interrupt {
    count: watch::Receiver<usize>,
    holds: Arc<AtomicUsize>,
    stop: Stop,
}

/// While it lives, the first signal does not stop the command: whoever holds it stops by itself.
#[derive(Debug)]
pub struct Hold(Arc<AtomicUsize>);

impl Drop for Hold {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Interrupt {
    /// Begins to listen, within a runtime.
    ///
    /// # Errors
    /// When the system gives no signals.
    pub fn listen() -> Result<Self, Fault> {
        let (sender, count) = watch::channel(0);
        let stop = Stop::default();
        let asked = stop.clone();
        let mut signals =
            Signals::new().map_err(|error| Fault::new("cannot listen for Ctrl-C").detail(error.to_string()))?;
        tokio::spawn(async move {
            while signals.next().await {
                asked.ask();
                sender.send_modify(|count| *count += 1);
            }
            // Without signals nothing will come; the channel stays open for those who wait on it.
            std::future::pending::<()>().await;
        });
        Ok(Self { count, holds: Arc::default(), stop })
    }

    /// Hears no signals: they are the affair of the program that this is a part of.
    pub fn deaf() -> Self {
        let (_, count) = watch::channel(0);
        Self { count, holds: Arc::default(), stop: Stop::default() }
    }

    /// Takes the first signal upon itself.
    #[must_use]
    pub fn hold(&self) -> Hold {
        self.holds.fetch_add(1, Ordering::SeqCst);
        Hold(Arc::clone(&self.holds))
    }

    /// By which runs of migrations are asked to stop once a signal came.
    pub fn stop(&self) -> Stop {
        self.stop.clone()
    }

    /// Returns once a signal came.
    pub async fn requested(&self) {
        self.reaches(1).await;
    }

    /// Whether a signal came.
    pub fn came(&self) -> bool {
        *self.count.borrow() > 0
    }

    /// Returns once a signal came that nobody heeds: the first without a hold, the second always.
    pub async fn unheeded(&self) {
        self.reaches(1).await;
        if self.holds.load(Ordering::SeqCst) > 0 {
            self.reaches(2).await;
        }
    }

    /// Does work on a session; a signal has the server stop what it runs there, so that the work
    /// ends by itself and tidies up. `None` where it did not end in good time: its session is cut.
    pub async fn stop_tidily<T>(&self, cancel: &Canceller, work: impl Future<Output = T>) -> Option<T> {
        /// How often the server is told, and how long each time is waited for an end.
        const TRIES: u32 = 15;
        const PAUSE: Duration = Duration::from_millis(200);
        let _hold = self.hold();
        tokio::pin!(work);
        tokio::select! {
            biased;
            ended = &mut work => return Some(ended),
            () = self.requested() => {}
        }
        for _ in 0..TRIES {
            // Where the server cannot be told, the session is cut in the end.
            let _ = cancel.cancel().await;
            if let Ok(ended) = tokio::time::timeout(PAUSE, &mut work).await {
                return Some(ended);
            }
        }
        None
    }

    async fn reaches(&self, wanted: usize) {
        let mut count = self.count.clone();
        if count.wait_for(|count| *count >= wanted).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
    hang_up: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }

    async fn next(&mut self) -> bool {
        tokio::select! {
            signal = self.interrupt.recv() => signal.is_some(),
            signal = self.terminate.recv() => signal.is_some(),
            signal = self.hang_up.recv() => signal.is_some(),
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) -> bool {
        tokio::signal::ctrl_c().await.is_ok()
    }
}
