use indexmap::IndexSet;
use serde::{Deserialize, Serialize};

use super::{Attributes, Entity, Redacted};

/// A subscription to publications of another server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    /// The connection string, a placeholder in the place of its password; none where the one who
    /// asks may not see it, and then it is not compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection: Option<Redacted>,
    /// The publications. The server keeps an order, which is never a difference.
    pub publications: IndexSet<String>,
    /// The replication slot at the publisher.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<String>,
    /// Whether it receives changes.
    pub enabled: bool,
    /// `off`, `on` or `parallel` (PostgreSQL 14). Its default changed with version 18, so that a model
    /// which does not say leaves it to the server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub streaming: Option<String>,
    /// What else is not at its default, by name: `binary`, `origin`.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub options: Attributes,
}

impl Entity for Subscription {}
