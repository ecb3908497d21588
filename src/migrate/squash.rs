//! Several migrations become one that makes the same schema. The new file says which it replaces, so
//! that a database on which all of those ran counts it as run, one on which none ran runs it, and one
//! that stands in between is told what to do.

use std::path::PathBuf;
use std::time::SystemTime;

use crate::error::Fault;

use super::files::{Folder, Migration, Script, title};
use super::history::{Applied, History, hex};
use super::new::draft;
use super::replay::{Replay, Setting, expect};
use super::write::Files;

/// What a line of the new file's head begins with that names a migration it replaces.
const REPLACES: &str = "-- dbtool: replaces ";

/// How many digits of a checksum tell a file.
const DIGITS: usize = 16;

/// A migration that a squashed one replaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// Its version.
    pub version: i64,
    /// The beginnings of its checksum, with either kind of line ends.
    sums: Vec<String>,
    /// Its name with spaces.
    pub description: String,
}

impl Replaced {
    fn of(migration: &Migration) -> Self {
        let unix = migration.up.sql.replace("\r\n", "\n");
        let windows = unix.replace('\n', "\r\n");
        let mut sums: Vec<String> = Vec::new();
        for text in [migration.up.sql.clone(), unix, windows] {
            let digits: String = hex(&Script::new("", text).checksum).chars().take(DIGITS).collect();
            if !sums.contains(&digits) {
                sums.push(digits);
            }
        }
        Self { version: migration.version, sums, description: migration.description.clone() }
    }

    fn line(&self) -> String {
        format!("{REPLACES}{} {} {}", self.version, self.sums.join(","), self.description).trim_end().to_owned()
    }

    fn parse(line: &str) -> Option<Self> {
        let mut words = line.trim_end().strip_prefix(REPLACES)?.splitn(3, ' ');
        let version = words.next()?.parse().ok()?;
        let sums = words.next()?.split(',').map(str::to_owned).collect();
        Some(Self { version, sums, description: words.next().unwrap_or_default().to_owned() })
    }

    fn ran(&self, history: &History) -> bool {
        let same = |row: &Applied| {
            let digits = hex(&row.checksum);
            row.success && self.sums.iter().any(|sum| !sum.is_empty() && digits.starts_with(sum))
        };
        history.get(self.version).is_some_and(same)
    }

    /// How messages name it.
    pub fn title(&self) -> String {
        title(self.version, &self.description)
    }
}

/// The migrations that a file says it replaces; none of most files.
pub fn replaced(sql: &str) -> Vec<Replaced> {
    let head = sql.lines().take_while(|line| line.trim().is_empty() || line.starts_with("--"));
    head.filter_map(Replaced::parse).collect()
}

/// How a database stands to a squashed migration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It is not a squashed one, or it counts as run already.
    Settled,
    /// None of what it replaces ran.
    New,
    /// All of what it replaces ran: it counts as run, once the history says so.
    Adoptable,
    /// Some ran: these did not, or were other files.
    Between(Vec<Replaced>),
}

pub(super) fn standing(migration: &Migration, replaced: &[Replaced], history: &History) -> Standing {
    let own = history.get(migration.version);
    if replaced.is_empty() || own.is_some_and(|own| migration.up.matches(&own.checksum)) {
        return Standing::Settled;
    }
    if replaced.iter().all(|it| history.get(it.version).is_none()) && own.is_none() {
        return Standing::New;
    }
    let lacking: Vec<Replaced> = replaced.iter().filter(|it| !it.ran(history)).cloned().collect();
    if lacking.is_empty() { Standing::Adoptable } else { Standing::Between(lacking) }
}

/// The statements that put a squashed migration in the place of those that ran.
pub(super) fn adoption(migration: &Migration, history: &History, ledger: &dyn crate::engine::Ledger) -> Vec<String> {
    let others = replaced(&migration.up.sql).into_iter().filter(|it| it.version != migration.version);
    let mut statements: Vec<String> =
        others.filter(|it| history.get(it.version).is_some()).map(|it| history.removed(it.version)).collect();
    statements.push(history.adopted(ledger, migration));
    statements
}

/// A squashed migration, proved and not yet written.
#[derive(Clone, Debug)]
pub struct Squashed {
    /// Its files.
    pub files: Files,
    /// What it replaces.
    pub replaced: Vec<Replaced>,
    /// The files that go.
    pub gone: Vec<PathBuf>,
}

/// Sums up the migrations up to a version, and proves on a scratch database that the new one makes
/// the same schema. Nothing is written.
///
/// # Errors
/// When there are fewer than two, one does not load, they leave rows or what dbtool does not model,
/// or the new one makes another schema.
pub async fn squash(setting: Setting<'_>, folder: &Folder, to: Option<i64>, name: &str) -> Result<Squashed, Fault> {
    let last = to.or_else(|| folder.last());
    let chosen: Vec<&Migration> =
        folder.migrations.iter().filter(|migration| last.is_some_and(|last| migration.version <= last)).collect();
    let Some(version) = last.filter(|last| chosen.len() > 1 && folder.get(*last).is_some()) else {
        return Err(Fault::new(match last {
            Some(last) if folder.get(last).is_none() => format!("there is no migration of version {last}"),
            _ => "fewer than two migrations are to be squashed: there is nothing to do".to_owned(),
        })
        .hint("`dbtool migrate status` lists them"));
    };
    let setting = Setting { online: false, shadow: false, ..setting };
    let mut replay = Replay::open(&setting).await?;
    let made = async {
        replay.up(folder, Some(version)).await?;
        let filled = filled(&mut replay).await?;
        Ok((replay.read(&setting).await?, filled))
    }
    .await;
    replay.close().await?;
    let (schema, filled) = made?;
    if !filled.is_empty() {
        return Err(Fault::new("the migrations leave rows, which no schema says")
            .detail(filled.join("\n"))
            .hint("squash up to the one before, or take the statements that write rows into a migration after the squashed ones"));
    }
    if !schema.unmodelled.is_empty() {
        let list: Vec<String> = schema.unmodelled.iter().map(|it| format!("{} {}", it.kind, it.name)).collect();
        return Err(
            Fault::new("the migrations make what dbtool does not model, and would be lost").detail(list.join("\n"))
        );
    }
    let empty = Folder { path: folder.path.clone(), ..Folder::default() };
    let draft = draft(setting, &empty, &schema).await?;
    let wanted = expect(&draft.after, &schema, || "the schema does not come back as it was".to_owned(), "");
    if let Err(fault) = wanted {
        draft.close().await?;
        return Err(fault);
    }
    let mut proved = draft.at(version).prove(name, SystemTime::UNIX_EPOCH).await?;
    let (Some(mut files), None) = (proved.files.pop(), proved.files.pop()) else {
        return Err(Fault::new("the schema cannot be made in one file")
            .hint("a statement of it must be outside of a transaction: this is a fault of dbtool, please report it"));
    };
    let replaced: Vec<Replaced> = chosen.iter().map(|migration| Replaced::of(migration)).collect();
    let head: String = replaced.iter().map(|it| format!("{}\n", it.line())).collect();
    files.up = format!("{head}\n{}", files.up);
    let scripts = chosen.iter().flat_map(|it| std::iter::once(&it.up).chain(&it.down));
    let mut gone: Vec<PathBuf> = scripts.map(|script| script.path.clone()).collect();
    let page = |path: &PathBuf| {
        path.to_str().and_then(|text| text.strip_suffix(".up.sql")).map(|stem| format!("{stem}.md").into())
    };
    gone.extend(gone.clone().iter().filter_map(page).filter(|page: &PathBuf| page.is_file()));
    Ok(Squashed { files, replaced, gone })
}

/// The tables that hold rows.
async fn filled(replay: &mut Replay) -> Result<Vec<String>, Fault> {
    let connection = &mut replay.connection;
    let Some(ask) = connection.ledger().written_tables() else { return Ok(Vec::new()) };
    let mut filled = Vec::new();
    for row in connection.rows(&ask).await? {
        let Some(table) = row.text(0) else { continue };
        if table.contains(super::HISTORY_TABLE) {
            continue;
        }
        if !connection.rows(&format!("SELECT 1 FROM {table} LIMIT 1")).await?.is_empty() {
            filled.push(table.to_owned());
        }
    }
    Ok(filled)
}

impl Squashed {
    /// Writes the new files, then moves those that they replace into a folder, or removes them where
    /// none is given. A run that is killed in between leaves files that are known as replaced.
    ///
    /// # Errors
    /// When a file cannot be written or moved.
    pub fn write(&self, folder: &Folder, archive: Option<&std::path::Path>) -> Result<Vec<PathBuf>, Fault> {
        let paths = self.files.write(&folder.path)?;
        let fault = |path: &PathBuf, error: std::io::Error| {
            Fault::new(format!("cannot put {} away", path.display())).detail(error.to_string()).hint(
                "the new files are written, and the others are passed over from now on: move or remove them yourself",
            )
        };
        if let Some(archive) = archive {
            std::fs::create_dir_all(archive).map_err(|error| fault(&archive.to_owned(), error))?;
        }
        for path in &self.gone {
            let name = path.file_name().unwrap_or_default();
            let done = match archive {
                Some(archive) => std::fs::rename(path, archive.join(name)),
                None => std::fs::remove_file(path),
            };
            done.map_err(|error| fault(path, error))?;
        }
        Ok(paths)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn migration(version: i64, sql: &str) -> Migration {
        Migration { version, description: "a b".to_owned(), up: Script::new("x", sql), down: None }
    }

    #[test]
    fn heads_are_read_back() {
        let all = [Replaced::of(&migration(1, "a\nb\n")), Replaced::of(&migration(2, "c\r\n"))];
        let text = format!("{}\n{}\n\nSELECT 1;\n{REPLACES}9 00 not in the head\n", all[0].line(), all[1].line());
        assert_eq!(replaced(&text), all);
        // The line ends of a checkout count for nothing.
        assert_eq!(Replaced::of(&migration(1, "a\r\nb\r\n")).sums.len(), 2);
    }

    #[test]
    fn a_database_stands_before_after_or_in_between() {
        let (one, two) = (migration(1, "a"), migration(2, "b"));
        let all = [Replaced::of(&one), Replaced::of(&two)];
        let new = migration(2, &format!("{}\n{}\n\nab", all[0].line(), all[1].line()));
        let row = |migration: &Migration| Applied {
            version: migration.version,
            description: String::new(),
            installed_on: String::new(),
            success: true,
            checksum: migration.up.checksum.clone(),
            execution_time: 1,
        };
        let history = |rows: &[Applied]| {
            let mut history = History::default();
            history.applied = rows.to_vec();
            history
        };
        assert_eq!(standing(&new, &all, &history(&[])), Standing::New);
        assert_eq!(standing(&new, &all, &history(&[row(&one), row(&two)])), Standing::Adoptable);
        assert_eq!(standing(&new, &all, &history(&[row(&one)])), Standing::Between(vec![all[1].clone()]));
        assert_eq!(standing(&new, &all, &history(&[row(&new)])), Standing::Settled);
        let other = Applied { checksum: vec![1], ..row(&one) };
        assert_eq!(standing(&new, &all, &history(&[other, row(&two)])), Standing::Between(vec![all[0].clone()]));
    }
}
