use serde::{Deserialize, Serialize};

use super::{Entity, Name, ObjectId};

/// A row-level security policy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// `all`, `select`, `insert`, `update` or `delete`.
    pub command: String,
    /// Whether it narrows what others grant, rather than grant by itself.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub restrictive: bool,
    /// The roles that it is for, sorted; `public` for all.
    pub roles: Vec<String>,
    /// Which rows are seen, without its outermost parentheses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub using: Option<String>,
    /// Which rows may be written, without its outermost parentheses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<String>,
}

impl Entity for Policy {
    fn roles<'a>(&'a self, _: &'a ObjectId) -> Vec<&'a str> {
        self.roles.iter().map(String::as_str).collect()
    }

    fn rename_role(&mut self, _: &mut ObjectId, from: &str, to: &Name) {
        for role in self.roles.iter_mut().filter(|role| *role == from) {
            *role = to.to_string();
        }
    }

    fn texts(&self) -> Vec<&str> {
        [&self.using, &self.check].into_iter().filter_map(|text| text.as_deref()).collect()
    }
}
