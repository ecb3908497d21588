use serde::{Deserialize, Serialize};

use super::Entity;

/// A check constraint.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// The condition, without its outermost parentheses.
    pub expression: String,
    /// Whether tables that inherit are free of it.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub no_inherit: bool,
    /// Whether the rows that were there before may break it.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub not_valid: bool,
    /// Whether nothing upholds it (PostgreSQL 18, MySQL).
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub not_enforced: bool,
    /// Whether it is there only because a table that this one `INHERITS` from has it. A partition's
    /// are its own.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub inherited: bool,
}

impl Entity for Check {
    fn texts(&self) -> Vec<&str> {
        vec![&self.expression]
    }
}
