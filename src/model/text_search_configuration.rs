use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Entity;

/// A text search configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextSearchConfiguration {
    /// The parser, qualified unless it is the server's own.
    pub parser: String,
    /// The dictionaries that a type of token goes through, in order, by the type's name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub mappings: BTreeMap<String, Vec<String>>,
}

impl Entity for TextSearchConfiguration {
    fn texts(&self) -> Vec<&str> {
        self.mappings.values().flatten().chain([&self.parser]).map(String::as_str).collect()
    }
}
