use serde::{Deserialize, Serialize};

use super::{Distribution, Entity, ObjectId};

/// A foreign key: an object of its own, so that tables which refer to each other make no circle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForeignKey {
    /// The referring columns.
    pub columns: Vec<String>,
    /// The table that is referred to.
    pub references: ObjectId,
    /// Its columns; its primary key where a model names none.
    pub referenced_columns: Vec<String>,
    /// How a key of several columns treats NULLs.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub match_type: Match,
    /// What an update of the referred row does.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub on_update: Action,
    /// What its deletion does.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub on_delete: Action,
    /// The columns that `SET NULL` or `SET DEFAULT` on deletion is limited to (PostgreSQL 15).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub on_delete_columns: Vec<String>,
    /// Whether the last pair of columns are periods (PostgreSQL 18).
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub period: bool,
    /// Whether the check can wait for the transaction's end.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub deferrable: bool,
    /// Whether it does unless told otherwise.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub initially_deferred: bool,
    /// Whether the rows that were there before may break it.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub not_valid: bool,
    /// Whether nothing upholds it (PostgreSQL 18).
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub not_enforced: bool,
}

impl Entity for ForeignKey {
    fn references(&self, id: &ObjectId) -> Vec<ObjectId> {
        // Both ends are spread over nodes first, where they are: rows that are not side by side cannot be held together.
        let ends = id.parent().into_iter().chain([&self.references]);
        [self.references.clone()].into_iter().chain(ends.map(Distribution::of)).collect()
    }
}

/// How a foreign key of several columns treats NULLs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Match {
    /// One NULL frees the row.
    #[default]
    Simple,
    /// All are NULL or none.
    Full,
}

/// What a foreign key does when the referred row changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Refuses at the statement's end, or later where deferred.
    #[default]
    NoAction,
    /// Refuses at once.
    Restrict,
    /// Does the same to the referring rows.
    Cascade,
    /// Sets the referring columns to NULL.
    SetNull,
    /// Sets the referring columns to their defaults.
    SetDefault,
}

impl Action {
    /// SQL's words for it; none for the action that needs not be said.
    pub fn words(self) -> Option<&'static str> {
        match self {
            Action::NoAction => None,
            Action::Restrict => Some("RESTRICT"),
            Action::Cascade => Some("CASCADE"),
            Action::SetNull => Some("SET NULL"),
            Action::SetDefault => Some("SET DEFAULT"),
        }
    }
}
