use serde::{Deserialize, Serialize};

use super::{Entity, ObjectId};

/// The tables whose columns and rows a table is a child of, by `INHERITS`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inheritance {
    /// The parents in order.
    pub parents: Vec<ObjectId>,
}

impl Entity for Inheritance {
    fn references(&self, _: &ObjectId) -> Vec<ObjectId> {
        self.parents.clone()
    }
}
