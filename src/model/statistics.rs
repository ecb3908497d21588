use serde::{Deserialize, Serialize};

use super::{Entity, ObjectId};

/// An extended statistics object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statistics {
    /// The table that it is about.
    pub table: ObjectId,
    /// `ndistinct`, `dependencies`, `mcv`, sorted; all where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<String>,
    /// Columns, quoted where need be, and expressions in parentheses.
    pub keys: Vec<String>,
    /// The statistics target, where it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<i32>,
}

impl Entity for Statistics {
    fn references(&self, _: &ObjectId) -> Vec<ObjectId> {
        vec![self.table.clone()]
    }

    fn texts(&self) -> Vec<&str> {
        self.keys.iter().map(String::as_str).collect()
    }
}
