//! Adopts a database that is already there: its migrations are marked as run without being run.

use crate::diff::{Change, diff, list};
use crate::engine::Connection;
use crate::error::Fault;
use crate::ui::Ui;

use super::files::Folder;
use super::history::{History, NEVER_RAN, together};
use super::lock;
use super::options::Settings;
use super::replay::{Replay, Setting, read};
use super::status::{compare, refuse};

/// How to adopt.
#[derive(Clone, Debug, Default)]
pub struct BaselineOptions {
    /// The last version that the database has; all where `None`.
    pub to: Option<i64>,
    /// Mark them although the database is not what they would give.
    pub force: bool,
    /// Only say what would be marked.
    pub dry_run: bool,
    /// What every run takes.
    pub settings: Settings,
}

/// What came of it.
#[derive(Clone, Debug)]
pub enum Baseline {
    /// These versions were marked, or would be; none where all were already.
    Marked(Vec<i64>),
    /// The database is not what the migrations would give; nothing was marked.
    Differs(Vec<Change>),
}

impl Baseline {
    /// Why nothing was marked, for a person.
    pub fn fault(&self) -> Option<Fault> {
        match self {
            Baseline::Marked(_) => None,
            Baseline::Differs(changes) => Some(
                Fault::new("the database is not what the migrations would give; nothing was marked")
                    .detail(list(changes))
                    .hint("mark only those that it has with --to VERSION, bring it in step, or mark them all the same with --force"),
            ),
        }
    }
}

/// Marks migrations as run, once the database is seen to be what they would give.
///
/// # Errors
/// When the history and the files disagree, a migration does not load on a scratch database, or the
/// server refuses.
pub async fn baseline(
    connection: &mut Connection,
    setting: Setting<'_>,
    folder: &Folder,
    options: &BaselineOptions,
    ui: &Ui,
) -> Result<Baseline, Fault> {
    let last = options.to.or_else(|| folder.last());
    if let Some(to) = options.to.filter(|to| folder.get(*to).is_none()) {
        return Err(Fault::new(format!("there is no migration of version {to} in {}", folder.path.display()))
            .hint("`dbtool migrate status` lists them"));
    }
    if !options.force && last.is_some() {
        let changes = differences(connection, setting, folder, last).await?;
        if !changes.is_empty() {
            return Ok(Baseline::Differs(changes));
        }
    }
    if options.dry_run {
        let history = History::read(connection).await?;
        return unmarked(folder, &history, last).map(Baseline::Marked);
    }
    lock::acquire(connection, options.settings.wait, ui).await?;
    let result = mark(connection, folder, last).await;
    let released = lock::release(connection).await;
    let marked = result?;
    released?;
    Ok(Baseline::Marked(marked))
}

async fn differences(
    connection: &mut Connection,
    setting: Setting<'_>,
    folder: &Folder,
    last: Option<i64>,
) -> Result<Vec<Change>, Fault> {
    let mut replay = Replay::open(&setting).await?;
    let wanted = match replay.up(folder, last).await {
        Ok(()) => replay.read(&setting).await,
        Err(fault) => Err(fault),
    };
    replay.close().await?;
    let there = read(connection, &setting).await?;
    Ok(diff(&there, &wanted?))
}

fn unmarked(folder: &Folder, history: &History, last: Option<i64>) -> Result<Vec<i64>, Fault> {
    refuse(folder, &compare(folder, history), true)?;
    let wanted = |version: &i64| history.get(*version).is_none() && last.is_some_and(|last| *version <= last);
    Ok(folder.migrations.iter().map(|migration| migration.version).filter(wanted).collect())
}

/// All of them or none.
async fn mark(connection: &mut Connection, folder: &Folder, last: Option<i64>) -> Result<Vec<i64>, Fault> {
    let history = History::ensure(connection).await?;
    let versions = unmarked(folder, &history, last)?;
    insert(connection, folder, &history, &versions, NEVER_RAN).await?;
    Ok(versions)
}

/// Marks these versions of the folder as run, with how long they took, all of them or none.
pub(super) async fn insert(
    connection: &mut Connection,
    folder: &Folder,
    history: &History,
    versions: &[i64],
    took: i64,
) -> Result<(), Fault> {
    let ledger = connection.ledger();
    let found = versions.iter().filter_map(|version| folder.get(*version));
    let statements: Vec<String> = found.map(|migration| history.inserted(ledger, migration, true, took)).collect();
    together(connection, &statements).await
}
