use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Where in a model's files an object is written: the remedy of every message about it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The file's path, as the user would name it.
    pub file: Arc<str>,
    /// The line, from 1; 0 where the whole is meant, such as a database, in which there are no lines.
    pub line: u32,
    /// The column, from 1, in characters.
    pub column: u32,
}

impl Place {
    /// The whole of what is called so.
    pub fn whole(file: Arc<str>) -> Self {
        Self { file, line: 0, column: 0 }
    }

    /// Whether no line is meant.
    pub fn is_whole(&self) -> bool {
        self.line == 0
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.is_whole() {
            return f.write_str(&self.file);
        }
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}
