use serde::{Deserialize, Serialize};

use super::Entity;

/// A schema: a namespace that has no attributes of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Namespace {}

impl Entity for Namespace {}
