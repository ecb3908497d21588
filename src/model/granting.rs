use std::collections::{BTreeMap, BTreeSet};

use super::{Kind, Name, ObjectId};

/// What a server says of granting beside the grants themselves, where their statements depend on it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Granting {
    /// Whom rights can be granted to: the name and the signature of a grant's id.
    pub grantees: BTreeSet<(Name, Name)>,
    /// Those of them to whom nothing has to be granted: superusers, and who makes an object (Cassandra).
    pub above: BTreeSet<(Name, Name)>,
    /// The privileges that there are, by what they are granted on.
    pub privileges: BTreeMap<Kind, BTreeSet<String>>,
    /// The patterns by which grants on the database name it, where the server keeps them so (MySQL).
    pub patterns: BTreeMap<ObjectId, Vec<String>>,
    /// Whether a database's name is no pattern there (MySQL's `partial_revokes`).
    pub literal: bool,
}

impl Granting {
    /// Stands for the name of the database that a session is in, unescaped, among the patterns.
    pub const HERE: &'static str = "*";
}
