use serde::{Deserialize, Serialize};

use super::Entity;

/// What a label provider keeps of its parent. The id's name is the provider.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityLabel {
    /// The label.
    pub label: String,
}

impl Entity for SecurityLabel {}
