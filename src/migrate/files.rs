//! A folder of migrations, read as `sqlx migrate` reads it.
//!
//! The rules are those of sqlx 0.9 (`sqlx-core/src/migrate/source.rs`): a file counts when its name
//! is `<version>_<description>.sql`, `.up.sql` or `.down.sql`; everything else is passed over. What
//! sqlx would trip over later (two files of one version, a down without an up) is said here at once.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sqlx::migrate::MigrationType;
use sqlx::{AssertSqlSafe, SqlSafeStr as _};

use crate::error::Fault;
use crate::model::Place;

use super::hooks::{self, Hooks};
use super::squash::{Replaced, replaced};
use super::{header, script};

/// What a file that must not run in a transaction begins with: these bytes, at the very start.
pub const NO_TRANSACTION: &str = "-- no-transaction";

/// What a way back begins with that cannot be gone.
pub const IRREVERSIBLE: &str = "-- irreversible:";

/// One file of SQL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// The file.
    pub path: PathBuf,
    /// Its text as it is, line ends and all.
    pub sql: String,
    /// SHA-384 of its bytes, as sqlx keeps it in the history.
    pub checksum: Vec<u8>,
    /// Whether it runs inside a transaction.
    pub transactional: bool,
    /// What runs before and after it.
    pub hooks: Hooks,
}

/// One migration: a step up, and the way back where there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migration {
    /// The number that orders migrations, by habit a time as `YYYYMMDDHHMMSS`.
    pub version: i64,
    /// The name with its underscores as spaces, as sqlx keeps it in the history.
    pub description: String,
    /// The step up.
    pub up: Script,
    /// The way back.
    pub down: Option<Script>,
}

/// The migrations of a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folder {
    /// The folder.
    pub path: PathBuf,
    /// Its migrations by version.
    pub migrations: Vec<Migration>,
    /// What a person should know of files that were passed over.
    pub notes: Vec<String>,
}

impl Script {
    /// A script as it would be read from a file.
    pub fn new(path: impl Into<PathBuf>, sql: impl Into<String>) -> Self {
        let sql = sql.into();
        let transactional = !sql.starts_with(NO_TRANSACTION) && !header::is_backfill(&sql);
        Self { path: path.into(), checksum: checksum(&sql), sql, transactional, hooks: Hooks::default() }
    }

    /// Itself with the scripts around it.
    pub(super) fn with_hooks(&self) -> impl Iterator<Item = &Script> {
        let Hooks { before, after } = &self.hooks;
        before.as_deref().into_iter().chain([self]).chain(after.as_deref())
    }

    /// Whether a checksum in the history is of this text, however its lines end: a checkout with
    /// other line ends is no edit.
    pub fn matches(&self, recorded: &[u8]) -> bool {
        if self.checksum == recorded {
            return true;
        }
        let unix = self.sql.replace("\r\n", "\n");
        checksum(&unix) == recorded || checksum(&unix.replace('\n', "\r\n")) == recorded
    }

    /// Why there is no way back, where the file says so in a comment `-- irreversible: REASON` before
    /// its first statement.
    pub fn irreversible(&self) -> Option<&str> {
        let head = self.sql.lines().take_while(|line| line.trim().is_empty() || line.starts_with("--"));
        head.into_iter().find_map(|line| line.strip_prefix(IRREVERSIBLE)).map(str::trim)
    }

    /// The place of a byte of its text.
    pub fn place(&self, byte: usize) -> Place {
        let (line, column) = script::line_and_column(&self.sql, byte);
        Place { file: self.path.display().to_string().into(), line, column }
    }
}

impl Migration {
    /// The migrations that it replaces; none but of a squashed one.
    pub fn replaced(&self) -> Vec<Replaced> {
        replaced(&self.up.sql)
    }

    /// How messages name it: `20260102030405 add users`.
    pub fn title(&self) -> String {
        title(self.version, &self.description)
    }
}

/// How messages name a migration.
pub(super) fn title(version: i64, description: &str) -> String {
    if description.is_empty() { version.to_string() } else { format!("{version} {description}") }
}

impl Folder {
    /// The migration of that version.
    pub fn get(&self, version: i64) -> Option<&Migration> {
        self.migrations.iter().find(|migration| migration.version == version)
    }

    /// The last migration's version.
    pub fn last(&self) -> Option<i64> {
        self.migrations.last().map(|migration| migration.version)
    }
}

/// Reads a folder of migrations.
///
/// # Errors
/// When the folder is missing or none, or a file in it is no migration although its name says so.
pub fn read(path: &Path) -> Result<Folder, Fault> {
    read_if_there(path)?.ok_or_else(|| {
        Fault::new(format!("there is no folder of migrations at {}", path.display()))
            .hint("`dbtool migrate new TARGET NAME` makes it with its first migration; or correct `migrations:` in dbtool.yaml")
    })
}

/// Reads a folder of migrations, as an empty one where it is missing: the first is yet to be written.
///
/// # Errors
/// As [`read`], but for the missing folder.
pub fn read_or_empty(path: &Path) -> Result<Folder, Fault> {
    Ok(read_if_there(path)?.unwrap_or_else(|| Folder { path: path.to_owned(), ..Folder::default() }))
}

fn read_if_there(path: &Path) -> Result<Option<Folder>, Fault> {
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(Fault::new(format!("{} is not a folder of migrations but a file", path.display()))
                .hint("name the folder that holds the `<version>_<name>.up.sql` files"));
        }
        Err(error) => return Err(unreadable(path, &error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| unreadable(path, &error))?;
        names.push(entry.file_name());
    }
    // The order of a folder's entries is the file system's; messages shall not depend on it.
    names.sort();
    let mut folder = Folder { path: path.to_owned(), ..Folder::default() };
    let mut versions: BTreeMap<i64, Pair> = BTreeMap::new();
    let mut scripts = Vec::new();
    for name in names {
        let file = path.join(&name);
        match parse(&name.to_string_lossy()) {
            Parsed::Other => {}
            Parsed::Overlooked => folder.notes.push(format!(
                "{} is not a migration: its name is not <version>_<name>.sql, so it is passed over, as by sqlx",
                file.display()
            )),
            _ if !file.metadata().map_err(|error| unreadable(&file, &error))?.is_file() => {}
            Parsed::NoVersion(prefix) => return Err(no_version(&file, &prefix)),
            Parsed::Migration { version, kind, description } => {
                let mut script = load(&file)?;
                script.hooks = hooks::read(&script)?;
                scripts.push((version, kind, description, script));
            }
        }
    }
    let squashed: Vec<(String, Vec<Replaced>)> = scripts
        .iter()
        .filter(|(_, kind, _, _)| !kind.is_down_migration())
        .map(|(_, _, description, script)| (description.clone(), replaced(&script.sql)))
        .filter(|(_, replaced)| !replaced.is_empty())
        .collect();
    for (version, kind, description, script) in scripts {
        // A squash that was killed has not put all away that it replaces.
        let rest = |(own, all): &&(String, Vec<Replaced>)| {
            *own != description && all.iter().any(|it| it.version == version && it.description == description)
        };
        if let Some((own, _)) = squashed.iter().find(rest) {
            folder.notes.push(format!(
                "{} is replaced by the migration {own}, which sums it up: it is passed over, remove it",
                script.path.display()
            ));
            continue;
        }
        versions.entry(version).or_default().add(version, kind, description, script)?;
    }
    for (version, pair) in versions {
        if let Some(down) = pair.leftover() {
            folder
                .notes
                .push(format!("{} is the rest of a `migrate new` that was killed; run it again", down.display()));
            continue;
        }
        folder.migrations.push(pair.finish(version)?);
    }
    Ok(Some(folder))
}

enum Parsed {
    /// A file of another kind.
    Other,
    /// A file of SQL that is no migration.
    Overlooked,
    /// What stands where the version should.
    NoVersion(String),
    Migration {
        version: i64,
        kind: MigrationType,
        description: String,
    },
}

/// What a file's name says, by sqlx's rules to the letter.
fn parse(name: &str) -> Parsed {
    let Some((prefix, rest)) = name.split_once('_').filter(|(_, rest)| rest.ends_with(".sql")) else {
        let looks_like_sql = name.to_lowercase().ends_with(".sql") && !name.starts_with('.');
        return if looks_like_sql { Parsed::Overlooked } else { Parsed::Other };
    };
    let Ok(version) = prefix.parse() else { return Parsed::NoVersion(prefix.to_owned()) };
    let kind = MigrationType::from_filename(rest);
    let description = rest.trim_end_matches(kind.suffix()).replace('_', " ");
    Parsed::Migration { version, kind, description }
}

/// Reads one file of SQL.
///
/// # Errors
/// When it cannot be read, or is no text.
pub(super) fn load(file: &Path) -> Result<Script, Fault> {
    let sql = decoded(file)?;
    if sql.starts_with('\u{feff}') {
        return Err(bad(
            file,
            &[],
            "the migration begins with a byte order mark, which PostgreSQL takes for a syntax error",
        )
        .hint("save the file as UTF-8 without BOM"));
    }
    Ok(Script::new(file, sql))
}

/// The text of another tool's file, without a byte order mark.
///
/// # Errors
/// When it cannot be read, or is no text.
pub(super) fn text(file: &Path) -> Result<String, Fault> {
    let text = decoded(file)?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

fn decoded(file: &Path) -> Result<String, Fault> {
    let bytes = fs::read(file).map_err(|error| unreadable(file, &error))?;
    let sql = String::from_utf8(bytes).map_err(|error| {
        let valid = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        bad(file, valid, "the migration is not UTF-8 from this line on")
            .hint("save the file as UTF-8; `iconv -f latin1 -t utf-8` helps where it is Latin-1")
    })?;
    if let Some((before, _)) = sql.split_once('\0') {
        return Err(bad(file, before.as_bytes(), "the migration holds a NUL byte")
            .hint("is it a binary file? PostgreSQL's text can hold no NUL; remove it"));
    }
    Ok(sql)
}

/// A fault at the end of a part of a file.
fn bad(file: &Path, before: &[u8], message: &str) -> Fault {
    let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
    let place =
        Place { file: Arc::from(file.display().to_string()), line: u32::try_from(line).unwrap_or(u32::MAX), column: 1 };
    Fault::new(message).at(Some(place))
}

#[derive(Default)]
struct Pair {
    up: Option<(String, Script)>,
    down: Option<(String, Script)>,
}

impl Pair {
    fn add(&mut self, version: i64, kind: MigrationType, description: String, script: Script) -> Result<(), Fault> {
        let slot = if kind.is_down_migration() { &mut self.down } else { &mut self.up };
        match slot {
            Some((_, other)) => Err(Fault::new(format!("two migrations have the version {version}"))
                .detail(format!("{}\n{}", other.path.display(), script.path.display()))
                .hint("give the one that has run nowhere yet a later version: rename its .up.sql, .down.sql and .md")),
            None => {
                *slot = Some((description, script));
                Ok(())
            }
        }
    }

    /// The way back that a killed run left without its way up.
    fn leftover(&self) -> Option<&Path> {
        let down = self.down.as_ref().filter(|_| self.up.is_none())?;
        Some(down.1.path.as_path()).filter(|path| super::write::is_leftover(path))
    }

    fn finish(self, version: i64) -> Result<Migration, Fault> {
        match (self.up, self.down) {
            (Some((description, up)), None) => Ok(Migration { version, description, up, down: None }),
            (Some((description, up)), Some((other, down))) if other == description => {
                Ok(Migration { version, description, up, down: Some(down) })
            }
            (Some((_, up)), Some((_, down))) => {
                Err(Fault::new(format!("the up and the down of version {version} have different names"))
                    .detail(format!("{}\n{}", up.path.display(), down.path.display()))
                    .hint("if they belong together, give them one name; if not, give one of them another version"))
            }
            (None, down) => {
                let file = down.map(|(_, script)| script.path.display().to_string()).unwrap_or_default();
                Err(Fault::new(format!("version {version} has a way down but none up"))
                    .detail(file)
                    .hint("restore its .up.sql, or remove the .down.sql"))
            }
        }
    }
}

fn no_version(file: &Path, prefix: &str) -> Fault {
    let hint = if prefix.is_empty() || !prefix.bytes().all(|byte| byte.is_ascii_digit()) {
        "a migration is called <version>_<name>.up.sql, its version a number such as 20260102030405; \
         rename the file, or move it out of the folder"
    } else {
        "a version is at most 9223372036854775807; rename the file"
    };
    Fault::new(format!("{}: `{prefix}` is not a migration's version", file.display())).hint(hint)
}

fn unreadable(path: &Path, error: &io::Error) -> Fault {
    Fault::new(format!("cannot read {}", path.display()))
        .detail(error.to_string())
        .hint("check the path and its permissions")
}

/// SHA-384, taken from sqlx itself so that the two can never differ.
fn checksum(sql: &str) -> Vec<u8> {
    let text = AssertSqlSafe(sql).into_sql_str();
    sqlx::migrate::Migration::new(0, "".into(), MigrationType::Simple, text, false).checksum.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        folder
    }

    fn fault(files: &[(&str, &str)]) -> String {
        read(folder(files).path()).unwrap_err().to_string()
    }

    /// The oracle: sqlx's own resolver on the same folder.
    #[tokio::test]
    async fn reads_what_sqlx_reads() {
        let files = [
            ("20260102030405_add_users.up.sql", "CREATE TABLE users ();\r\n"),
            ("20260102030405_add_users.down.sql", "DROP TABLE users;"),
            ("0003_simple__name_.sql", "SELECT 1"),
            ("4_index.up.sql", "-- no-transaction\nCREATE INDEX CONCURRENTLY i ON t (c)"),
            ("5_.sql", ""),
            ("6_a.sql.sql", "SELECT 'é'"),
            ("+7_plus.sql", " -- no-transaction"),
            ("20260102030405_add_users.md", "# page"),
            ("schema.sql", "SELECT"),
            (".8_hidden.up.sql.tmp", "SELECT"),
        ];
        let folder = folder(&files);
        fs::create_dir(folder.path().join("9_folder.sql")).unwrap();
        let ours = read(folder.path()).unwrap();
        let theirs = sqlx::migrate::Migrator::new(folder.path()).await.unwrap();
        let mut scripts = Vec::new();
        for migration in &ours.migrations {
            scripts.push((migration, &migration.up));
            scripts.extend(migration.down.as_ref().map(|down| (migration, down)));
        }
        assert_eq!(scripts.len(), theirs.iter().count());
        for ((migration, script), theirs) in scripts.iter().zip(theirs.iter()) {
            assert_eq!(migration.version, theirs.version);
            assert_eq!(migration.description, theirs.description);
            assert_eq!(script.sql, theirs.sql.as_str());
            assert_eq!(script.checksum, *theirs.checksum);
            assert_eq!(script.transactional, !theirs.no_tx);
        }
        assert_eq!(ours.notes.len(), 1, "{:?}", ours.notes);
        assert_eq!(ours.last(), Some(20_260_102_030_405));
    }

    #[test]
    fn line_ends_are_no_edit() {
        let unix = Script::new("a", "a\nb\n");
        let windows = Script::new("a", "a\r\nb\r\n");
        assert!(unix.matches(&windows.checksum) && windows.matches(&unix.checksum));
        assert!(!unix.matches(&Script::new("a", "a\nb").checksum));
    }

    #[test]
    fn says_what_is_wrong_and_what_to_do() {
        let missing = read(Path::new("/nonexistent/x")).unwrap_err();
        assert!(missing.message.contains("no folder of migrations"), "{missing}");
        assert!(read_or_empty(Path::new("/nonexistent/x")).unwrap().migrations.is_empty());
        let file = folder(&[("f", "")]);
        assert!(read(&file.path().join("f")).unwrap_err().message.contains("but a file"));
        assert!(fault(&[("abc_x.sql", "")]).contains("`abc` is not a migration's version"));
        assert!(fault(&[("99999999999999999999_x.sql", "")]).contains("at most 9223372036854775807"));
        assert!(fault(&[("1_a.sql", ""), ("01_b.up.sql", "")]).contains("two migrations have the version 1"));
        assert!(fault(&[("1_a.up.sql", ""), ("1_b.down.sql", "")]).contains("different names"));
        assert!(fault(&[("1_a.down.sql", "")]).contains("has a way down but none up"));
        assert!(fault(&[("1_a.sql", "\u{feff}SELECT 1")]).contains("byte order mark"));
        assert!(fault(&[("1_a.sql", "a\n\0")]).contains("1_a.sql:2:1: the migration holds a NUL byte"));
        let latin = folder(&[]);
        fs::write(latin.path().join("1_a.sql"), b"a\nb\xe9").unwrap();
        assert!(read(latin.path()).unwrap_err().to_string().contains("1_a.sql:2:1: the migration is not UTF-8"));
    }
}
