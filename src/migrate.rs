//! Migrations: the files, the history in the database, and what runs the one against the other.
//!
//! The layout of the files, the history table and the lock are those of sqlx, so that an
//! application which embeds `sqlx::migrate!` and dbtool can take turns on one database.

pub mod files;
pub mod history;
pub mod lock;
pub mod page;
pub mod runner;
pub mod script;
pub mod status;
pub mod write;

mod failure;
mod recover;

pub use files::{Folder, Migration, Script};
pub use history::HISTORY_TABLE;
pub use runner::{DownOptions, Ran, Report, Settings, UpOptions, down, up};
pub use status::{State, Status, status};
