use serde::{Deserialize, Serialize};

use super::Entity;

/// A procedural language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Language {
    /// Whether those who are no superusers may write functions in it.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub trusted: bool,
    /// The function that runs functions in it.
    pub handler: String,
    /// The function that runs `DO` blocks in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inline: Option<String>,
    /// The function that checks new functions in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validator: Option<String>,
}

impl Entity for Language {
    fn texts(&self) -> Vec<&str> {
        let more = [&self.inline, &self.validator].into_iter().filter_map(|text| text.as_deref());
        [self.handler.as_str()].into_iter().chain(more).collect()
    }
}
