use serde::{Deserialize, Serialize};

use super::{Entity, Kind, ObjectId};

/// How Citus spreads the rows of a table over its nodes, or the tables of a schema: a part of either,
/// without a name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Distribution {
    /// Where the rows are.
    pub sharding: Sharding,
    /// The column by whose hash they are spread.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The table beside whose shards those of this one lie; none for the first of its group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colocate_with: Option<ObjectId>,
    /// Into how many shards, of the first of a group; none where that is left to the server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shards: Option<u32>,
}

/// Where the rows of a table are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sharding {
    /// On the coordinator, unknown to Citus: what a table is that shall be spread and is not yet.
    #[default]
    None,
    /// In shards, by the hash of a column.
    Hash,
    /// In one shard, on some node.
    SingleShard,
    /// On every node.
    Reference,
    /// On the coordinator, known to all nodes.
    Local,
    /// Of a schema: all its tables in one shard each, together on some node.
    Schema,
}

impl Distribution {
    /// The distribution of a table.
    pub fn of(table: &ObjectId) -> ObjectId {
        ObjectId::child(table, Kind::Distribution, "")
    }
}

impl Entity for Distribution {
    fn references(&self, id: &ObjectId) -> Vec<ObjectId> {
        let Some(table) = id.parent() else { return Vec::new() };
        let first = self.colocate_with.iter().flat_map(|first| [first.clone(), Self::of(first)]);
        let column = self.column.iter().map(|column| ObjectId::child(table, Kind::Column, column.as_str()));
        // Few rows are written in columns at once, and no shard has to be.
        first.chain(column).chain([ObjectId::child(table, Kind::Columnar, "")]).collect()
    }
}
