//! `dbtool migrate`: the files, the history and what runs the one against the other.

mod run;
mod status;

use super::session::Session;
use crate::error::{Fault, Outcome};

/// Write, run, undo and check migrations
///
/// Files and history are those of `sqlx migrate`: `<version>_<name>.up.sql` and `.down.sql`, and the
/// table `_sqlx_migrations`. An application that embeds `sqlx::migrate!` and dbtool can take turns.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    Up(run::UpArgs),
    Down(run::DownArgs),
    Status(status::Args),
}

pub async fn run(command: Command, session: &Session) -> Result<Outcome, Fault> {
    match command {
        Command::Up(args) => run::up(args, session).await,
        Command::Down(args) => run::down(args, session).await,
        Command::Status(args) => status::run(args, session).await,
    }
}
