//! Migrations and histories of other tools: a foreign folder becomes dbtool's own pairs of files, and
//! what the foreign history says has run is marked as run.

mod annotated;
mod atlas;
mod convert;
mod flyway;
#[cfg(test)]
mod fuzz;
mod golang;
mod prisma;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::engine::{Connection, Ledger, Row};
use crate::error::Fault;
use crate::model::Place;
use crate::ui::Ui;

use super::baseline;
use super::files::{self, Folder};
use super::history::{History, UNTIMED};
use super::options::Settings;
use super::status::{compare, refuse};
use super::{lock, version, write};

/// Whose migrations they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// golang-migrate: `<version>_<name>.up.sql` and `.down.sql`.
    GolangMigrate,
    /// goose: both ways in one file, parted by `-- +goose Up` and `Down`.
    Goose,
    /// dbmate: both ways in one file, parted by `-- migrate:up` and `-- migrate:down`.
    Dbmate,
    /// Flyway: `V…__`, `U…__` and `R__…`.
    Flyway,
    /// Prisma Migrate: a folder for each, with a `migration.sql`.
    Prisma,
    /// Atlas: `<version>_<name>.sql` with an `atlas.sum`.
    Atlas,
}

impl Tool {
    /// Its name for people.
    pub fn label(self) -> &'static str {
        match self {
            Tool::GolangMigrate => "golang-migrate",
            Tool::Goose => "goose",
            Tool::Dbmate => "dbmate",
            Tool::Flyway => "Flyway",
            Tool::Prisma => "Prisma",
            Tool::Atlas => "Atlas",
        }
    }

    /// Where its history is by default.
    pub fn tables(self) -> &'static [&'static str] {
        match self {
            Tool::GolangMigrate | Tool::Dbmate => &["schema_migrations"],
            Tool::Goose => &["goose_db_version"],
            Tool::Flyway => &["flyway_schema_history", "schema_version"],
            Tool::Prisma => &["_prisma_migrations"],
            Tool::Atlas => &["atlas_schema_revisions.atlas_schema_revisions", "atlas_schema_revisions"],
        }
    }

    fn read(self, folder: &Path, options: &ImportOptions) -> Result<Read, Fault> {
        match self {
            Tool::GolangMigrate => golang::read(folder),
            Tool::Goose => annotated::read(folder, &annotated::GOOSE),
            Tool::Dbmate => annotated::read(folder, &annotated::DBMATE),
            Tool::Flyway => flyway::read(folder, &options.placeholders),
            Tool::Prisma => prisma::read(folder),
            Tool::Atlas => atlas::read(folder),
        }
    }

    /// The query of its history, in the order in which it was written.
    fn query(self, table: &str) -> String {
        match self {
            Tool::GolangMigrate => golang::query(table),
            Tool::Goose => annotated::goose_query(table),
            Tool::Dbmate => annotated::dbmate_query(table),
            Tool::Flyway => flyway::query(table),
            Tool::Prisma => prisma::query(table),
            Tool::Atlas => atlas::query(table),
        }
    }

    /// Which of the migrations ran, by their places.
    fn ran(self, rows: &[Row], all: &[Foreign], options: &ImportOptions) -> Result<BTreeSet<usize>, Fault> {
        match self {
            Tool::GolangMigrate => golang::ran(rows, all),
            Tool::Goose => annotated::goose_ran(rows, all),
            Tool::Dbmate => annotated::dbmate_ran(rows, all),
            Tool::Flyway => flyway::ran(rows, all, options.force),
            Tool::Prisma => prisma::ran(rows, all, options.force),
            Tool::Atlas => atlas::ran(rows, all, options.force),
        }
    }
}

/// How to import.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// The table of the foreign history, where it is not the tool's usual one.
    pub history_table: Option<String>,
    /// What Flyway puts in for `${name}`.
    pub placeholders: BTreeMap<String, String>,
    /// Mark what ran although its file was changed since, or is gone.
    pub force: bool,
    /// Only say what would be done.
    pub dry_run: bool,
    /// What every run takes.
    pub settings: Settings,
}

/// A migration of another tool.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Foreign {
    /// The number that orders it.
    version: i64,
    /// What its history calls it.
    key: String,
    /// What it does, in the file's words.
    name: String,
    /// The file, for messages.
    file: PathBuf,
    up: Way,
    down: Option<Way>,
    /// The checksum that its history would hold.
    sum: Option<String>,
    /// Whether it only sums up those before it, so that it is nobody's to run.
    checkpoint: bool,
}

/// A way up or back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Way {
    sql: String,
    /// Whether the file says that it runs outside of a transaction.
    outside: bool,
}

/// What a foreign folder holds.
#[derive(Clone, Debug, Default)]
struct Read {
    /// In order.
    migrations: Vec<Foreign>,
    notes: Vec<String>,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// The files that were written, or would be; none where all were there already.
    pub files: Vec<PathBuf>,
    /// The versions that were marked as run, or would be.
    pub marked: Vec<i64>,
    /// How many migrations the foreign folder holds.
    pub migrations: usize,
    /// The foreign history's table, where there is one.
    pub table: Option<String>,
    /// What a person should know.
    pub notes: Vec<String>,
}

/// Imports a foreign folder into dbtool's own, and its history where a database is given. A second
/// time it does only what is left to do.
///
/// # Errors
/// When a file cannot be read or taken over as it is, another file is in its place, the foreign
/// history tells of a migration that failed, or the server refuses.
pub async fn import(
    connection: Option<&mut Connection>,
    ledger: &dyn Ledger,
    tool: Tool,
    from: &Path,
    into: &Path,
    options: &ImportOptions,
    ui: &Ui,
) -> Result<Imported, Fault> {
    let in_place = is_same(from, into);
    if in_place && tool != Tool::GolangMigrate {
        return Err(Fault::new(format!("{} is the folder of dbtool's own migrations too", into.display()))
            .hint("name another folder for them, as `migrations:` in dbtool.yaml or with --migrations"));
    }
    let Read { migrations, mut notes } = tool.read(from, options)?;
    let written = convert::files(&migrations, ledger, &mut notes)?;
    let mut found = Found::default();
    let mut connection = connection;
    if let Some(connection) = connection.as_deref_mut() {
        found = Found::read(connection, tool, &migrations, options).await?;
    }
    if !options.dry_run && !in_place {
        std::fs::create_dir_all(into).map_err(|error| {
            Fault::new(format!("cannot make the folder {}", into.display())).detail(error.to_string())
        })?;
        write::clear_leftovers(into)?;
    }
    let there = files::read_or_empty(into)?;
    let fresh = if in_place { Vec::new() } else { convert::fresh(&written, &there)? };
    if !options.dry_run {
        write::write_all(&fresh)?;
    }
    let versions: BTreeSet<i64> =
        written.iter().filter(|file| found.ran.contains(&file.origin)).map(|file| file.version).collect();
    let mut imported = Imported {
        files: fresh.into_iter().map(|(path, _)| path).collect(),
        migrations: migrations.len(),
        table: found.table,
        notes,
        marked: Vec::new(),
    };
    if let (Some(connection), true) = (connection, imported.table.is_some()) {
        imported.marked = if options.dry_run {
            unmarked(&History::read(connection).await?, &versions)
        } else {
            mark(connection, &files::read(into)?, &versions, options, ui).await?
        };
    }
    Ok(imported)
}

/// What the foreign history says.
#[derive(Default)]
struct Found {
    table: Option<String>,
    /// Places in the list of migrations.
    ran: BTreeSet<usize>,
}

impl Found {
    async fn read(
        connection: &mut Connection,
        tool: Tool,
        all: &[Foreign],
        options: &ImportOptions,
    ) -> Result<Self, Fault> {
        let named = options.history_table.as_deref();
        let names = named.map_or_else(|| tool.tables().to_vec(), |name| vec![name]);
        for name in names {
            let find = connection.ledger().find_table(connection.database(), name);
            let rows = connection.rows(&find).await?;
            let Some(table) = rows.first().and_then(|row| row.text(0)).map(str::to_owned) else { continue };
            let rows = connection.rows(&tool.query(&table)).await.map_err(|fault| {
                Fault::new(format!("{table} is not a history of {}", tool.label())).detail(fault.message).hint(
                    "is it another tool's? Name that with --from; --history-table names another table, and \
                           --files-only leaves the history alone",
                )
            })?;
            return Ok(Self { table: Some(table), ran: tool.ran(&rows, all, options)? });
        }
        match named {
            Some(name) => Err(Fault::new(format!("there is no table {name} in the database")).hint(
                "--history-table takes a name as SQL writes it, with its schema where it is not in the search_path",
            )),
            None => Ok(Self::default()),
        }
    }
}

fn unmarked(history: &History, versions: &BTreeSet<i64>) -> Vec<i64> {
    versions.iter().copied().filter(|version| history.get(*version).is_none()).collect()
}

async fn mark(
    connection: &mut Connection,
    folder: &Folder,
    versions: &BTreeSet<i64>,
    options: &ImportOptions,
    ui: &Ui,
) -> Result<Vec<i64>, Fault> {
    lock::acquire(connection, options.settings.wait, ui).await?;
    let marked = async {
        let history = History::ensure(connection).await?;
        refuse(folder, &compare(folder, &history), true)?;
        let versions = unmarked(&history, versions);
        baseline::insert(connection, folder, &history, &versions, UNTIMED).await?;
        Ok(versions)
    }
    .await;
    let released = lock::release(connection).await;
    let marked = marked?;
    released?;
    Ok(marked)
}

/// Whether two paths lead to one folder.
fn is_same(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

/// The files of a folder by name.
fn listed(folder: &Path) -> Result<Vec<(String, PathBuf)>, Fault> {
    let unreadable = |error: std::io::Error| {
        Fault::new(format!("cannot read {}", folder.display()))
            .detail(error.to_string())
            .hint("name the folder that holds the other tool's migrations")
    };
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        names.push((entry.file_name().to_string_lossy().into_owned(), entry.path()));
    }
    names.sort();
    Ok(names)
}

/// Sorted, with no version twice.
fn in_order(mut migrations: Vec<Foreign>) -> Result<Vec<Foreign>, Fault> {
    migrations.sort_by_key(|migration| migration.version);
    let twice = migrations.windows(2).find(|pair| matches!(pair, [one, other] if one.version == other.version));
    match twice {
        Some([one, other]) => Err(Fault::new(format!("two migrations have the version {}", one.version))
            .detail(format!("{}\n{}", one.file.display(), other.file.display()))
            .hint("give one of them another version, with the tool that they are of")),
        _ => Ok(migrations),
    }
}

/// A number at the beginning of a name, and what follows the underscore after it.
fn numbered(stem: &str) -> Option<(i64, &str)> {
    let (number, name) = stem.split_once('_').unwrap_or((stem, ""));
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    Some((number.parse().ok().filter(|_| digits)?, name))
}

/// A file's name for ours, where it says nothing of its own.
fn slug(name: &str) -> String {
    version::slug(name).unwrap_or_else(|_| "migration".to_owned())
}

/// A place in a foreign file.
fn place(file: &Path, line: usize) -> Option<Place> {
    let line = u32::try_from(line).unwrap_or(u32::MAX);
    Some(Place { file: file.display().to_string().into(), line, column: 1 })
}

/// What ran there and has no file.
fn gone(what: &str, tool: Tool) -> Fault {
    Fault::new(format!("{what} ran on this database, as {} says, and has no file", tool.label()))
        .hint("is this the right folder and branch? Restore the file; --force marks the others all the same")
}

/// What was changed since it ran.
fn changed(file: &Path, tool: Tool) -> Fault {
    Fault::new(format!("{} is not what ran on this database, as {} noted its checksum", file.display(), tool.label()))
        .hint("restore the file; --force marks it as run as it is now")
}
