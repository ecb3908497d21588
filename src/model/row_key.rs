use serde::{Deserialize, Serialize};

use super::Order;

/// The key of a table or view of Cassandra and ScyllaDB: which node has a row, and where among the
/// rows of its partition it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowKey {
    /// The columns of the partition key in order.
    pub partition: Vec<String>,
    /// The clustering columns in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clustering: Vec<Clustering>,
}

/// A column by which the rows of a partition are sorted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clustering {
    /// The column.
    pub column: String,
    /// The direction.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub order: Order,
}
