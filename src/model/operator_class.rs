use serde::{Deserialize, Serialize};

use super::{Entity, ObjectId};

/// An operator class. Its id's signature is the access method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperatorClass {
    /// The type that it indexes.
    pub data_type: String,
    /// Whether it is that type's default.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub default: bool,
    /// The family that it is in; the server makes one of its own name where none is said.
    pub family: ObjectId,
    /// The type that the index stores, where it is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub storage: Option<String>,
    /// Operators, see [`super::OperatorFamily::operators`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub operators: Vec<String>,
    /// Functions, see [`super::OperatorFamily::functions`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub functions: Vec<String>,
}

impl Entity for OperatorClass {
    fn references(&self, _: &ObjectId) -> Vec<ObjectId> {
        vec![self.family.clone()]
    }

    fn texts(&self) -> Vec<&str> {
        let members = self.operators.iter().chain(&self.functions).map(String::as_str);
        [self.data_type.as_str()].into_iter().chain(self.storage.as_deref()).chain(members).collect()
    }
}
