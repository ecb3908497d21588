use serde::{Deserialize, Serialize};

use super::Entity;

/// An extension. What it owns is its own affair and no object of ours.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Extension {
    /// The schema that holds what it creates; the server's choice where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// Its version; not compared where the model names none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Whether the server cannot move it to another schema; known of what a server has.
    #[serde(skip)]
    pub fixed: bool,
}

// A model does not know whether it is fixed, and means the same extension.
impl PartialEq for Extension {
    fn eq(&self, other: &Self) -> bool {
        (&self.schema, &self.version) == (&other.schema, &other.version)
    }
}

impl Eq for Extension {}

impl Entity for Extension {
    fn is_fixed(&self) -> bool {
        self.fixed
    }

    fn fix(&mut self) {
        self.fixed = true;
    }
}
