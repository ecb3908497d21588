use serde::{Deserialize, Serialize};

use super::{Entity, ObjectId, Options};

/// A primary key or a unique constraint, with the index that upholds it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unique {
    /// Whether it is the primary key.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub primary: bool,
    /// The columns in the key's order.
    pub columns: Vec<String>,
    /// Further columns that the index carries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<String>,
    /// Whether two NULLs are the same (PostgreSQL 15).
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub nulls_not_distinct: bool,
    /// Whether the last column is a period that must not overlap (PostgreSQL 18).
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub without_overlaps: bool,
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
    /// Whether partitions have a part of it only where theirs say so: see [`super::Index::only`].
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub only: bool,
}

impl Entity for Unique {
    fn references(&self, _: &ObjectId) -> Vec<ObjectId> {
        self.partition_of.iter().cloned().collect()
    }

    fn takes_part_in(&self) -> Option<&ObjectId> {
        self.partition_of.as_ref()
    }
}
