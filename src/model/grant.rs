use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Entity, Kind, Name, ObjectId};

/// What a role may do with the parent, where it is not what the server grants by itself. The id's
/// name is the role; empty for everyone (`PUBLIC`). Where a server's grants outlive what they are on, the id
/// has a signature: `@` and the host of an account, or [`Grant::ROLE`] (MySQL, Cassandra).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// The privileges in SQL's words, sorted: `SELECT`. None where the server's own are revoked.
    #[serde(default)]
    pub privileges: Vec<String>,
    /// Those that it may grant to others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grantable: Vec<String>,
    /// Those of the server's own that it has not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub revoked: Vec<String>,
}

impl Grant {
    /// The signature of a grant to what has no host.
    pub const ROLE: &str = "role";

    /// The privileges of one list that another has not.
    pub fn beyond(one: &[String], other: &[String]) -> Vec<String> {
        one.iter().filter(|privilege| !other.contains(privilege)).cloned().collect()
    }
}

impl Entity for Grant {
    // What a role may do with a whole table is settled before what it may do with a column: revoked
    // on the table it is revoked on the column, too.
    fn references(&self, id: &ObjectId) -> Vec<ObjectId> {
        let whole = id.parent().and_then(|object| object.parent());
        let grant =
            |whole| ObjectId::child(whole, Kind::Grant, Arc::clone(&id.name)).with_signature(Arc::clone(&id.signature));
        whole.map(grant).into_iter().collect()
    }

    fn roles<'a>(&'a self, id: &'a ObjectId) -> Vec<&'a str> {
        vec![&id.name]
    }

    fn rename_role(&mut self, id: &mut ObjectId, from: &str, to: &Name) {
        super::role::call(id, from, to);
    }
}
