use serde::{Deserialize, Serialize};

use super::{Entity, ObjectId};

/// A table's place as a partition of another. Its parent object is the table itself, which stands
/// on its own without it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partition {
    /// The partitioned table.
    pub of: ObjectId,
    /// `FOR VALUES …` or `DEFAULT`.
    pub bound: String,
}

impl Entity for Partition {
    fn references(&self, _: &ObjectId) -> Vec<ObjectId> {
        vec![self.of.clone()]
    }
}
