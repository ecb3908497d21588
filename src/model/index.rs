use serde::{Deserialize, Serialize};

use super::{Entity, ObjectId, Options};

/// An index that no constraint stands behind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    /// The access method: `btree`, `gin` and so on.
    pub method: String,
    /// What is indexed, in order.
    pub keys: Vec<KeyPart>,
    /// Whether two rows may not have the same keys.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub unique: bool,
    /// Whether two NULLs are the same (PostgreSQL 15).
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub nulls_not_distinct: bool,
    /// Further columns that it carries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<String>,
    /// The condition for a row to be in it, without its outermost parentheses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predicate: Option<String>,
    /// Storage parameters.
    #[serde(default, skip_serializing_if = "Options::is_empty")]
    pub options: Options,
    /// The tablespace where it is not the database's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tablespace: Option<String>,
    /// The index of the partitioned table that this one is the partition's part of; an
    /// [`ObjectId`] of an index or of the constraint that it upholds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition_of: Option<ObjectId>,
    /// Whether partitions have a part of it only where theirs say so, by `partition_of`: it was made
    /// for the partitioned table `ONLY`, and is not valid until all have one.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub only: bool,
    /// Whether a broken `CREATE INDEX CONCURRENTLY` left it unfit for use. Never so in a model.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub invalid: bool,
}

impl Entity for Index {
    fn references(&self, _: &ObjectId) -> Vec<ObjectId> {
        self.partition_of.iter().cloned().collect()
    }

    fn takes_part_in(&self) -> Option<&ObjectId> {
        self.partition_of.as_ref()
    }

    fn texts(&self) -> Vec<&str> {
        self.keys.iter().flat_map(KeyPart::texts).chain(self.predicate.as_deref()).collect()
    }
}

/// A column or expression of an index.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyPart {
    /// A column's name; this or `expression`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// How much of the column counts, in characters or bytes (MySQL).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length: Option<u32>,
    /// An expression, without its outermost parentheses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expression: Option<String>,
    /// The collation where it is not the column's own, qualified and quoted as SQL wants it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<String>,
    /// The operator class where it is not the type's default, qualified and quoted likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opclass: Option<String>,
    /// The operator class's parameters.
    #[serde(default, skip_serializing_if = "Options::is_empty")]
    pub opclass_options: Options,
    /// The direction.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub order: Order,
    /// Where NULLs stand, if not where the direction puts them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nulls: Option<Nulls>,
    /// The statistics target of an expression, where it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statistics: Option<i32>,
}

impl KeyPart {
    /// The texts in which names of other objects may stand.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        [&self.expression, &self.collation, &self.opclass].into_iter().filter_map(|text| text.as_deref())
    }
}

/// The direction of an index's key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// The least first.
    #[default]
    Asc,
    /// The greatest first.
    Desc,
}

/// Where an index puts NULLs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nulls {
    /// Before all values.
    First,
    /// After all values.
    Last,
}
