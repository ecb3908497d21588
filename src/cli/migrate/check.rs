//! `dbtool migrate check`.

use serde::Serialize;

use crate::cli::format::Format;
use crate::cli::print;
use crate::cli::session::{Session, Target};
use crate::config::redact;
use crate::error::{Fault, Outcome};
use crate::migrate::{self, Check, Rows, files};
use crate::model::Schema;

/// Replay every migration on a scratch database
///
/// Do they load, do they reach the model, and does each way back come back, with the rows that were
/// there? The live database is not touched. The exit code is 2 where the answer is no.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The targets [default: all]
    #[arg(value_name = "TARGET")]
    targets: Vec<String>,
    /// How it is told
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    target: &'a str,
    engine: &'a str,
    clean: bool,
    migrations: usize,
    findings: Vec<Finding>,
    rows: Vec<OnRows>,
}

/// What was proved of a migration on rows.
#[derive(Serialize)]
struct OnRows {
    migration: i64,
    proved: Vec<Proved>,
    unproved: Vec<Unproved>,
    depends: Vec<String>,
}

/// A table that held rows.
#[derive(Serialize)]
struct Proved {
    table: String,
    rows: u64,
}

/// A table that held none, and why.
#[derive(Serialize)]
struct Unproved {
    table: String,
    reason: String,
}

#[derive(Serialize)]
struct Finding {
    message: String,
    place: Option<crate::model::Place>,
    detail: Option<String>,
    hint: Option<String>,
}

pub async fn run(args: Args, session: &Session) -> Result<Outcome, Fault> {
    let targets = session.migrated_targets(&args.targets)?;
    session.each(targets, async |target| one(&target, &args, session).await).await
}

async fn one(target: &Target, args: &Args, session: &Session) -> Result<Outcome, Fault> {
    let folder = files::read(target.migrations_path()?)?;
    super::run::notes(&folder, session);
    // A target may have migrations and no model: then they are only replayed.
    let mut model = if target.has_model() { Some(target.load().await?) } else { None };
    let others = target.others(model.as_mut().unwrap_or(&mut Schema::default())).await?;
    let scratch = target.scratch_server(target.version(&session.ui).await, &session.ui).await?;
    let filter = target.migrated(model.as_ref());
    let checked = migrate::check(target.setting(&scratch, &others, &filter), &folder, model.as_ref()).await;
    scratch.close().await;
    let checked = checked?;
    let text = match args.format {
        Format::Json => json(target, &checked),
        Format::Text => {
            checked.faults().iter().map(|fault| format!("{}: {}\n", target.name, redact(&fault.to_string()))).collect()
        }
    };
    print(&session.ui, &text)?;
    for migration in &checked.migrations {
        for line in migration.rows.iter().flat_map(Rows::lines) {
            session.ui.note(&format!("{}: {} {line}", target.name, migration.version));
        }
    }
    let count = checked.migrations.len();
    let clean = checked.is_clean();
    let what = if clean { "all load, reach the model and come back" } else { "not all is well" };
    let noun = if count == 1 { "migration" } else { "migrations" };
    session.ui.note(&format!("{}: {count} {noun}: {what}", target.name));
    Ok(if clean { Outcome::Done } else { Outcome::Differs })
}

fn json(target: &Target, checked: &Check) -> String {
    let finding = |fault: Fault| {
        let Fault { message, place, detail, hint, .. } = fault;
        Finding { message, place, detail, hint }
    };
    let document = Document {
        version: 1,
        target: &target.name,
        engine: target.engine.name(),
        clean: checked.is_clean(),
        migrations: checked.migrations.len(),
        findings: checked.faults().into_iter().map(finding).collect(),
        rows: checked.migrations.iter().filter_map(|it| Some(on_rows(it.version, it.rows.as_ref()?))).collect(),
    };
    // Strings and numbers always have a JSON form.
    format!("{}\n", serde_json::to_string(&document).unwrap_or_default())
}

fn on_rows(migration: i64, rows: &Rows) -> OnRows {
    OnRows {
        migration,
        proved: rows.tables.iter().map(|(table, rows)| Proved { table: table.clone(), rows: *rows }).collect(),
        unproved: rows.bare.iter().cloned().map(|(table, reason)| Unproved { table, reason }).collect(),
        depends: rows.depends.iter().map(|fault| fault.message.clone()).collect(),
    }
}
