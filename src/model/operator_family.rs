use serde::{Deserialize, Serialize};

use super::Entity;

/// An operator family with its loose members, those that belong to none of its classes. Its id's
/// signature is the access method.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperatorFamily {
    /// Operators as `ALTER OPERATOR FAMILY` takes them after `OPERATOR`: `1 public.<(integer,bigint)`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub operators: Vec<String>,
    /// Functions as it takes them after `FUNCTION`: `1 (integer, bigint) public.compare(integer,bigint)`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub functions: Vec<String>,
}

impl Entity for OperatorFamily {
    fn texts(&self) -> Vec<&str> {
        self.operators.iter().chain(&self.functions).map(String::as_str).collect()
    }
}
