use serde::{Deserialize, Serialize};

use super::Entity;

/// A conversion between character encodings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversion {
    /// The encoding that it is from.
    pub source: String,
    /// The encoding that it is to.
    pub target: String,
    /// The function that does it.
    pub function: String,
    /// Whether it is the one that its schema uses between the two.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub default: bool,
}

impl Entity for Conversion {
    fn texts(&self) -> Vec<&str> {
        vec![&self.function]
    }
}
