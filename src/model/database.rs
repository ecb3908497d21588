use serde::{Deserialize, Serialize};

use super::Entity;

/// The database itself. No schema holds it as an object: it is what a comment, a grant, a setting or
/// a security label belongs to, whatever the database is called; see [`super::ObjectId::database`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Database {}

impl Entity for Database {}
