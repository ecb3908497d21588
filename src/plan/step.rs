//! A step of a plan, with everything that is known of it as data.

use serde::{Deserialize, Serialize};

use crate::engine::{Hazard, Placeholder};
use crate::model::ObjectId;

/// What a change or a step does to its object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// Makes it.
    Create,
    /// Makes it another.
    Alter,
    /// Removes it.
    Drop,
    /// Calls it by another name.
    Rename,
}

/// Whether what a step did can be undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reversible {
    /// Fully.
    Yes,
    /// The structure comes back, rows or values do not.
    Lossy,
    /// Not at all.
    No,
}

/// One statement of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What is done.
    pub action: Action,
    /// The object that it is done to.
    pub id: ObjectId,
    /// The statement, without the semicolon at its end.
    pub sql: String,
    /// Whether it may run inside a transaction.
    pub transactional: bool,
    /// What must run before it is tried again, where a failure leaves something behind.
    pub cleanup: Option<String>,
    /// Whether it can be undone.
    pub reversible: Reversible,
    /// Its dangers.
    pub hazards: Vec<Hazard>,
    /// The locks that it takes: mode and relation.
    pub locks: Vec<String>,
    /// Whether rows or values are lost by it, so that it must be allowed by kind and name.
    pub loses: bool,
    /// The secrets for which placeholders stand in the statement.
    pub secrets: Vec<Placeholder>,
}

impl Step {
    /// The object's name, as `--allow KIND:NAME` and JSON have it.
    pub fn name(&self) -> String {
        self.id.to_string()
    }
}
