//! `dbtool migrate baseline`.

use super::run::{notes, settings};
use crate::cli::print;
use crate::cli::session::Session;
use crate::error::{Fault, Outcome};
use crate::migrate::{self, Baseline, BaselineOptions, files};
use crate::model::Schema;

/// Adopt a database that is already there: mark migrations as run without running them
///
/// First the migrations are replayed on a scratch database: where the database is not what they
/// would give, nothing is marked.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The target; needed where there are several
    target: Option<String>,
    /// The last version that the database has [default: all]
    #[arg(long, value_name = "VERSION")]
    to: Option<i64>,
    /// Mark them although the database is not what they would give
    #[arg(long)]
    force: bool,
    /// Print the versions that would be marked, and mark none
    #[arg(long)]
    dry_run: bool,
}

pub async fn run(args: Args, session: &Session) -> Result<Outcome, Fault> {
    let target = session.target(args.target.as_deref())?;
    let folder = files::read(target.migrations_path()?)?;
    notes(&folder, session);
    let options = BaselineOptions {
        to: args.to,
        force: args.force,
        dry_run: args.dry_run,
        settings: settings(session, &target, None),
    };
    let mut model = if target.has_model() { target.load().await? } else { Schema::default() };
    let others = target.others(&mut model).await?;
    let mut live = target.open().await?;
    let scratch = target.scratch_server(Some(live.connection.version()), &session.ui).await;
    let result = match &scratch {
        Ok(scratch) => {
            let filter = target.migrated(Some(&model));
            let setting = target.setting(scratch, &others, &filter);
            migrate::baseline(&mut live.connection, setting, &folder, &options, &session.ui).await
        }
        Err(fault) => Err(fault.clone()),
    };
    if let Ok(scratch) = scratch {
        scratch.close().await;
    }
    live.close().await;
    let result = result?;
    if let Some(fault) = result.fault() {
        return Err(fault);
    }
    let Baseline::Marked(versions) = result else { return Ok(Outcome::Done) };
    if args.dry_run {
        let lines: Vec<String> = versions.iter().map(|version| format!("{version}\n")).collect();
        print(&session.ui, &lines.concat())?;
    }
    let verb = if args.dry_run { "would be marked" } else { "marked as run" };
    session.ui.note(&match versions.len() {
        0 => format!("{}: all were marked already", target.name),
        1 => format!("{}: 1 migration {verb}", target.name),
        count => format!("{}: {count} migrations {verb}", target.name),
    });
    Ok(Outcome::Done)
}
