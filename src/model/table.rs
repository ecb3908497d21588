use serde::{Deserialize, Serialize};

use super::{Entity, Options, RowKey};

/// A table; its columns, constraints and all else are objects of their own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Whether it is logged.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub persistence: Persistence,
    /// The table access method where it is not `heap`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_method: Option<String>,
    /// The tablespace where it is not the database's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tablespace: Option<String>,
    /// How its rows are divided among partitions, `RANGE (day)`; none for a table that is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition_by: Option<String>,
    /// The composite type that a typed table goes by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of_type: Option<String>,
    /// Storage parameters; those of its TOAST table as `toast.NAME`.
    #[serde(default, skip_serializing_if = "Options::is_empty")]
    pub options: Options,
    /// Which node has a row, and where it stands there (Cassandra).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row_key: Option<RowKey>,
    /// What of an old row is logged for logical replication.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub replica_identity: ReplicaIdentity,
    /// Whether row-level security is on.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub row_security: bool,
    /// Whether it binds the table's owner too.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub force_row_security: bool,
    /// The index that `CLUSTER` goes by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster_on: Option<String>,
}

impl Entity for Table {
    fn texts(&self) -> Vec<&str> {
        self.partition_by.iter().chain(&self.of_type).map(String::as_str).collect()
    }
}

/// Whether a relation's changes are logged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Persistence {
    /// Logged, and there after a crash.
    #[default]
    Permanent,
    /// Not logged, and emptied by a crash.
    Unlogged,
}

/// `REPLICA IDENTITY`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplicaIdentity {
    /// The primary key.
    #[default]
    Default,
    /// Nothing.
    Nothing,
    /// All columns.
    Full,
    /// The columns of a unique index.
    Index(String),
}
