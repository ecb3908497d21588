use serde::{Deserialize, Serialize};

use super::{Entity, Options, Secrets, Sequence};

/// A column of a table. Its default is an object of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// The type with its modifiers, `character varying(255)`.
    pub data_type: String,
    /// The collation where it is not the type's own, qualified and quoted as SQL wants it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<String>,
    /// Whether it refuses NULL.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub not_null: bool,
    /// What is said of the constraint behind it, where that is not the usual (PostgreSQL 18).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_null_constraint: Option<NotNull>,
    /// Whether the server numbers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<Box<Identity>>,
    /// The expression that it is computed from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generated: Option<Generated>,
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
    /// The wrapper's options, of a foreign table's column.
    #[serde(default, skip_serializing_if = "Options::is_empty")]
    pub foreign_options: Options,
    /// Those of them that are secrets.
    #[serde(default, skip_serializing_if = "Secrets::is_empty")]
    pub foreign_secrets: Secrets,
    /// Whether it is there only because a table that this one `INHERITS` from has it. A partition's
    /// columns are its own.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub inherited: bool,
}

impl Entity for Column {
    fn texts(&self) -> Vec<&str> {
        let generated = self.generated.as_ref().map(|generated| generated.expression.as_str());
        [Some(self.data_type.as_str()), self.collation.as_deref(), generated].into_iter().flatten().collect()
    }
}

/// The constraint behind a column that refuses NULL (PostgreSQL 18).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotNull {
    /// Its name, where it is not `TABLE_COLUMN_not_null`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether tables that inherit are free of it.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub no_inherit: bool,
    /// Whether the rows that were there before may break it.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub not_valid: bool,
    /// Whether a table that inherits has it from its parents alone, though the column is its own.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub inherited: bool,
    /// Whether a table that inherits has it for itself too, though the column is its parents' alone.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub own: bool,
}

/// `GENERATED … AS IDENTITY`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Whether a given value is refused.
    pub mode: IdentityMode,
    /// Its sequence's name, where it is not `TABLE_COLUMN_seq` in the table's schema.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence_name: Option<String>,
    /// Its sequence; `owned_by` is left empty.
    pub sequence: Sequence,
}

/// Whether an identity column takes a value that is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentityMode {
    /// Only with `OVERRIDING SYSTEM VALUE`.
    Always,
    /// It does.
    ByDefault,
}

/// `GENERATED ALWAYS AS (…)`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Generated {
    /// The expression, without its outermost parentheses.
    pub expression: String,
    /// Whether it is computed on write and kept (`STORED`), or on read (`VIRTUAL`, PostgreSQL 18).
    pub stored: bool,
}
