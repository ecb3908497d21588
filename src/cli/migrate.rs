//! `dbtool migrate`: the files, the history and what runs the one against the other.

mod baseline;
mod check;
mod import;
pub mod new;
mod repair;
mod run;
mod squash;
mod status;

pub use run::notes;

use super::session::Session;
use crate::error::{Fault, Outcome};

/// Write, run, undo and check migrations
///
/// Files and history are those of `sqlx migrate`: `<version>_<name>.up.sql` and `.down.sql`, and the
/// table `_sqlx_migrations`. An application that embeds `sqlx::migrate!` and dbtool can take turns.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    New(new::Args),
    Up(run::UpArgs),
    Down(run::DownArgs),
    Status(status::Args),
    Check(check::Args),
    Baseline(baseline::Args),
    Repair(repair::Args),
    Import(import::Args),
    Squash(squash::Args),
}

pub async fn run(command: Command, session: &Session) -> Result<Outcome, Fault> {
    match command {
        Command::New(args) => new::run(args, session).await,
        Command::Up(args) => run::up(args, session).await,
        Command::Down(args) => run::down(args, session).await,
        Command::Status(args) => status::run(args, session).await,
        Command::Check(args) => check::run(args, session).await,
        Command::Baseline(args) => baseline::run(args, session).await,
        Command::Repair(args) => repair::run(args, session).await,
        Command::Import(args) => import::run(args, session).await,
        Command::Squash(args) => squash::run(args, session).await,
    }
}
