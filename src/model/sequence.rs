use serde::{Deserialize, Serialize};

use super::{Entity, ObjectId, Options, Persistence};

/// A sequence that stands on its own or belongs to a serial column. Those of identity columns are
/// [`super::Identity`]'s.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sequence {
    /// `smallint`, `integer` or `bigint`; `bigint unsigned` and the like (MariaDB).
    pub data_type: String,
    /// The first value.
    pub start: i64,
    /// The step.
    pub increment: i64,
    /// The least value.
    pub min: i64,
    /// The greatest value.
    pub max: i64,
    /// How many values a session takes at once.
    pub cache: i64,
    /// Whether it begins anew at its end.
    pub cycle: bool,
    /// The column that it is dropped with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owned_by: Option<ObjectId>,
    /// Whether it is logged.
    #[serde(default)]
    pub persistence: Persistence,
    /// `engine` (MariaDB).
    #[serde(default, skip_serializing_if = "Options::is_empty")]
    pub options: Options,
}

impl Entity for Sequence {
    // `owned_by` is no reference: the column's default needs the sequence first, and ownership is
    // given once both are there.
    fn belongs_to(&self) -> Option<&ObjectId> {
        self.owned_by.as_ref()
    }
}
