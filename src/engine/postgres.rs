//! PostgreSQL 13 and later.

pub mod connection;
pub mod quote;

/// PostgreSQL's pure half.
#[derive(Clone, Copy, Debug)]
pub struct Postgres;
