//! dbtool keeps a database, a declarative YAML model of it, its migrations and its documents in step.

pub mod canonical;
pub mod cli;
pub mod config;
pub mod diff;
pub mod document;
pub mod dump;
pub mod edit;
pub mod embedded;
pub mod engine;
pub mod error;
pub mod filter;
pub mod ground;
pub mod lint;
pub mod load;
pub mod migrate;
pub mod model;
mod percent;
pub mod plan;
pub mod proof;
pub mod report;
pub mod scratch;
pub mod site;
pub mod suggest;
pub mod ui;
