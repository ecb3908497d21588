//! The command line: one file per command, its arguments beside its `run`.

mod allow;
mod apply;
mod completions;
mod confirm;
mod db;
mod diff;
mod docs;
mod doctor;
mod explain;
mod files;
mod fleet;
mod format;
mod global;
mod init;
mod inspect;
mod interrupt;
mod json_schema;
mod library;
mod lint;
mod man;
mod migrate;
#[cfg(feature = "otel")]
mod otel;
mod secrets;
mod session;
mod snapshot;

pub use library::{Diff, Drift};

use std::ffi::OsString;
use std::future::ready;
use std::pin::Pin;
use std::process::ExitCode;
use std::time::Instant;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand};

use crate::config::redact;
use crate::error::{Fault, Outcome};
use crate::ui::{Ui, timings};

use global::Global;
use interrupt::Interrupt;
use session::Session;

/// Keeps a database, a declarative YAML model of it, its migrations and its documents in step.
#[derive(Debug, Parser)]
#[command(name = "dbtool", version, propagate_version = true, max_term_width = 100, after_help = AFTER)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

const AFTER: &str = "\
Exit codes: 0 done, or no drift; 1 an error; 2 drift, a stale snapshot or findings; 3 refused as
destructive or unsafe; 130 interrupted.

Targets are named in dbtool.yaml, here or in a folder above. A PostgreSQL target without a URL uses
a local server that dbtool runs itself.";

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Args),
    Inspect(inspect::Args),
    Diff(diff::Args),
    Apply(apply::Args),
    #[command(subcommand)]
    Migrate(migrate::Command),
    Snapshot(snapshot::Args),
    Lint(lint::Args),
    Docs(docs::Args),
    Doctor(doctor::Args),
    Explain(explain::Args),
    #[command(subcommand)]
    Db(db::Command),
    Completions(completions::Args),
    Man(man::Args),
    JsonSchema(json_schema::Args),
}

/// The command line's description, for completions and manual pages.
pub fn command() -> clap::Command {
    Cli::command()
}

/// Parses the arguments, runs the command and says how it ended.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    if completions::answer_if_asked(&arguments) {
        return ExitCode::SUCCESS;
    }
    let mut cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    if let Command::Snapshot(args) = &mut cli.command {
        args.take_sorts(&mut cli.global.include);
    }
    let ui = cli.global.ui();
    #[cfg(feature = "otel")]
    otel::begin();
    let ended = run(cli, ui);
    #[cfg(feature = "otel")]
    otel::end(&ui, ended.is_ok());
    match ended {
        Ok(outcome) => ExitCode::from(outcome.code()),
        Err(fault) => {
            // What other people's code says of a bad URL may repeat it.
            ui.alert(&format!("{ERROR}error:{ERROR:#} {}", redact(&fault.to_string())));
            ExitCode::FAILURE
        }
    }
}

const ERROR: anstyle::Style = anstyle::AnsiColor::Red.on_default().bold();
const WARNING: anstyle::Style = anstyle::AnsiColor::Yellow.on_default().bold();

/// A warning to stderr, unless `--quiet`.
fn warn(ui: &Ui, message: &str) {
    ui.note(&format!("{WARNING}warning:{WARNING:#} {}", redact(message)));
}

/// Help and version are results; all else is an error, of which the exit code is 1: clap's own
/// would mean drift.
fn usage(error: &clap::Error) -> ExitCode {
    let ui = Ui::default();
    let text = redact(&error.render().ansi().to_string());
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        return if ui.result(&text).is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    ui.alert(&text);
    ExitCode::FAILURE
}

fn run(cli: Cli, ui: Ui) -> Result<Outcome, Fault> {
    let command = match cli.command {
        // These speak to no server: no runtime is started for them.
        Command::Completions(args) => return completions::run(&args, &ui),
        Command::Explain(args) => return explain::run(&args, &ui),
        Command::Man(args) => return man::run(&args, &ui),
        Command::JsonSchema(args) => return json_schema::run(&args, &ui),
        command => command,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Fault::new("cannot start the asynchronous runtime").detail(error.to_string()))?;
    let start = Instant::now();
    let timed = cli.global.timings;
    if timed {
        timings::want();
    }
    let outcome = runtime.block_on(async {
        let interrupt = Interrupt::listen()?;
        let session = Session::new(ui, cli.global, interrupt.clone());
        tokio::select! {
            biased;
            outcome = dispatch(command, &session) => outcome,
            () = interrupt.unheeded() => {
                ui.note("interrupted");
                Ok(Outcome::Interrupted)
            }
        }
    });
    if timed {
        timings::tell(&ui, start.elapsed());
    }
    // Nothing that still blocks (a name server, a file) may keep the process.
    runtime.shutdown_background();
    outcome
}

/// Each command's work on the heap: a future of some of them takes tens of kilobytes, and so would each that holds one.
fn dispatch(command: Command, session: &Session) -> Pin<Box<dyn Future<Output = Result<Outcome, Fault>> + '_>> {
    match command {
        Command::Init(args) => Box::pin(init::run(args, session)),
        Command::Inspect(args) => Box::pin(inspect::run(args, session)),
        Command::Diff(args) => Box::pin(diff::run(args, session)),
        Command::Apply(args) => Box::pin(apply::run(args, session)),
        Command::Migrate(command) => Box::pin(migrate::run(command, session)),
        Command::Snapshot(args) => Box::pin(snapshot::run(args, session)),
        Command::Docs(args) => Box::pin(docs::run(args, session)),
        Command::Lint(args) => Box::pin(lint::run(args, session)),
        Command::Doctor(args) => Box::pin(doctor::run(args, session)),
        Command::Db(command) => Box::pin(db::run(command, session)),
        Command::Completions(args) => Box::pin(ready(completions::run(&args, &session.ui))),
        Command::Explain(args) => Box::pin(ready(explain::run(&args, &session.ui))),
        Command::Man(args) => Box::pin(ready(man::run(&args, &session.ui))),
        Command::JsonSchema(args) => Box::pin(ready(json_schema::run(&args, &session.ui))),
    }
}

/// Writes a result to stdout.
fn print(ui: &Ui, text: &str) -> Result<(), Fault> {
    ui.result(text).map_err(|error| Fault::new("cannot write to stdout").detail(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::Verbosity;

    #[test]
    fn the_command_line_is_well_formed() {
        command().debug_assert();
    }

    #[test]
    fn global_options_stand_before_and_after_the_command() {
        for line in ["dbtool -q --schemas a,b diff x", "dbtool diff x -q --schemas a --schemas b"] {
            let cli = Cli::try_parse_from(line.split(' ')).unwrap();
            assert_eq!(cli.global.schemas, ["a", "b"]);
            assert_eq!(cli.global.ui().verbosity, Verbosity::Quiet);
        }
    }
}
