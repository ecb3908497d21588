use serde::{Deserialize, Serialize};

use super::{Entity, Kind, ObjectId};

/// A composite type of its own (`CREATE TYPE … AS (…)`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Composite {
    /// Its attributes in order.
    pub attributes: Vec<Attribute>,
}

/// An attribute of a composite type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// Its type with modifiers.
    pub data_type: String,
    /// The collation where it is not the type's own, qualified and quoted as SQL wants it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<String>,
}

impl Entity for Composite {
    fn members(&self, id: &ObjectId) -> Vec<ObjectId> {
        self.attributes.iter().map(|it| ObjectId::child(id, Kind::Column, it.name.as_str())).collect()
    }

    fn texts(&self) -> Vec<&str> {
        self.attributes.iter().map(|attribute| attribute.data_type.as_str()).collect()
    }
}
