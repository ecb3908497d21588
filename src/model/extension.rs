use serde::{Deserialize, Serialize};

use super::Entity;

/// An extension. What it owns is its own affair and no object of ours.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    /// The schema that holds what it creates; the server's choice where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// Its version; not compared where the model names none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

impl Entity for Extension {}
