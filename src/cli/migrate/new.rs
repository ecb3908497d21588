//! `dbtool migrate new`.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::cli::allow::{Allow, refusal};
use crate::cli::print;
use crate::cli::session::{Session, Target};
use crate::error::{Fault, Outcome};
use crate::migrate::{self, files};
use crate::model::Schema;
use crate::report::{Format, Report};
use crate::ui::timings::phase;

/// Write the next migration: what takes the database after the last one to the model
///
/// The live database is not asked: the migrations run on a scratch database, and so do the new
/// migration and its way back, before a file is written. The paths of the files go to stdout.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The target; may be left out where there is one
    #[arg(value_name = "TARGET")]
    first: String,
    /// What it does, in a few words
    #[arg(value_name = "NAME")]
    second: Option<String>,
    /// Print the plan and write nothing
    #[arg(long)]
    dry_run: bool,
    /// How the plan is told with --dry-run
    #[arg(long, value_enum, default_value_t = Format::Sql, requires = "dry_run")]
    format: Format,
    #[command(flatten)]
    allow: Allow,
}

pub async fn run(args: Args, session: &Session) -> Result<Outcome, Fault> {
    let (target, name) = match &args.second {
        Some(name) => (session.target(Some(&args.first))?, name.as_str()),
        None => (session.target(None)?, args.first.as_str()),
    };
    args.allow.refused(&[])?;
    let path = target.migrations_path()?;
    let model = target.load().await?;
    let folder = files::read_or_empty(path)?;
    super::run::notes(&folder, session);
    match write(&target, name, &folder, &model, Some(&args), session).await? {
        Written::Files(paths) => {
            let lines: Vec<String> = paths.iter().map(|path| format!("{}\n", path.display())).collect();
            print(&session.ui, &lines.concat())?;
            Ok(Outcome::Done)
        }
        Written::Nothing => {
            session.ui.note(&format!("{}: the migrations reach the model already; nothing was written", target.name));
            Ok(Outcome::Done)
        }
        Written::Shown => Ok(Outcome::Done),
        Written::Refused => Ok(Outcome::Refused),
    }
}

/// What came of it.
enum Written {
    Files(Vec<PathBuf>),
    Nothing,
    Shown,
    Refused,
}

/// Writes the first migration of a project, which makes the whole model; `None` where the model is
/// empty or there are migrations already.
///
/// # Errors
/// As `migrate new`.
pub async fn first(target: &Target, folder: &Path, session: &Session) -> Result<Option<Vec<PathBuf>>, Fault> {
    let folder = files::read_or_empty(folder)?;
    if !folder.migrations.is_empty() {
        return Ok(None);
    }
    let model = target.load().await?;
    match write(target, "baseline", &folder, &model, None, session).await? {
        Written::Files(paths) => Ok(Some(paths)),
        Written::Nothing | Written::Shown | Written::Refused => Ok(None),
    }
}

async fn write(
    target: &Target,
    name: &str,
    folder: &migrate::Folder,
    model: &Schema,
    args: Option<&Args>,
    session: &Session,
) -> Result<Written, Fault> {
    let mut model = model.clone();
    let others = target.others(&mut model).await?;
    let scratch = target.scratch_server(target.version(&session.ui).await, &session.ui).await?;
    let filter = target.migrated(Some(&model));
    let result = propose(target, name, target.setting(&scratch, &others, &filter), folder, &model, args, session).await;
    scratch.close().await;
    result
}

async fn propose(
    target: &Target,
    name: &str,
    setting: migrate::Setting<'_>,
    folder: &migrate::Folder,
    model: &Schema,
    args: Option<&Args>,
    session: &Session,
) -> Result<Written, Fault> {
    let drafting = phase("draft and prove");
    let draft = migrate::draft(setting, folder, model).await?;
    drop(drafting);
    let report = Report {
        target: &target.name,
        engine: target.engine,
        plan: &draft.plan,
        unmodelled: &draft.before.unmodelled,
        nodes: &[],
        titled: false,
    };
    if let Some(args) = args.filter(|args| args.dry_run) {
        let text = report.render(args.format);
        draft.close().await?;
        print(&session.ui, &text)?;
        return Ok(Written::Shown);
    }
    if !report.drift() {
        draft.close().await?;
        return Ok(Written::Nothing);
    }
    let refused = match args {
        Some(args) => args.allow.refused(&draft.plan.steps)?,
        None => Vec::new(),
    };
    if !refused.is_empty() {
        session.ui.alert(&report.render(Format::Text));
        let style = crate::cli::ERROR;
        session.ui.alert(&format!("{style}refused:{style:#} {}", refusal(&refused)));
        draft.close().await?;
        return Ok(Written::Refused);
    }
    session.ui.note(&format!("{}: {}", target.name, report.counts()));
    let proved = draft.prove(name, SystemTime::now()).await?;
    for line in proved.rows.lines() {
        session.ui.note(&format!("{}: {line}", target.name));
    }
    proved.write().map(Written::Files)
}
