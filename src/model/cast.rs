use serde::{Deserialize, Serialize};

use super::Entity;

/// A cast. Its id's name is what it is from and to: `integer AS public.money`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cast {
    /// The function with its arguments' types; none where the bytes are taken as they are, or text
    /// goes between.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub function: Option<String>,
    /// Whether it goes by way of text, through the types' output and input functions.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub inout: bool,
    /// Where it applies by itself.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub context: CastContext,
}

/// Where a cast applies by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CastContext {
    /// Nowhere.
    #[default]
    Explicit,
    /// Where a value is put into a column.
    Assignment,
    /// Everywhere.
    Implicit,
}

impl Entity for Cast {
    fn texts(&self) -> Vec<&str> {
        self.function.as_deref().into_iter().collect()
    }
}
