use serde::{Deserialize, Serialize};

use super::{Entity, ObjectId};

/// The owner of its parent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// The role.
    pub role: String,
}

impl Entity for Owner {
    fn roles<'a>(&'a self, _: &'a ObjectId) -> Vec<&'a str> {
        vec![&self.role]
    }
}
