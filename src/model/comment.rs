use serde::{Deserialize, Serialize};

use super::Entity;

/// The comment on its parent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// What it says.
    pub text: String,
}

impl Entity for Comment {}
