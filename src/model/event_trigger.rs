use serde::{Deserialize, Serialize};

use super::Entity;

/// An event trigger.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventTrigger {
    /// `ddl_command_start`, `ddl_command_end`, `sql_drop`, `table_rewrite`, `login`.
    pub event: String,
    /// The commands that it is limited to, in the order in which they were written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The function, without its parentheses.
    pub function: String,
    /// `disabled`, `replica` or `always`, where it is not simply enabled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<String>,
}

impl Entity for EventTrigger {
    fn texts(&self) -> Vec<&str> {
        vec![&self.function]
    }
}
