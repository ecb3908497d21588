use serde::{Deserialize, Serialize};

use super::Entity;

/// A column's default, an object of its own since it comes and goes apart from its column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DefaultValue {
    /// The expression.
    pub expression: String,
}

impl Entity for DefaultValue {
    fn texts(&self) -> Vec<&str> {
        vec![&self.expression]
    }
}
