//! What a statement took as it ran.

use super::{Hazard, Lock};

/// What a statement took on a scratch server, as that says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// The locks on relations that were there before it.
    pub locks: Vec<Lock>,
    /// The same statement with words by which a server refuses it where it would take more; none where the
    /// server has no such words, or did not take them.
    pub asserted: Option<String>,
    /// What it costs who uses the table meanwhile, to be compared with others of the same server: 0 for next to
    /// nothing.
    pub price: u8,
    /// The dangers that follow.
    pub hazards: Vec<Hazard>,
}

impl Taken {
    /// One of which only the locks are known.
    pub fn locking(locks: Vec<Lock>) -> Self {
        Self { locks, ..Self::default() }
    }

    /// Whether anyone had to wait for it: `NONE` is MySQL's word for a lock that keeps nobody waiting.
    pub fn blocks(&self) -> bool {
        self.locks.iter().any(|lock| lock.mode != "NONE")
    }

    /// Whether rows were written anew.
    pub fn rewrites(&self) -> bool {
        self.locks.iter().any(|lock| lock.rewritten)
    }
}
