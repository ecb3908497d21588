//! MySQL 8.0 and later, and MariaDB 10.6 and later, which the server tells apart from it.

pub mod account;
mod alter;
mod binary;
pub mod cancel;
mod check;
mod column;
mod comment;
pub mod connection;
mod contents;
mod copy;
mod default;
mod environment;
mod event;
mod external;
mod fitting;
mod foreign_key;
mod function;
mod grant;
mod index;
mod leave;
mod ledger;
mod measure;
pub mod names;
mod numbered;
mod partition;
pub mod privilege;
mod procedure;
mod program;
pub mod quote;
mod read;
mod registry;
mod scan;
pub mod script;
mod seed;
pub mod sequence;
mod sheet;
mod show;
mod sql;
mod statements;
mod table;
pub mod trigger;
mod unique;
mod unmodelled;
mod versioning;
mod view;
mod weigh;
mod width;

pub use connection::Connection;
pub use external::Handover;

/// The pure half of MySQL and MariaDB.
#[derive(Clone, Copy, Debug)]
pub struct Mysql;
