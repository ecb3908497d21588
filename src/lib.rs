//! dbtool keeps a database, a declarative YAML model of it, its migrations and its documents in step.

pub mod canonical;
pub mod config;
pub mod diff;
pub mod embedded;
pub mod document;
pub mod engine;
pub mod error;
pub mod filter;
pub mod model;
pub mod plan;
pub mod scratch;
pub mod report;
pub mod suggest;
pub mod ui;
