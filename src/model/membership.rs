use serde::{Deserialize, Serialize};

use super::{Entity, Name, ObjectId};

/// That its parent, a role, is a member of another. The id's name is that other role.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// Whether it may let others in.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub admin: bool,
    /// Whether it has by itself what the other has, where the role's own attribute says otherwise
    /// (PostgreSQL 16).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inherit: Option<bool>,
    /// Whether it may not become the other by `SET ROLE` (PostgreSQL 16).
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub noset: bool,
}

impl Entity for Membership {
    fn roles<'a>(&'a self, id: &'a ObjectId) -> Vec<&'a str> {
        vec![&id.name]
    }

    fn rename_role(&mut self, id: &mut ObjectId, from: &str, to: &Name) {
        super::role::call(id, from, to);
    }
}
