use serde::{Deserialize, Serialize};

use super::{Entity, Kind, Name, ObjectId, Options, Secrets};

/// What a role says of itself to a foreign server. The id's name is the server, its signature the
/// role; `public` is everyone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserMapping {
    /// Its options.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub options: Options,
    /// Those of them that are secrets.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub secrets: Secrets,
    /// Whether the one who asks may not see its options, which are then not compared.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub hidden: bool,
}

impl Entity for UserMapping {
    fn references(&self, id: &ObjectId) -> Vec<ObjectId> {
        vec![ObjectId::global(Kind::ForeignServer, std::sync::Arc::clone(&id.name))]
    }

    fn roles<'a>(&'a self, id: &'a ObjectId) -> Vec<&'a str> {
        vec![&id.signature]
    }

    fn rename_role(&mut self, id: &mut ObjectId, from: &str, to: &Name) {
        super::role::call_whose(id, from, to);
    }
}
