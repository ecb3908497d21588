use serde::{Deserialize, Serialize};

use super::Entity;

/// An enumerated type of its own (PostgreSQL's `CREATE TYPE … AS ENUM`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enum {
    /// Its labels in their order of sorting.
    pub labels: Vec<String>,
}

impl Entity for Enum {}
