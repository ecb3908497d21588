//! `dbtool migrate up` and `down`.

use std::time::Duration;

use crate::cli::print;
use crate::cli::session::{Live, Session, Target};
use crate::error::{Fault, Outcome};
use crate::migrate::Down;
use crate::migrate::{self, DownOptions, Report, Settings, UpOptions, files};

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
    /// How long to wait for another runner [default: for as long as it takes]
    #[arg(long, value_name = "TIME", value_parser = crate::cli::duration::parse)]
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
    /// Print the SQL that would run, and run nothing
    #[arg(long)]
    dry_run: bool,
    /// How long to wait for another runner [default: for as long as it takes]
    #[arg(long, value_name = "TIME", value_parser = crate::cli::duration::parse)]
    wait: Option<Duration>,
}

/// What every run takes from the common options.
pub fn settings(session: &Session, wait: Option<Duration>) -> Settings {
    let given = |time: Duration| Some(time).filter(|time| !time.is_zero());
    Settings {
        lock_timeout: given(session.global.lock_timeout),
        statement_timeout: given(session.global.statement_timeout),
        wait,
    }
}

pub async fn up(args: UpArgs, session: &Session) -> Result<Outcome, Fault> {
    let options = UpOptions {
        to: args.to,
        dry_run: args.dry_run,
        allow_out_of_order: args.allow_out_of_order,
        settings: settings(session, args.wait),
    };
    let targets = session.migrated_targets(&args.targets)?;
    session
        .each(targets, async |target| {
            let folder = files::read(target.migrations_path()?)?;
            notes(&folder, session);
            let mut live = target.open().await?;
            let cancel = live.canceller().await?;
            let run = migrate::up(&mut live.connection, &folder, &options, &session.ui);
            let ended = session.interrupt.stop_tidily(&cancel, run).await;
            finish(ended, "nothing is pending", &target, live, session).await
        })
        .await
}

pub async fn down(args: DownArgs, session: &Session) -> Result<Outcome, Fault> {
    let how = args.to.map_or_else(|| Down::Steps(args.steps.unwrap_or(1)), Down::To);
    let options = DownOptions { how, dry_run: args.dry_run, settings: settings(session, args.wait) };
    let target = session.target(args.target.as_deref())?;
    let folder = files::read(target.migrations_path()?)?;
    notes(&folder, session);
    let mut live = target.open().await?;
    let cancel = live.canceller().await?;
    let run = migrate::down(&mut live.connection, &folder, &options, &session.ui);
    let ended = session.interrupt.stop_tidily(&cancel, run).await;
    finish(ended, "nothing is left to undo", &target, live, session).await
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
) -> Result<Outcome, Fault> {
    let report = match ended {
        // A session that did not stop is cut, not taken leave of.
        None => {
            session.ui.alert("interrupted: the migration that ran was cut off, those before it are done");
            return Ok(Outcome::Interrupted);
        }
        Some(Err(fault)) if session.interrupt.came() => {
            live.close().await;
            session.ui.detail(&fault.to_string());
            let fate = match target.engine.ledger().is_transactional() {
                true => "was rolled back",
                // Each statement that is done is noted.
                false => "is unfinished, and goes on where it was when it is run again",
            };
            session.ui.alert(&format!("interrupted: the migration that ran {fate}; those before it are done"));
            return Ok(Outcome::Interrupted);
        }
        Some(result) => {
            live.close().await;
            result?
        }
    };
    for ran in &report.ran {
        if report.dry_run {
            let end = if ran.sql.ends_with('\n') { "" } else { "\n" };
            print(&session.ui, &format!("-- {}\n{}{end}", ran.path.display(), ran.sql))?;
        }
    }
    let count = report.ran.len();
    let noun = if count == 1 { "migration" } else { "migrations" };
    session.ui.note(&match (count, report.dry_run) {
        (0, _) => format!("{}: {none}", target.name),
        (_, true) => format!("{}: {count} {noun} would run", target.name),
        (_, false) => format!("{}: {count} {noun} done", target.name),
    });
    Ok(Outcome::Done)
}
