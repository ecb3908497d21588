use serde::{Deserialize, Serialize};

use super::{Attributes, Entity};

/// A stored procedure of MySQL or MariaDB, which may have the name of a function; PostgreSQL's is a
/// [`super::Routine`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Procedure {
    /// The parameters as they were written, comments and line breaks too: the server keeps them so.
    pub arguments: String,
    /// The statement that it runs.
    pub body: String,
    /// `definer`, `security`, `deterministic`, `data_access`, `sql_mode`, `charset`, `collation`.
    #[serde(default, skip_serializing_if = "Attributes::is_empty")]
    pub options: Attributes,
}

impl Entity for Procedure {
    fn texts(&self) -> Vec<&str> {
        vec![&self.body]
    }
}
