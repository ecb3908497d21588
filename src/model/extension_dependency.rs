use serde::{Deserialize, Serialize};

use super::{Entity, Kind, ObjectId};

/// That an object goes when an extension goes, though it is no member of it; called as the extension is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtensionDependency {}

impl Entity for ExtensionDependency {
    fn references(&self, id: &ObjectId) -> Vec<ObjectId> {
        vec![ObjectId::global(Kind::Extension, &*id.name)]
    }
}
