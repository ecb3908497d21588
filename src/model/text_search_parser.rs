use serde::{Deserialize, Serialize};

use super::Entity;

/// A text search parser: the functions that cut a text into tokens, without their arguments.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextSearchParser {
    /// Begins with a text.
    pub start: String,
    /// Gives the next token.
    pub gettoken: String,
    /// Ends with a text.
    pub end: String,
    /// Lists the types of token.
    pub lextypes: String,
    /// Makes headlines, where it can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headline: Option<String>,
}

impl Entity for TextSearchParser {
    fn texts(&self) -> Vec<&str> {
        let Self { start, gettoken, end, lextypes, headline } = self;
        [start, gettoken, end, lextypes].into_iter().chain(headline).map(String::as_str).collect()
    }
}
