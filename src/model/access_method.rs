use serde::{Deserialize, Serialize};

use super::Entity;

/// An access method.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessMethod {
    /// Whether it is for tables; else for indexes.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub table: bool,
    /// The function that tells the server of it.
    pub handler: String,
}

impl Entity for AccessMethod {
    fn texts(&self) -> Vec<&str> {
        vec![&self.handler]
    }
}
