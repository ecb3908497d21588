use serde::{Deserialize, Serialize};

use super::{Attributes, Entity};

/// A stored function of MySQL or MariaDB, which has one name and no overloads; PostgreSQL's is a
/// [`super::Routine`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Function {
    /// The parameters as they were written, comments and line breaks too: the server keeps them so.
    pub arguments: String,
    /// The result's type with its character set.
    pub returns: String,
    /// The statement that it runs.
    pub body: String,
    /// `definer`, `security`, `deterministic`, `data_access`, `aggregate`, `sql_mode`, `charset`, `collation`.
    #[serde(default, skip_serializing_if = "Attributes::is_empty")]
    pub options: Attributes,
}

impl Entity for Function {
    fn texts(&self) -> Vec<&str> {
        vec![&self.body]
    }
}
