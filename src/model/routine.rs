use serde::{Deserialize, Serialize};

use super::{Entity, Options};

/// A function, procedure or window function. Aggregates are a kind of their own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Routine {
    /// Which of them.
    pub routine: RoutineKind,
    /// The arguments as `CREATE FUNCTION` takes them: modes, names, types, defaults.
    pub arguments: String,
    /// The result's type; absent for a procedure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returns: Option<String>,
    /// The language.
    pub language: String,
    /// The source; or the object file's symbol for C, or an SQL-standard body (`BEGIN ATOMIC …`, `RETURN …`).
    pub body: String,
    /// Whether `body` is an SQL-standard body, parsed by the server when it is created (PostgreSQL 14).
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub sql_body: bool,
    /// The object file of a C function.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub library: Option<String>,
    /// What it may do to the database.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub volatility: Volatility,
    /// Whether NULL in is NULL out.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub strict: bool,
    /// Whether it runs with its owner's rights.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub security_definer: bool,
    /// Whether it tells nothing of its arguments but by its result.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub leakproof: bool,
    /// Whether a parallel plan may run it.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub parallel: Parallel,
    /// The planner's cost, where it is not the language's default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<f32>,
    /// The rows that it is thought to return, where it is not 1000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<f32>,
    /// The planner's support function.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support: Option<String>,
    /// The types for which transforms apply.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transform: Vec<String>,
    /// Settings in force while it runs, values as `SET` takes them.
    #[serde(default, skip_serializing_if = "Options::is_empty")]
    pub config: Options,
}

impl Entity for Routine {
    fn texts(&self) -> Vec<&str> {
        let returns = self.returns.as_deref();
        [Some(self.arguments.as_str()), returns, Some(self.body.as_str())].into_iter().flatten().collect()
    }
}

/// What sort of routine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoutineKind {
    /// A function.
    #[default]
    Function,
    /// A procedure.
    Procedure,
    /// A window function.
    Window,
}

/// What a function may do to the database.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Volatility {
    /// Anything.
    #[default]
    Volatile,
    /// The same result within a statement.
    Stable,
    /// The same result for ever.
    Immutable,
}

/// Whether a parallel plan may run a function.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Parallel {
    /// Not at all.
    #[default]
    Unsafe,
    /// In the leader.
    Restricted,
    /// Anywhere.
    Safe,
}
