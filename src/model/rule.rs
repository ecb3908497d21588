use serde::{Deserialize, Serialize};

use super::Entity;

/// A rewrite rule of a table or view, other than the one that makes a view.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// What follows `CREATE RULE name AS`: `ON INSERT TO public.t DO INSTEAD NOTHING`.
    pub definition: String,
    /// `disabled`, `replica` or `always`, where it is not simply enabled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<String>,
}

impl Entity for Rule {
    fn texts(&self) -> Vec<&str> {
        vec![&self.definition]
    }
}
