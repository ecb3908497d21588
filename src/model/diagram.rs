use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// What a diagram has beside the tables, as the configuration says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagram {
    /// The page's lines before it.
    pub before: String,
    /// The page's lines after it.
    pub after: String,
    /// Mermaid's own settings: `theme: dark`.
    pub config: IndexMap<String, String>,
    /// Where it grows to: `TB`, `LR`.
    pub direction: Option<String>,
    /// How each part of the system is shown, by the part's name.
    pub namespaces: IndexMap<String, Frame>,
}

/// How a part of a system is shown in a diagram.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Frame {
    /// The name of the box around its tables; none for no box.
    pub label: Option<String>,
    /// Whether empty lines stand between its tables.
    #[serde(default)]
    pub spaced: bool,
}
