use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Entity, Grant, Name, ObjectId};

/// What is granted on objects that a role will make. The id's name is that role; its schema is the
/// one that it is limited to; its signature the sort of object (`tables`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DefaultPrivilege {
    /// The grants by role; the empty name is everyone.
    pub grants: BTreeMap<String, Grant>,
}

impl Entity for DefaultPrivilege {
    fn roles<'a>(&'a self, id: &'a ObjectId) -> Vec<&'a str> {
        self.grants.keys().map(String::as_str).chain([&*id.name]).collect()
    }

    fn rename_role(&mut self, id: &mut ObjectId, from: &str, to: &Name) {
        if let Some(grant) = self.grants.remove(from) {
            self.grants.insert(to.to_string(), grant);
        }
        super::role::call(id, from, to);
    }
}
