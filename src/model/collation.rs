use serde::{Deserialize, Serialize};

use super::{Entity, Options};

/// A collation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collation {
    /// What `CREATE COLLATION` takes, by name: `provider`, `locale`, `lc_collate`, `lc_ctype`,
    /// `deterministic`, `rules`.
    pub options: Options,
}

impl Entity for Collation {}
