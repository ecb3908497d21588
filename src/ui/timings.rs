//! How long the phases of a command take, for `--timings`: what is worth making faster.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::Ui;

static WANTED: AtomicBool = AtomicBool::new(false);
static TAKEN: Mutex<Vec<(&str, Duration)>> = Mutex::new(Vec::new());

/// From now on phases are timed.
pub fn want() {
    WANTED.store(true, Ordering::Relaxed);
}

/// A phase that ends with this value. Of several databases at once each adds its own time.
#[derive(Debug)]
#[must_use = "a phase ends where it is dropped"]
pub struct Phase {
    name: &'static str,
    start: Option<Instant>,
}

/// Begins a phase.
pub fn phase(name: &'static str) -> Phase {
    Phase { name, start: WANTED.load(Ordering::Relaxed).then(Instant::now) }
}

impl Drop for Phase {
    fn drop(&mut self) {
        let Some(start) = self.start else { return };
        let mut taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
        match taken.iter_mut().find(|(name, _)| *name == self.name) {
            Some((_, all)) => *all += start.elapsed(),
            None => taken.push((self.name, start.elapsed())),
        }
    }
}

/// Tells each phase, in the order in which they ended first, and the whole, which is less than their sum where
/// some run at once.
pub fn tell(ui: &Ui, whole: Duration) {
    let taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let rest = whole.saturating_sub(taken.iter().map(|(_, taken)| *taken).sum());
    for (name, taken) in taken.into_iter().chain([("all else", rest), ("total", whole)]) {
        let millis = u64::try_from(taken.as_millis()).unwrap_or(u64::MAX);
        let fields =
            [("event", Value::from("timing")), ("phase", Value::from(name)), ("elapsed_ms", Value::from(millis))];
        ui.step(&format!("{name:<16}{:>10.1} ms", taken.as_secs_f64() * 1000.0), &fields);
    }
}
