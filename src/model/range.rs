use serde::{Deserialize, Serialize};

use super::Entity;

/// A range type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    /// The type of its bounds.
    pub subtype: String,
    /// The operator class that orders them, where it is not the type's default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opclass: Option<String>,
    /// Their collation, where it is not the type's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<String>,
    /// The function that brings a range to its canonical form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canonical: Option<String>,
    /// The function that tells the distance of two bounds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subtype_diff: Option<String>,
    /// The name of its multirange type, where it is not the server's choice (PostgreSQL 14).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub multirange: Option<String>,
    /// The schema of its multirange type, where it is not the range's (PostgreSQL 14).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub multirange_schema: Option<String>,
}

impl Entity for Range {
    fn texts(&self) -> Vec<&str> {
        let functions = [&self.canonical, &self.subtype_diff].into_iter().filter_map(|text| text.as_deref());
        [self.subtype.as_str()].into_iter().chain(functions).collect()
    }
}
