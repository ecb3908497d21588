use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::Entity;

/// A text search dictionary.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextSearchDictionary {
    /// The template, qualified unless it is the server's own.
    pub template: String,
    /// What the template takes, by name. The server keeps an order, which is never a difference.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub options: IndexMap<String, String>,
}

impl Entity for TextSearchDictionary {
    fn texts(&self) -> Vec<&str> {
        vec![&self.template]
    }
}
