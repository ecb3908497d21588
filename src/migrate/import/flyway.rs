//! Flyway: versioned migrations `V1.2__name.sql`, their ways back `U…__`, and repeatable ones `R__`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::{Foreign, Read, Tool, Way, changed, gone, in_order, listed, place};
use crate::engine::Row;
use crate::error::Fault;
use crate::migrate::files;

/// The key of a repeatable one begins so: its history has no version for it.
const REPEATABLE: &str = "R:";

/// A file by what its name says.
struct File {
    /// The parts of its version; none of a repeatable one.
    parts: Vec<u64>,
    title: String,
    path: PathBuf,
}

pub(super) fn read(folder: &Path, values: &BTreeMap<String, String>) -> Result<Read, Fault> {
    let mut read = Read::default();
    let (mut ups, mut downs, mut repeatable) = (Vec::new(), Vec::new(), Vec::new());
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for (name, path) in listed(&folder)? {
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let Some(stem) = name.strip_suffix(".sql") else {
                if name.starts_with(['V', 'R', 'U']) && name.contains("__") && !name.ends_with(".conf") {
                    read.notes.push(format!("{} is no SQL: it is passed over", path.display()));
                }
                continue;
            };
            let (head, title) = stem.split_once("__").unwrap_or((stem, ""));
            let kind = head.chars().next().unwrap_or_default();
            let title = title.to_owned();
            match (kind, parts(head.get(1..).unwrap_or_default())) {
                ('V', Some(parts)) => ups.push(File { parts, title, path }),
                ('U', Some(parts)) => downs.push(File { parts, title, path }),
                ('R', _) if head == "R" => repeatable.push(File { parts: Vec::new(), title, path }),
                ('B', Some(_)) => read.notes.push(format!(
                    "{} is for new databases in the place of the versions up to it: it is passed over",
                    path.display()
                )),
                _ => read.notes.push(format!("{} is no migration by its name: it is passed over", path.display())),
            }
        }
    }
    let scheme = Scheme::of(&ups);
    for File { parts, title, path } in ups {
        let down = downs.iter().find(|down| down.parts == parts);
        let down = down.map(|down| way(&down.path, values)).transpose()?;
        read.migrations.push(Foreign {
            version: scheme.number(&parts, &path)?,
            key: key(&parts),
            name: title,
            up: way(&path, values)?,
            down,
            sum: Some(checksum(&path)?),
            file: path,
            checkpoint: false,
        });
    }
    read.migrations = in_order(read.migrations)?;
    // Flyway runs them after all others, in the order of their names, and anew whenever they change.
    repeatable.sort_by(|one, other| one.title.cmp(&other.title));
    let mut version = read.migrations.last().map_or(0, |migration| migration.version);
    for File { title, path, .. } in repeatable {
        version = version.checked_add(1).ok_or_else(|| too_long(&path))?;
        read.notes
            .push(format!("{} ran anew whenever it was changed: now each change is a new migration", path.display()));
        read.migrations.push(Foreign {
            version,
            key: format!("{REPEATABLE}{}", file_name(&path)),
            name: title,
            up: way(&path, values)?,
            down: None,
            sum: Some(checksum(&path)?),
            file: path,
            checkpoint: false,
        });
    }
    Ok(read)
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The parts of a version, without zeros at its end: 1.0 is 1.
fn parts(text: &str) -> Option<Vec<u64>> {
    let mut parts: Vec<u64> = text.split(['.', '_']).map(str::parse).collect::<Result<_, _>>().ok()?;
    while parts.len() > 1 && parts.last() == Some(&0) {
        parts.pop();
    }
    Some(parts)
}

fn key(parts: &[u64]) -> String {
    parts.iter().map(u64::to_string).collect::<Vec<_>>().join(".")
}

/// How versions of several parts become one number that sorts as they do.
struct Scheme {
    parts: usize,
    /// The digits of each part after the first.
    width: u32,
}

impl Scheme {
    fn of(files: &[File]) -> Self {
        let parts = files.iter().map(|file| file.parts.len()).max().unwrap_or(1);
        let most = files.iter().flat_map(|file| file.parts.iter().skip(1)).max().copied().unwrap_or_default();
        let width = u32::try_from(most.to_string().len()).unwrap_or(u32::MAX).max(3);
        Self { parts, width }
    }

    fn number(&self, parts: &[u64], file: &Path) -> Result<i64, Fault> {
        let step = 10_u64.checked_pow(self.width);
        let number = (0..self.parts).try_fold(0_u64, |number, index| {
            let part = parts.get(index).copied().unwrap_or_default();
            if index == 0 { Some(part) } else { number.checked_mul(step?)?.checked_add(part) }
        });
        number.and_then(|number| i64::try_from(number).ok()).ok_or_else(|| too_long(file))
    }
}

fn too_long(file: &Path) -> Fault {
    Fault::new(format!("the version of {} is too long for one number", file.display()))
        .hint("a version of dbtool's is at most 9223372036854775807: import the folder in parts, or rename it")
}

/// The file's statements, what Flyway would put in for its placeholders put in.
fn way(path: &Path, values: &BTreeMap<String, String>) -> Result<Way, Fault> {
    let text = files::text(path)?;
    let conf = PathBuf::from(format!("{}.conf", path.display()));
    let conf = if conf.is_file() { files::text(&conf)? } else { String::new() };
    let setting = |name: &str| {
        let line = conf.lines().filter_map(|line| line.split_once('=')).find(|(key, _)| key.trim() == name);
        line.map(|(_, value)| value.trim().eq_ignore_ascii_case("true"))
    };
    let outside = setting("executeInTransaction") == Some(false);
    if setting("placeholderReplacement") == Some(false) {
        return Ok(Way { sql: text, outside });
    }
    let mut sql = String::with_capacity(text.len());
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let mut rest = line;
        while let Some(at) = rest.find("${") {
            let (before, after) = rest.split_at(at);
            sql.push_str(before);
            let name = after.get(2..).and_then(|after| after.split_once('}')).map(|(name, _)| name);
            let Some((name, value)) = name.and_then(|name| Some((name, values.get(name)?))) else {
                let shown = name.map_or("${", |name| name);
                return Err(Fault::new(format!("Flyway puts something in for the placeholder `{shown}` here"))
                    .at(place(path, number + 1))
                    .hint("say what with `--placeholder NAME=VALUE`"));
            };
            sql.push_str(value);
            rest = after.get(name.len() + 3..).unwrap_or_default();
        }
        sql.push_str(rest);
    }
    Ok(Way { sql, outside })
}

/// CRC-32 of the lines without their ends, as a signed number.
fn checksum(path: &Path) -> Result<String, Fault> {
    const CRC: crc::Crc<u32> = crc::Crc::<u32>::new(&crc::CRC_32_ISO_HDLC);
    let text = files::text(path)?;
    let mut digest = CRC.digest();
    for line in text.replace("\r\n", "\n").replace('\r', "\n").split_terminator('\n') {
        digest.update(line.as_bytes());
    }
    Ok(i32::from_ne_bytes(digest.finalize().to_ne_bytes()).to_string())
}

pub(super) fn query(table: &str) -> String {
    format!("SELECT version, type, script, checksum, success FROM {table} ORDER BY installed_rank")
}

pub(super) fn ran(rows: &[Row], all: &[Foreign], force: bool) -> Result<BTreeSet<usize>, Fault> {
    let mut ran = BTreeSet::new();
    for row in rows {
        let (version, kind) = (row.text(0), row.text(1).unwrap_or_default());
        let script = row.text(2).unwrap_or_default();
        if !row.is_true(4) {
            return Err(Fault::new(format!("Flyway's history says that {script} failed on its way")).hint(
                "look at the database, bring it in order, let `flyway repair` take the row away, and import again",
            ));
        }
        if kind == "SCHEMA" || kind == "DELETE" {
            continue;
        }
        let wanted = match version {
            Some(version) => key(&parts(version).unwrap_or_default()),
            None => format!("{REPEATABLE}{}", file_name(Path::new(script))),
        };
        let place = all.iter().position(|it| it.key == wanted);
        if kind.ends_with("BASELINE") {
            let last = parts(version.unwrap_or_default()).unwrap_or_default();
            let covered = |it: &Foreign| parts(&it.key).is_some_and(|parts| parts <= last);
            ran.extend(all.iter().enumerate().filter(|(_, it)| covered(it)).map(|(index, _)| index));
            continue;
        }
        let Some((place, migration)) = place.and_then(|place| Some((place, all.get(place)?))) else {
            // A repeatable one that is gone runs no more, there as here.
            if force || version.is_none() || kind.starts_with("UNDO") {
                continue;
            }
            return Err(gone(script, Tool::Flyway));
        };
        if kind.starts_with("UNDO") {
            ran.remove(&place);
            continue;
        }
        let same = row.text(3).is_none() || migration.sum.as_deref() == row.text(3);
        if version.is_none() {
            // Changed since, it is to run again: only the last row tells.
            if same || force {
                ran.insert(place);
            } else {
                ran.remove(&place);
            }
        } else if same || force {
            ran.insert(place);
        } else {
            return Err(changed(&migration.file, Tool::Flyway));
        }
    }
    Ok(ran)
}
