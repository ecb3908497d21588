use serde::{Deserialize, Serialize};

use super::{Entity, Options};

/// The keyspace itself, whatever it is called (Cassandra, ScyllaDB).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keyspace {
    /// The strategy's class and its options; empty where a model leaves it to the cluster.
    #[serde(default, skip_serializing_if = "Options::is_empty")]
    pub replication: Options,
    /// Whether writes go to the commit log; none where a model leaves it to the cluster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub durable_writes: Option<bool>,
    /// How it lies in tablets, `enabled` and `initial`; empty where it does not, or a model leaves it to the cluster
    /// (ScyllaDB).
    #[serde(default, skip_serializing_if = "Options::is_empty")]
    pub tablets: Options,
}

impl Entity for Keyspace {}
