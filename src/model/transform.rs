use serde::{Deserialize, Serialize};

use super::Entity;

/// How a procedural language sees the values of a type. Its id's name is both:
/// `public.point LANGUAGE plperl`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transform {
    /// The function that hands a value to the language, with its argument's type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_sql: Option<String>,
    /// The function that takes one back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_sql: Option<String>,
}

impl Entity for Transform {
    fn texts(&self) -> Vec<&str> {
        [&self.from_sql, &self.to_sql].into_iter().filter_map(|text| text.as_deref()).collect()
    }
}
