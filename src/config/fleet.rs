//! A target that is many databases, as the configuration names them.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Located;

/// Where the databases of a target are told.
#[derive(Clone, Debug)]
pub enum Fleet {
    /// One by one.
    Urls(Vec<Located>),
    /// By the rows of a query: a URL, and a name where there is a second column.
    Query {
        /// The control database.
        url: Located,
        /// The query.
        query: String,
    },
    /// Those of the server of `url` whose names match.
    Databases(String),
    /// The nodes of the Citus cluster of `url` whose names match, each by itself.
    Nodes(String),
    /// The schemas of the database of `url` whose names match, each with its own tables.
    Tenants(String),
}

/// A query of a control database.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawQuery {
    /// How to reach the control database; ${VAR} and ${VAR:-default} are expanded.
    pub(super) url: super::raw::Text,
    /// The query: each row a URL, and a name where it has a second column.
    pub(super) query: String,
}
