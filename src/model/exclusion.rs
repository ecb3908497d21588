use serde::{Deserialize, Serialize};

use super::{Entity, KeyPart, ObjectId, Options};

/// An exclusion constraint, with the index that upholds it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exclusion {
    /// The index access method.
    pub method: String,
    /// What is compared, and by which operator: schema-qualified as `OPERATOR(s.=)` where need be.
    pub elements: Vec<(KeyPart, String)>,
    /// Further columns that the index carries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<String>,
    /// The condition for a row to count, without its outermost parentheses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predicate: Option<String>,
    /// Whether the check can wait for the transaction's end.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub deferrable: bool,
    /// Whether it does unless told otherwise.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub initially_deferred: bool,
    /// The index's storage parameters.
    #[serde(default, skip_serializing_if = "Options::is_empty")]
    pub options: Options,
    /// The index's tablespace where it is not the database's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tablespace: Option<String>,
    /// The index of the partitioned table that this one is the partition's part of; an
    /// [`ObjectId`] of an index or of the constraint that it upholds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition_of: Option<ObjectId>,
}

impl Entity for Exclusion {
    fn references(&self, _: &ObjectId) -> Vec<ObjectId> {
        self.partition_of.iter().cloned().collect()
    }

    fn takes_part_in(&self) -> Option<&ObjectId> {
        self.partition_of.as_ref()
    }

    fn texts(&self) -> Vec<&str> {
        let keys = self.elements.iter().flat_map(|(part, operator)| part.texts().chain([operator.as_str()]));
        keys.chain(self.predicate.as_deref()).collect()
    }
}
