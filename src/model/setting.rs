use serde::{Deserialize, Serialize};

use super::{Entity, Name, ObjectId};

/// What sessions with its parent, a database or a role, begin with. The id's name is the parameter;
/// its signature the role that a database's is limited to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting {
    /// The value, as the server keeps it: a list's elements are parted by `, `.
    pub value: String,
}

impl Entity for Setting {
    fn roles<'a>(&'a self, id: &'a ObjectId) -> Vec<&'a str> {
        vec![&id.signature]
    }

    fn rename_role(&mut self, id: &mut ObjectId, from: &str, to: &Name) {
        super::role::call_whose(id, from, to);
    }
}
