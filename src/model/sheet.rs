//! What documents show of a relation, in the words of the server that was read. Never compared.

use serde::{Deserialize, Serialize};

use super::ObjectId;

/// A table with what documents list of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Its name.
    pub id: ObjectId,
    /// Its comment.
    pub comment: Option<String>,
    /// Its columns in their order.
    pub columns: Vec<SheetColumn>,
    /// Its constraints by name; not those that are a column's not-null.
    pub constraints: Vec<SheetConstraint>,
    /// Its indexes by name, with the statement that makes each.
    pub indexes: Vec<(String, String)>,
}

/// A column with what documents list of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetColumn {
    /// Its name.
    pub name: String,
    /// The type with its modifiers.
    pub data_type: String,
    /// Whether it refuses NULL.
    pub not_null: bool,
    /// The default that it was given; a sequence of its own is none.
    pub default: Option<String>,
    /// The expression that it is computed from, with the words around it.
    pub generated: Option<String>,
    /// The collation where it is not the type's own, as SQL wants it.
    pub collation: Option<String>,
    /// Whether the primary key holds it.
    pub primary: bool,
    /// The tables that it refers to, alone or with other columns.
    pub references: Vec<ObjectId>,
    /// Its comment.
    pub comment: Option<String>,
}

/// A constraint with what documents list of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetConstraint {
    /// Its name.
    pub name: String,
    /// The letter by which the catalog knows its sort: `p`, `u`, `f`, `c`, `x`, `t`.
    pub letter: String,
    /// Its definition.
    pub definition: String,
}

/// The sorts of relation that a client describes, by the names that `--include` takes.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema, clap::ValueEnum,
)]
#[serde(rename_all = "kebab-case")]
pub enum Sort {
    /// Tables, partitioned ones and partitions too
    Tables,
    /// Views
    Views,
    /// Materialized views
    MaterializedViews,
    /// Foreign tables
    ForeignTables,
    /// Sequences
    Sequences,
    /// Indexes
    Indexes,
    /// Composite types
    Types,
}

/// A relation as the engine's own client describes it, without a layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// Its name.
    pub id: ObjectId,
    /// What sort of relation it is.
    pub sort: Sort,
    /// What it is and its name, `Table "public.users"`; names are as they are, not quoted.
    pub title: String,
    /// The heads of the columns.
    pub header: Vec<&'static str>,
    /// The cells, row by row; a cell may hold newlines.
    pub rows: Vec<Vec<String>>,
    /// What stands under the rows: headings, and indented lines below each; a line may hold newlines.
    pub footers: Vec<String>,
}
