//! `dbtool migrate up` and `down`.

use std::time::Duration;

use crate::cli::fleet::{self, Done, Steering, Telling};
use crate::cli::format::Format;
use crate::cli::print;
use crate::cli::session::{Live, Session, Target};
use crate::error::{Cause, Fault, Outcome};
use crate::migrate::Down;
use crate::migrate::{self, DownOptions, Report, Settings, UpOptions, files};
use crate::ui::timings::phase;

/// Run the pending migrations
///
/// Each in a transaction of its own with its row of the history, so that one that fails leaves
/// nothing behind and those before it stay. A second run does nothing.
#[derive(Debug, clap::Args)]
pub struct UpArgs {
    /// The targets [default: all]
    #[arg(value_name = "TARGET")]
    targets: Vec<String>,
    /// The last version to run
    #[arg(long, value_name = "VERSION")]
    to: Option<i64>,
    /// Print the SQL that would run, and run nothing
    #[arg(long)]
    dry_run: bool,
    /// Run what is pending although a later migration has run
    #[arg(long)]
    allow_out_of_order: bool,
    /// How it is told on stdout what was done: of many databases as a table, or as JSON
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    steering: Steering,
    /// How long to wait for another runner [default: for as long as it takes]
    #[arg(long, value_name = "TIME", value_parser = crate::engine::scan::duration::parse)]
    wait: Option<Duration>,
}

/// Undo the last migration, or several
///
/// What a migration added goes with all that it holds.
#[derive(Debug, clap::Args)]
pub struct DownArgs {
    /// The target; needed where there are several
    target: Option<String>,
    /// How many to undo [default: 1]
    #[arg(long, value_name = "N", conflicts_with = "to")]
    steps: Option<usize>,
    /// Undo until this version is the last; 0 undoes all
    #[arg(long, value_name = "VERSION")]
    to: Option<i64>,
    /// Undo those too that `migrate baseline` marked as run: what was there before them goes
    #[arg(long)]
    marked: bool,
    /// Print the SQL that would run, and run nothing
    #[arg(long)]
    dry_run: bool,
    /// How long to wait for another runner [default: for as long as it takes]
    #[arg(long, value_name = "TIME", value_parser = crate::engine::scan::duration::parse)]
    wait: Option<Duration>,
}

/// What every run takes from the common options.
pub fn settings(session: &Session, target: &Target, wait: Option<Duration>) -> Settings {
    let given = |time: Duration| Some(time).filter(|time| !time.is_zero());
    Settings {
        lock_timeout: given(target.lock_timeout),
        statement_timeout: given(target.statement_timeout),
        retries: session.global.retries,
        wait,
        silence: None,
        stop: session.interrupt.stop(),
    }
}

pub async fn up(args: UpArgs, session: &Session) -> Result<Outcome, Fault> {
    let targets = session.migrated_targets(&args.targets)?;
    let telling = match args.format {
        Format::Json => Telling::Json,
        // SQL is the result, and nothing else is told on stdout.
        Format::Text if args.dry_run => Telling::None,
        Format::Text => Telling::Table,
    };
    fleet::run(targets, Some(&args.steering), telling, session, async |target, ui| {
        let options = UpOptions {
            to: args.to,
            dry_run: args.dry_run,
            allow_out_of_order: args.allow_out_of_order,
            settings: settings(session, target, args.wait),
        };
        let folder = files::read(target.migrations_path()?)?;
        for note in &folder.notes {
            ui.note(note);
        }
        let mut live = target.open().await?;
        let cancel = live.canceller().await?;
        let url = live.url().clone();
        let run = migrate::up_beside(&mut live.connection, Some(url.expose()), &folder, &options, ui);
        let running = phase("apply");
        let ended = session.interrupt.stop_tidily(&cancel, run).await;
        drop(running);
        let mut done = finish(ended, "nothing is pending", target, live, session).await?;
        if telling == Telling::Json {
            done.text.clear();
        }
        Ok(done)
    })
    .await
}

pub async fn down(args: DownArgs, session: &Session) -> Result<Outcome, Fault> {
    let how = args.to.map_or_else(|| Down::Steps(args.steps.unwrap_or(1)), Down::To);
    let target = session.target(args.target.as_deref())?;
    let options = DownOptions {
        how,
        marked: args.marked,
        dry_run: args.dry_run,
        settings: settings(session, &target, args.wait),
    };
    let folder = files::read(target.migrations_path()?)?;
    notes(&folder, session);
    let mut live = target.open().await?;
    let cancel = live.canceller().await?;
    let url = live.url().clone();
    let run = migrate::down_beside(&mut live.connection, Some(url.expose()), &folder, &options, &session.ui);
    let running = phase("apply");
    let ended = session.interrupt.stop_tidily(&cancel, run).await;
    drop(running);
    let done = finish(ended, "nothing is left to undo", &target, live, session).await?;
    print(&session.ui, &done.text)?;
    if !done.words.is_empty() {
        session.ui.note(&format!("{}: {}", target.name, done.words));
    }
    Ok(done.outcome)
}

/// What the folder holds beside migrations.
pub fn notes(folder: &migrate::Folder, session: &Session) {
    for note in &folder.notes {
        session.ui.note(note);
    }
}

async fn finish(
    ended: Option<Result<Report, Fault>>,
    none: &str,
    target: &Target,
    live: Live,
    session: &Session,
) -> Result<Done, Fault> {
    let interrupted = || Done { outcome: Outcome::Interrupted, ..Done::default() };
    let report = match ended {
        // A session that did not stop is cut, not taken leave of.
        None => {
            session.ui.alert("interrupted: the migration that ran was cut off, those before it are done");
            return Ok(interrupted());
        }
        Some(Err(fault)) if session.interrupt.came() => {
            live.close().await;
            if fault.cause == Some(Cause::Stopped) {
                session.ui.alert(&format!("interrupted: {}; what ran before it is done", fault.message));
                return Ok(interrupted());
            }
            session.ui.detail(&fault.to_string());
            let fate = match target.engine.ledger().is_transactional() {
                true => "was rolled back, or goes on where it was if it is in no transaction",
                // Each statement that is done is noted.
                false => "is unfinished, and goes on where it was when it is run again",
            };
            session.ui.alert(&format!("interrupted: the migration that ran {fate}; those before it are done"));
            return Ok(interrupted());
        }
        Some(result) => {
            live.close().await;
            result?
        }
    };
    let mut text = String::new();
    for ran in report.ran.iter().filter(|_| report.dry_run) {
        let end = if ran.sql.ends_with('\n') { "" } else { "\n" };
        text.push_str(&format!("-- {}\n{}{end}", ran.path.display(), ran.sql));
    }
    let count = report.ran.len();
    let noun = if count == 1 { "migration" } else { "migrations" };
    let words = match (count, report.dry_run) {
        (0, _) => none.to_owned(),
        (_, true) => format!("{count} {noun} would run"),
        (_, false) => format!("{count} {noun} done"),
    };
    Ok(Done { outcome: Outcome::Done, words, text, migrations: report.ran.iter().map(|ran| ran.version).collect() })
}
