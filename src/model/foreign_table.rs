use serde::{Deserialize, Serialize};

use super::{Entity, Kind, ObjectId, Options, Secrets};

/// A table whose rows are on a foreign server; its columns, constraints and all else are objects of
/// their own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForeignTable {
    /// The foreign server.
    pub server: String,
    /// The wrapper's options.
    #[serde(default, skip_serializing_if = "Options::is_empty")]
    pub options: Options,
    /// Those of them that are secrets.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub secrets: Secrets,
}

impl Entity for ForeignTable {
    fn references(&self, _: &ObjectId) -> Vec<ObjectId> {
        vec![ObjectId::global(Kind::ForeignServer, self.server.as_str())]
    }
}
