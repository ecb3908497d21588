use serde::{Deserialize, Serialize};

use super::{Entity, Options};

/// A view. Its columns follow from its query.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// The query, without the semicolon at its end.
    pub query: String,
    /// `check_option`, `security_barrier`, `security_invoker`.
    #[serde(default, skip_serializing_if = "Options::is_empty")]
    pub options: Options,
}

impl Entity for View {
    fn texts(&self) -> Vec<&str> {
        vec![&self.query]
    }
}
