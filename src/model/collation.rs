use serde::{Deserialize, Serialize};

use super::{Attributes, Entity};

/// A collation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collation {
    /// What `CREATE COLLATION` takes, by name: `provider`, `locale`, `lc_collate`, `lc_ctype`,
    /// `deterministic`, `rules`; `any_encoding` where it is a copy of one that is.
    pub options: Attributes,
}

impl Entity for Collation {}
