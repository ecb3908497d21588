use serde::{Deserialize, Serialize};

use super::{Entity, Kind, ObjectId};

/// What comes before a trigger's name in that of a comment on a copy of it.
const OF_COPY: &str = "trigger ";

/// The comment on its parent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// What it says.
    pub text: String,
    /// The trigger, where it is on the copy of it that its parent, a partition, has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy_of: Option<ObjectId>,
}

impl Comment {
    /// One on its parent itself.
    pub fn new(text: String) -> Self {
        Self { text, copy_of: None }
    }

    /// The comment on the copy of a trigger that a partition has.
    pub fn of_copy(partition: &ObjectId, trigger: &str) -> ObjectId {
        ObjectId::child(partition, Kind::Comment, format!("{OF_COPY}{trigger}").as_str())
    }

    /// The name of the trigger that a comment is on the copy of.
    pub fn trigger_of(id: &ObjectId) -> Option<&str> {
        id.name.strip_prefix(OF_COPY).filter(|_| id.kind == Kind::Comment)
    }
}

impl Entity for Comment {
    fn references(&self, _: &ObjectId) -> Vec<ObjectId> {
        self.copy_of.iter().cloned().collect()
    }
}
