use serde::{Deserialize, Serialize};

use super::ObjectId;

/// That the rows of one table refer to those of another, where no foreign key says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relation {
    /// The table that refers.
    pub table: ObjectId,
    /// Its columns.
    pub columns: Vec<String>,
    /// The table that is referred to.
    pub references: ObjectId,
    /// That one's columns.
    pub referenced_columns: Vec<String>,
    /// The part of the system that it is in, where it is in another database.
    pub part: Option<String>,
}
