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

impl RowKey {
    /// All its columns in order.
    pub fn columns(&self) -> Vec<&str> {
        let clustering = self.clustering.iter().map(|it| it.column.as_str());
        self.partition.iter().map(String::as_str).chain(clustering).collect()
    }

    /// What it says, for people: names are as they are, not quoted.
    pub fn told(&self) -> String {
        let partition = match self.partition.as_slice() {
            [only] => only.clone(),
            several => format!("({})", several.join(", ")),
        };
        let clustering = self.clustering.iter().map(|it| match it.order {
            Order::Desc => format!("{} DESC", it.column),
            Order::Asc => it.column.clone(),
        });
        let all: Vec<String> = std::iter::once(partition).chain(clustering).collect();
        format!("PRIMARY KEY ({})", all.join(", "))
    }
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
