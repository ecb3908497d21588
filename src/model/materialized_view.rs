use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Entity, Options, RowKey};

/// A materialized view. Its columns follow from its query; its indexes are objects of their own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaterializedView {
    /// The query, without the semicolon at its end.
    pub query: String,
    /// Storage parameters.
    #[serde(default, skip_serializing_if = "Options::is_empty")]
    pub options: Options,
    /// Which node has a row, and where it stands there (Cassandra).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row_key: Option<RowKey>,
    /// The table access method where it is not `heap`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_method: Option<String>,
    /// The tablespace where it is not the database's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tablespace: Option<String>,
    /// The index that `CLUSTER` goes by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster_on: Option<String>,
    /// Whether it is made without its rows. One that is there keeps those that it has.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub without_data: bool,
    /// How values of its columns are kept, by name, where it is not the types' own way.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, KeptColumn>,
}

/// How values of a materialized view's column are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptColumn {
    /// `plain`, `external`, `extended` or `main`, where it is not the type's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub storage: Option<String>,
    /// `pglz` or `lz4`, where it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compression: Option<String>,
    /// The statistics target, where it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statistics: Option<i32>,
    /// `n_distinct` and `n_distinct_inherited`.
    #[serde(default, skip_serializing_if = "Options::is_empty")]
    pub options: Options,
}

impl Entity for MaterializedView {
    fn texts(&self) -> Vec<&str> {
        vec![&self.query]
    }
}
