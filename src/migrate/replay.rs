//! Migrations on a scratch database, where what they make of it is read back.

use crate::canonical;
use crate::diff::{diff, list};
use crate::engine::{Connection, Dialect, Reading};
use crate::error::Fault;
use crate::ground::Ground;
use crate::model::hashed::HashSet;
use crate::model::{Kind, Schema};
use crate::plan::Step;
use crate::plan::rename::{self, Rename};
use crate::proof::{self, choose};
use crate::scratch::{Database, Scratch};
use crate::ui::{Color, LogFormat, Ui, Verbosity};

use super::files::{Folder, Script};
use super::history;
use super::options::{Down, DownOptions, Settings, UpOptions};
use super::runner;

/// What a command that replays migrations works with.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    /// What writes the SQL.
    pub dialect: &'a dyn Dialect,
    /// Where scratch databases are made.
    pub scratch: &'a Scratch,
    /// What others have made, on which the migrations stand.
    pub ground: &'a Ground,
    /// Whether tables that are in use are changed in steps that block nobody for long.
    pub online: bool,
    /// Whether a column's type is changed by way of a shadow column where it would write the table anew.
    pub shadow: bool,
    /// Takes out of a schema what the command's options leave out.
    pub filter: &'a (dyn Fn(&mut Schema) + Sync),
}

impl std::fmt::Debug for Setting<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Setting").field("scratch", self.scratch).finish_non_exhaustive()
    }
}

/// What happens on a scratch database is nothing to report.
const SILENT: Ui = Ui { log: LogFormat::Text, color: Color::Never, verbosity: Verbosity::Quiet };

/// A scratch database that migrations run on.
pub(super) struct Replay {
    database: Database,
    pub(super) connection: Connection,
    /// The scripts that were looked at: they stay on the scratch database.
    confined: HashSet<Vec<u8>>,
}

impl Replay {
    /// A database with nothing of ours.
    pub(super) async fn open(setting: &Setting<'_>) -> Result<Self, Fault> {
        let mut replay = Self::empty(setting).await?;
        if !setting.ground.lent().objects.is_empty() {
            let empty = replay.connection.introspect(&Reading::default()).await?;
            canonical::build(setting.dialect, &empty, setting.ground.lent(), &mut replay.connection).await?;
        }
        Ok(replay)
    }

    /// A database with nothing at all.
    pub(super) async fn empty(setting: &Setting<'_>) -> Result<Self, Fault> {
        let database = setting.scratch.database().await?;
        let connection = Connection::open(database.url()).await?;
        Ok(Self { database, connection, confined: HashSet::default() })
    }

    /// A copy of the database as it is.
    pub(super) async fn copy(&mut self, scratch: &Scratch) -> Result<Self, Fault> {
        // The server copies no database that someone is in.
        let beside = Connection::open(self.database.beside()).await?;
        std::mem::replace(&mut self.connection, beside).close().await;
        let copy = scratch.copy(&self.database).await?;
        let own = Connection::open(self.database.url()).await?;
        std::mem::replace(&mut self.connection, own).close().await;
        let connection = Connection::open(copy.url()).await?;
        Ok(Self { database: copy, connection, confined: self.confined.clone() })
    }

    /// Puts into the steps how they are done, as copies of the database say, and notes what they take.
    ///
    /// # Errors
    /// When there is no copy, or a step fails there.
    pub(super) async fn choose(&mut self, setting: &Setting<'_>, steps: &mut Vec<Step>) -> Result<(), Fault> {
        choose::choose(steps, setting.online, async |steps| {
            let mut copy = self.copy(setting.scratch).await?;
            let run = proof::run(steps, &mut copy.connection).await;
            copy.close().await?;
            Ok(run)
        })
        .await
    }

    /// A new database, on which only so many of the migrations have run.
    pub(super) async fn rewind(&mut self, setting: &Setting<'_>, folder: &Folder, count: usize) -> Result<(), Fault> {
        let fresh = Self::open(setting).await?;
        std::mem::replace(self, fresh).close().await?;
        match folder.migrations.iter().take(count).next_back() {
            Some(last) => self.up(folder, Some(last.version)).await,
            None => Ok(()),
        }
    }

    /// Runs what is pending, up to a version.
    pub(super) async fn up(&mut self, folder: &Folder, to: Option<i64>) -> Result<(), Fault> {
        for migration in &folder.migrations {
            let own = std::iter::once(&migration.up).chain(&migration.down);
            for script in own.flat_map(Script::with_hooks) {
                if !self.confined.contains(&script.checksum) {
                    self.connection.confine(&script.sql).map_err(|fault| {
                        let message = format!("{}: {}", script.path.display(), fault.message);
                        Fault { message, ..fault }
                    })?;
                    self.confined.insert(script.checksum.clone());
                }
            }
        }
        let scripts = folder.migrations.iter().flat_map(|it| std::iter::once(&it.up).chain(&it.down));
        let scripts: Vec<&str> = scripts.map(|script| script.sql.as_str()).collect();
        if let Some(lent) = self.connection.ledger().lends(&scripts) {
            // Where it may not be lent, the script's own failure says what is missing.
            let _ = self.connection.execute(lent).await;
        }
        let options = UpOptions { to, dry_run: false, allow_out_of_order: true, settings: Settings::default() };
        runner::up(&mut self.connection, folder, &options, &SILENT).await.map(|_| ())
    }

    /// Undoes the last one.
    pub(super) async fn down(&mut self, folder: &Folder) -> Result<(), Fault> {
        let options = DownOptions { how: Down::Steps(1), marked: false, dry_run: false, settings: Settings::default() };
        runner::down(&mut self.connection, folder, &options, &SILENT).await.map(|_| ())
    }

    /// What is there now.
    pub(super) async fn read(&mut self, setting: &Setting<'_>) -> Result<Schema, Fault> {
        read(&mut self.connection, setting).await
    }

    /// What renames would make of what is there. They are made, read and undone.
    pub(super) async fn renamed(
        &mut self,
        setting: &Setting<'_>,
        there: &Schema,
        renames: &[Rename],
    ) -> Result<Schema, Fault> {
        if renames.is_empty() {
            return Ok(there.clone());
        }
        for statement in rename::statements(setting.dialect, there, renames) {
            self.connection.execute(&statement.sql).await?;
        }
        let renamed = self.read(setting).await?;
        for statement in rename::statements(setting.dialect, &renamed, &rename::undone(renames)) {
            self.connection.execute(&statement.sql).await?;
        }
        Ok(renamed)
    }

    /// Throws the database away.
    pub(super) async fn close(self) -> Result<(), Fault> {
        self.connection.close().await;
        self.database.drop().await
    }
}

/// What migrations make of a scratch database.
///
/// # Errors
/// When one does not load.
pub async fn replayed(setting: Setting<'_>, folder: &Folder) -> Result<Schema, Fault> {
    let mut replay = Replay::open(&setting).await?;
    let read = match replay.up(folder, None).await {
        Ok(()) => replay.read(&setting).await,
        Err(fault) => Err(fault),
    };
    replay.close().await?;
    read
}

/// What is in a database, the history and what the options leave out taken out. Everything is
/// stated: that there is no comment says that there must be none.
pub(super) async fn read(connection: &mut Connection, setting: &Setting<'_>) -> Result<Schema, Fault> {
    let mut schema = connection.introspect(&Reading::default()).await?;
    history::leave_out(&mut schema);
    setting.ground.clear(&mut schema);
    schema.objects.retain(|id, _| setting.dialect.migrates(id));
    schema.run_anywhere();
    (setting.filter)(&mut schema);
    schema.manage = Kind::ALL.iter().copied().filter(|kind| kind.is_facet()).collect();
    Ok(schema)
}

/// Fails unless what is there is what should be.
pub(super) fn expect(there: &Schema, wanted: &Schema, message: impl Fn() -> String, hint: &str) -> Result<(), Fault> {
    let changes = diff(there, wanted);
    let fault = || Fault::new(message()).detail(list(&changes));
    match hint {
        _ if changes.is_empty() => Ok(()),
        "" => Err(fault()),
        hint => Err(fault().hint(hint)),
    }
}
