//! What is known of a database beside its objects.

use serde::{Deserialize, Serialize};

/// What a catalog holds and no code models. It is reported, never passed over in silence.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Unmodelled {
    /// What it is, in the server's words.
    pub kind: String,
    /// Its name, as the server prints it.
    pub name: String,
}

/// What of Citus there is on a server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citus {
    /// Whether the extension can be had, or is there.
    pub available: bool,
    /// Whether it is there and keeps count of tables.
    pub installed: bool,
    /// Whether its access method `columnar` is there.
    pub columnar: bool,
    /// Whether it knows of workers and not of the coordinator, which then takes no tables of its own.
    #[serde(default)]
    pub workers_alone: bool,
}
