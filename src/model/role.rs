use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Entity, Name, ObjectId, Schema};

/// A role of the server, which all of its databases share. Its password is nobody's affair.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// Whether nothing is forbidden to it.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub superuser: bool,
    /// Whether it does not have by itself what the roles have that it is a member of.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub noinherit: bool,
    /// Whether it may make roles.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub createrole: bool,
    /// Whether it may make databases.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub createdb: bool,
    /// Whether sessions can be its.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub login: bool,
    /// Whether it may replicate.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub replication: bool,
    /// Whether row-level security does not hold for it.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub bypassrls: bool,
    /// How many sessions it may have at once, where there is a limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection_limit: Option<i32>,
    /// When its password ends, in UTC: `2030-01-31 12:00:00+00`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<String>,
}

impl Entity for Role {}

/// Has an object that is called as the role was be called as it is.
pub(super) fn call(id: &mut ObjectId, from: &str, to: &Name) {
    if *id.name == *from {
        *id = id.with_name(Name::clone(to));
    }
}

/// The same of what is one of a role's.
pub(super) fn call_whose(id: &mut ObjectId, from: &str, to: &Name) {
    if *id.signature == *from {
        *id = id.with_signature(Name::clone(to));
    }
}

impl Schema {
    /// Has everything speak of a role by the name that it has now.
    pub fn rename_role(&mut self, from: &str, to: &Name) {
        for (mut id, mut entry) in std::mem::take(&mut self.objects) {
            entry.object.entity_mut().rename_role(&mut id, from, to);
            self.objects.insert(id, entry);
        }
    }

    /// The roles that the schema speaks of, in order, everyone left out.
    pub fn roles(&self) -> BTreeSet<&str> {
        let all = self.objects.iter().flat_map(|(id, entry)| entry.object.roles(id));
        all.filter(|role| !role.is_empty() && *role != "public").collect()
    }
}
