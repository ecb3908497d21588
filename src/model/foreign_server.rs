use serde::{Deserialize, Serialize};

use super::{Entity, Kind, ObjectId, Options, Secrets};

/// A foreign server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForeignServer {
    /// The foreign data wrapper.
    pub wrapper: String,
    /// Its type, which the wrapper may heed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_type: Option<String>,
    /// Its version, which the wrapper may heed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Its options.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub options: Options,
    /// Those of them that are secrets.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub secrets: Secrets,
}

impl Entity for ForeignServer {
    fn references(&self, _: &ObjectId) -> Vec<ObjectId> {
        vec![ObjectId::global(Kind::ForeignDataWrapper, self.wrapper.as_str())]
    }

    // An extension may bring the wrapper: `postgres_fdw` brings one of its own name.
    fn texts(&self) -> Vec<&str> {
        vec![&self.wrapper]
    }
}
