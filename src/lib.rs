//! dbtool keeps a database, a declarative YAML model of it, its migrations and its documents in step.
//!
//! The program is the product; a program of yours can make its comparison too, and gets what it finds as data. Two models
//! are compared here, on a local server that dbtool runs; [`Diff::of_database`] compares a database with its model.
//!
//! ```
//! use dbtool::Diff;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // A server that dbtool runs is watched over by a process of this program, unless `DBTOOL_EXE` names a dbtool.
//! if let Some(code) = dbtool::embedded::supervise_if_asked() {
//!     std::process::exit(code.into());
//! }
//! let folder = tempfile::tempdir()?;
//! let (old, new) = (folder.path().join("old.yaml"), folder.path().join("new.yaml"));
//! std::fs::write(&old, "tables: {users: {columns: {id: bigint}}}")?;
//! std::fs::write(&new, "tables: {users: {columns: {id: bigint, email: text}, primary_key: [id]}}")?;
//!
//! let runtime = tokio::runtime::Runtime::new()?;
//! let drift = runtime.block_on(Diff::between(old.to_string_lossy(), new.to_string_lossy()).run())?;
//! assert_eq!(drift.summary(), "3 changes: 2 to create, 1 to alter");
//! for step in drift.steps() {
//!     println!("{};", step.sql);
//!     for hazard in &step.hazards {
//!         println!("  {}: {}", hazard.code, hazard.message);
//!     }
//! }
//! assert!(drift.steps().iter().any(|step| step.sql.starts_with("ALTER TABLE public.users ADD COLUMN email text")));
//! # Ok(())
//! # }
//! ```
//!
//! [`cli::Drift`] holds the changes, the statements with their hazards, both sides as [`model::Schema`], and every format
//! of `dbtool diff`. Errors are [`error::Fault`]s: what failed, where, and what to do.

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
mod parallel;
mod percent;
pub mod plan;
pub mod proof;
pub mod report;
pub mod scratch;
pub mod site;
pub mod suggest;
pub mod ui;

pub use cli::{Diff, Drift};
