//! Migrations: the files, the history in the database, and what runs the one against the other.
//!
//! The layout of the files, the history table and the lock are those of sqlx, so that an
//! application which embeds `sqlx::migrate!` and dbtool can take turns on one database.

pub mod baseline;
pub mod check;
pub mod files;
pub mod header;
pub mod history;
pub mod hooks;
pub mod ignore;
pub mod import;
pub mod lock;
pub mod new;
pub mod options;
pub mod page;
pub mod patience;
pub mod repair;
pub mod runner;
pub mod script;
pub mod squash;
pub mod status;
pub mod version;
pub mod walk;
pub mod write;

mod back;
mod backfill;
mod bug_report;
mod failure;
#[cfg(test)]
mod fuzz;
mod guard;
mod marks;
mod recover;
mod replay;
mod resume;
mod rows;
mod stepwise;

pub use baseline::{Baseline, BaselineOptions, baseline};
pub use check::{Check, Checked, Problem, check};
pub use files::{Folder, Migration, Script};
pub use history::HISTORY_TABLE;
pub use import::{ImportOptions, Imported, Tool, import};
pub use new::{Draft, Proved, draft};
pub use options::{Down, DownOptions, Ran, Report, Settings, Stop, UpOptions};
pub use patience::backoff;
pub use repair::{Repair, RepairOptions, Repaired, repair, repairs};
pub use replay::{Setting, replayed};
pub use rows::Rows;
pub use runner::{down, down_beside, up, up_beside};
pub use squash::{Squashed, squash};
pub use status::{State, Status, status};
