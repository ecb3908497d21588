use serde::{Deserialize, Serialize};

use super::Entity;

/// A text search template: the functions that dictionaries are made of, without their arguments.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextSearchTemplate {
    /// Reads a dictionary's options, where it takes any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub init: Option<String>,
    /// Makes lexemes of a token.
    pub lexize: String,
}

impl Entity for TextSearchTemplate {
    fn texts(&self) -> Vec<&str> {
        self.init.iter().chain([&self.lexize]).map(String::as_str).collect()
    }
}
