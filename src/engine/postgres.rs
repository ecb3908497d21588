//! PostgreSQL 13 and later.

mod aggregate;
pub mod arguments;
pub mod cancel;
mod check;
mod collation;
mod column;
mod comment;
mod composite;
pub mod connection;
pub mod conninfo;
mod default;
mod default_privilege;
pub mod describe;
mod domain;
mod enumeration;
mod event_trigger;
mod exclusion;
mod extension;
mod foreign_data_wrapper;
mod foreign_key;
mod foreign_server;
mod grant;
mod index;
pub mod inheritance;
mod materialized_view;
pub mod names;
mod owner;
mod partition;
mod policy;
mod publication;
pub mod quote;
mod range;
mod read;
mod registry;
mod routine;
mod rule;
mod scan;
mod schema;
pub mod secret;
pub mod sequence;
mod sheet;
pub mod spelling;
mod sql;
mod statistics;
pub mod subscription;
mod table;
mod text_search_configuration;
mod text_search_dictionary;
mod text_search_parser;
mod text_search_template;
mod trigger;
mod types;
mod unique;
mod unmodelled;
mod user_mapping;
mod view;

pub use connection::Connection;

/// PostgreSQL's pure half.
#[derive(Clone, Copy, Debug)]
pub struct Postgres;
