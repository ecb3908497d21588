use serde::{Deserialize, Serialize};

use super::Entity;

/// A domain; its checks are objects of their own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Domain {
    /// The type that it narrows.
    pub data_type: String,
    /// The collation where it is not the type's own, qualified and quoted as SQL wants it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<String>,
    /// The default of columns of this type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// Whether it refuses NULL.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub not_null: bool,
    /// The name of the constraint behind that, where it is not `DOMAIN_not_null` (PostgreSQL 17).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_null_name: Option<String>,
}

impl Entity for Domain {
    fn texts(&self) -> Vec<&str> {
        [Some(self.data_type.as_str()), self.default.as_deref()].into_iter().flatten().collect()
    }
}
