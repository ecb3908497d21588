use serde::{Deserialize, Serialize};

use super::{Entity, ObjectId};

/// That a trigger of a partitioned table fires otherwise on a partition than on that table. It is
/// called as the trigger is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TriggerState {
    /// The trigger that the partition has a copy of.
    pub trigger: ObjectId,
    /// `enabled`, `disabled`, `replica` or `always`.
    pub state: String,
}

impl Entity for TriggerState {
    fn references(&self, _: &ObjectId) -> Vec<ObjectId> {
        vec![self.trigger.clone()]
    }
}
