//! PostgreSQL 13 and later.

pub mod arguments;
pub mod cancel;
mod check;
mod column;
mod comment;
pub mod connection;
mod default;
pub mod describe;
mod enumeration;
mod exclusion;
mod extension;
mod foreign_key;
mod index;
pub mod names;
pub mod quote;
mod read;
mod registry;
mod routine;
mod scan;
mod schema;
pub mod sequence;
pub mod spelling;
mod sql;
mod table;
mod trigger;
mod types;
mod unique;
mod unmodelled;

pub use connection::Connection;

/// PostgreSQL's pure half.
#[derive(Clone, Copy, Debug)]
pub struct Postgres;
