use serde::{Deserialize, Serialize};

use super::{Entity, ObjectId};

/// A publication.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// Whether it is for all tables.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub all_tables: bool,
    /// The schemas whose tables it is for, sorted (PostgreSQL 15).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub schemas: Vec<String>,
    /// The tables that it is for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tables: Vec<PublishedTable>,
    /// `insert`, `update`, `delete`, `truncate`: those that are published.
    pub publish: Vec<String>,
    /// Whether a partition's changes are published as its root's.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub via_root: bool,
    /// Whether stored generated columns are published where no list names columns (PostgreSQL 18).
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub generated_columns: bool,
}

/// A table of a publication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedTable {
    /// The table.
    pub table: ObjectId,
    /// Its columns where not all, in the table's order (PostgreSQL 15).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// The condition for a row, without its outermost parentheses (PostgreSQL 15).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<String>,
}

impl Entity for Publication {
    fn references(&self, _: &ObjectId) -> Vec<ObjectId> {
        self.tables.iter().map(|table| table.table.clone()).collect()
    }
}
