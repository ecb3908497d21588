//! Apache Cassandra 4.0 and later, and ScyllaDB, which the server tells apart from it.

mod aggregate;
pub mod agreement;
mod column;
mod comment;
mod composite;
pub mod connection;
pub mod grant;
mod index;
mod keyspace;
mod ledger;
mod mask;
mod materialized_view;
pub mod names;
pub mod options;
pub mod quote;
mod read;
mod refusal;
mod registry;
mod relay;
mod role;
mod routine;
pub mod script;
mod scylladb;
mod sheet;
mod sql;
mod table;
mod tls;
mod trigger;
pub mod types;
mod value;
mod weigh;

pub use connection::Connection;

/// The pure half of Cassandra and ScyllaDB.
#[derive(Clone, Copy, Debug)]
pub struct Cassandra;
