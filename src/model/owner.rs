use serde::{Deserialize, Serialize};

use super::{Entity, Name, ObjectId};

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

    fn rename_role(&mut self, _: &mut ObjectId, from: &str, to: &Name) {
        if *self.role == *from {
            self.role = to.to_string();
        }
    }
}
