use serde::{Deserialize, Serialize};

use super::Entity;

/// An operator. Its id's signature is the types of its operands, `integer, integer`; `NONE` where
/// it has none on that side.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operator {
    /// The function that computes it, qualified, without arguments.
    pub function: String,
    /// The operator that is the same with the operands exchanged, `schema.===`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commutator: Option<String>,
    /// The operator that says the opposite, `schema.!==`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub negator: Option<String>,
    /// The function that estimates how many rows it selects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restrict: Option<String>,
    /// The function that estimates how many rows a join by it selects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub join: Option<String>,
    /// Whether it can be used in a hash join.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub hashes: bool,
    /// Whether it can be used in a merge join.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub merges: bool,
}

impl Entity for Operator {
    fn texts(&self) -> Vec<&str> {
        let estimators = [&self.restrict, &self.join].into_iter().filter_map(|text| text.as_deref());
        [self.function.as_str()].into_iter().chain(estimators).collect()
    }
}
