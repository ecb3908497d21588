use serde::{Deserialize, Serialize};

use super::{Entity, Options, Secrets};

/// A foreign data wrapper.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForeignDataWrapper {
    /// The function that makes its plans, without its parentheses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handler: Option<String>,
    /// The function that checks options, without its arguments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validator: Option<String>,
    /// Its options.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub options: Options,
    /// Those of them that are secrets.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub secrets: Secrets,
}

impl Entity for ForeignDataWrapper {
    fn texts(&self) -> Vec<&str> {
        self.handler.iter().chain(&self.validator).map(String::as_str).collect()
    }
}
