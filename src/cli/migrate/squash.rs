//! `dbtool migrate squash`.

use super::run::notes;
use crate::cli::print;
use crate::cli::session::{Session, Target};
use crate::error::{Fault, Outcome};
use crate::migrate::{self, Squashed, files};
use crate::model::Schema;

/// Make one migration of those up to a version
///
/// It makes the same schema, which is proved on a scratch database; no live database is asked. Those
/// that it sums up are moved to `squashed/` in the folder of migrations. A database on which all of
/// them ran counts it as run with the next `migrate up`, a new one runs it, and one that ran only some
/// of them is told what to do. The paths of the new files go to stdout.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The target; needed where there are several
    target: Option<String>,
    /// The last version to sum up, which the new one bears too [default: the last]
    #[arg(long, value_name = "VERSION")]
    to: Option<i64>,
    /// What it is called
    #[arg(long, default_value = "squashed")]
    name: String,
    /// Remove the files that it sums up, instead of moving them
    #[arg(long)]
    remove: bool,
    /// Print its SQL, and write nothing
    #[arg(long)]
    dry_run: bool,
}

pub async fn run(args: Args, session: &Session) -> Result<Outcome, Fault> {
    let target = session.target(args.target.as_deref())?;
    let folder = files::read(target.migrations_path()?)?;
    notes(&folder, session);
    let squashed = squash(&target, &folder, &args, session).await?;
    let count = squashed.replaced.len();
    if args.dry_run {
        print(&session.ui, &squashed.files.up)?;
        session.ui.note(&format!("{}: {count} migrations would be one", target.name));
        return Ok(Outcome::Done);
    }
    let archive = folder.path.join("squashed");
    let paths = squashed.write(&folder, Some(archive.as_path()).filter(|_| !args.remove))?;
    print(&session.ui, &paths.iter().map(|path| format!("{}\n", path.display())).collect::<String>())?;
    let fate = if args.remove { "removed".to_owned() } else { format!("in {}", archive.display()) };
    session.ui.note(&format!("{}: {count} migrations are one; their files are {fate}", target.name));
    Ok(Outcome::Done)
}

async fn squash(target: &Target, folder: &migrate::Folder, args: &Args, session: &Session) -> Result<Squashed, Fault> {
    let others = target.others(&mut Schema::default()).await?;
    let scratch = target.scratch_server(target.version(&session.ui).await, &session.ui).await?;
    // Nothing that they make is left out.
    let whole = |_: &mut Schema| ();
    let squashed = migrate::squash(target.setting(&scratch, &others, &whole), folder, args.to, &args.name).await;
    scratch.close().await;
    squashed
}
