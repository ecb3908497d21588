//! PostgreSQL's programs: where they are on this machine, and which of them to use.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};

use super::account::{self, Account};
use super::cache;
use crate::error::Fault;

/// A folder that holds `postgres`, `initdb` and `pg_ctl` of one version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binaries {
    /// The folder.
    pub folder: PathBuf,
    /// The major version: 15.
    pub major: u32,
    /// The minor version: 18 of 15.18.
    pub minor: u32,
    /// What `postgres --version` says, which tells builds of one version apart.
    pub words: String,
}

impl Binaries {
    /// A program in the folder.
    pub fn program(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    /// The version as people say it: `15.18`.
    pub fn version(&self) -> String {
        format!("{}.{}", self.major, self.minor)
    }
}

/// How strictly a version is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Any: the newest that is installed, else the newest that was fetched before.
    Any,
    /// This major version and no other.
    Major(u32),
    /// This major version; else the nearest newer one, else the nearest older one.
    Near(u32),
}

/// The programs to use, fetched where none are there, and a note where they are not of the version
/// that was wanted.
///
/// # Errors
/// When there are none and they cannot be fetched: says where it looked and what to do.
pub fn find(wanted: Wanted, account: Option<&Account>) -> Result<(Binaries, Option<String>), Fault> {
    let found = installed(wanted, account)?;
    match wanted {
        Wanted::Any => {
            // What DBTOOL_PG_BIN names stands first, and is meant.
            let named = found.first().filter(|_| cache::variable("DBTOOL_PG_BIN").is_some()).cloned();
            if let Some(best) = named.or_else(|| newest(found.iter())) {
                return Ok((best, None));
            }
            let fetched = fetch(super::builds::PREFERRED, account, true);
            fetched.map(|binaries| (binaries, None)).map_err(|cause| missing("PostgreSQL", &found, &cause))
        }
        Wanted::Major(major) => match exact(&found, major) {
            Some(best) => Ok((best, None)),
            None => fetch(major, account, true)
                .map(|binaries| (binaries, None))
                .map_err(|cause| missing(&format!("PostgreSQL {major}"), &found, &cause)),
        },
        Wanted::Near(major) => {
            if let Some(best) = exact(&found, major) {
                return Ok((best, None));
            }
            // What is here will do: no command waits long, or twice in an hour, for a network that is not.
            match fetch(major, account, found.is_empty()) {
                Ok(binaries) => Ok((binaries, None)),
                Err(cause) => near(&found, major, &cause, account),
            }
        }
    }
}

/// The server programs of this machine, each folder once, in the order in which they are looked
/// for: `DBTOOL_PG_BIN`, `PATH`, the platform's usual folders, `pg_config --bindir`, the cache. Ends
/// with the first one of the major version that is wanted.
///
/// # Errors
/// When `DBTOOL_PG_BIN` names a folder without them.
fn installed(wanted: Wanted, account: Option<&Account>) -> Result<Vec<Binaries>, Fault> {
    let major = match wanted {
        Wanted::Any => None,
        Wanted::Major(major) | Wanted::Near(major) => Some(major),
    };
    let mut seen = BTreeSet::new();
    let mut found: Vec<Binaries> = Vec::new();
    let enough = |found: &[Binaries]| found.last().is_some_and(|last| Some(last.major) == major);
    if let Some(named) = cache::variable("DBTOOL_PG_BIN") {
        let binaries = probe(&named, account).map_err(|detail| {
            Fault::new(format!("DBTOOL_PG_BIN is {}, which holds no PostgreSQL server", named.display()))
                .detail(detail)
                .hint("name the folder that holds postgres, initdb and pg_ctl, or unset it")
        })?;
        seen.insert(binaries.folder.clone());
        found.push(binaries);
    }
    let mut look = |folder: PathBuf, found: &mut Vec<Binaries>| {
        // Links to programs, as in /usr/local/bin, stand for the folder that they lead to: that is
        // where a server finds its library.
        let program = folder.join(format!("postgres{}", std::env::consts::EXE_SUFFIX)).canonicalize();
        if let Some(home) = program.ok().as_deref().and_then(Path::parent)
            && seen.insert(home.to_owned())
            && let Ok(binaries) = probe(home, account)
        {
            found.push(binaries);
        }
    };
    for folder in SOURCES.iter().flat_map(|source| source()) {
        if enough(&found) {
            break;
        }
        look(folder, &mut found);
    }
    // What some command fetched once must not change what the next one uses.
    if major.is_none() && !found.is_empty() {
        return Ok(found);
    }
    for folder in fetched(account) {
        if enough(&found) {
            break;
        }
        look(folder, &mut found);
    }
    Ok(found)
}

type Source = fn() -> Vec<PathBuf>;

/// Where packagers and people put programs, in order; what costs more comes later.
const SOURCES: &[Source] = &[
    || {
        let path = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&path).filter(|folder| folder.is_absolute()).collect()
    },
    || USUAL.iter().flat_map(|pattern| expand(pattern)).collect(),
    || {
        let mut command = Command::new("pg_config");
        let asked = command.arg("--bindir").stdin(Stdio::null()).stderr(Stdio::null()).output();
        let output = asked.ok().filter(|output| output.status.success());
        output.map(|output| PathBuf::from(String::from_utf8_lossy(&output.stdout).trim())).into_iter().collect()
    },
];

/// Where fetched programs lie.
fn fetched(account: Option<&Account>) -> Vec<PathBuf> {
    let pattern = cache::folder(account).map(|cache| cache.join("postgres").join("*").join("bin"));
    pattern.map(|pattern| expand(&pattern.to_string_lossy())).unwrap_or_default()
}

/// Where packagers put the server's programs; `*` stands for what is in a folder.
const USUAL: &[&str] = &[
    "/usr/lib/postgresql/*/bin",                       // Debian, Ubuntu
    "/usr/pgsql-*/bin",                                // the community's packages for Red Hat and SUSE
    "/usr/lib/postgresql*/bin",                        // SUSE
    "/usr/libexec/postgresql*",                        // Alpine
    "/opt/homebrew/opt/postgresql@*/bin",              // Homebrew on Apple silicon
    "/usr/local/opt/postgresql@*/bin",                 // Homebrew on Intel
    "/home/linuxbrew/.linuxbrew/opt/postgresql@*/bin", // Homebrew on Linux
    "/opt/local/lib/postgresql*/bin",                  // MacPorts
    "/Library/PostgreSQL/*/bin",                       // EDB's installer
    "/Applications/Postgres.app/Contents/Versions/*/bin",
    "/usr/local/pgsql/bin", // built from source
    "/usr/local/bin",       // FreeBSD
    "C:\\Program Files\\PostgreSQL\\*\\bin",
];

/// The folders that a pattern stands for, in order of their names.
fn expand(pattern: &str) -> Vec<PathBuf> {
    let mut paths = vec![PathBuf::new()];
    for part in Path::new(pattern).components() {
        let name = part.as_os_str();
        let text = name.to_string_lossy();
        match text.split_once('*') {
            None => paths.iter_mut().for_each(|path| path.push(name)),
            Some((start, end)) => {
                let inside = |path: &PathBuf| std::fs::read_dir(path).into_iter().flatten().flatten();
                let mut next: Vec<PathBuf> = paths
                    .iter()
                    .flat_map(inside)
                    .filter(|entry| {
                        let name = entry.file_name().to_string_lossy().into_owned();
                        name.starts_with(start) && name.ends_with(end) && !name.contains(".new-")
                    })
                    .map(|entry| entry.path())
                    .collect();
                next.sort();
                paths = next;
            }
        }
    }
    paths
}

/// Looks at a folder: are all three programs there, can the server's user run them, which version?
fn probe(folder: &Path, account: Option<&Account>) -> Result<Binaries, String> {
    let folder = folder.canonicalize().map_err(|error| error.to_string())?;
    let mut binaries = Binaries { folder, major: 0, minor: 0, words: String::new() };
    for name in ["postgres", "initdb", "pg_ctl"] {
        if !binaries.program(name).is_file() {
            return Err(format!("there is no {name}"));
        }
    }
    let mut command = Command::new(binaries.program("postgres"));
    account::quiet(command.arg("--version"), account).stdout(Stdio::piped());
    let output = command.output().map_err(|error| format!("postgres cannot be run: {error}"))?;
    let words = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let (major, minor) = parse(&words).ok_or_else(|| format!("postgres --version says `{words}`"))?;
    (binaries.major, binaries.minor, binaries.words) = (major, minor, words);
    Ok(binaries)
}

/// Reads `postgres (PostgreSQL) 15.18 (Debian …)`; a version that is not released yet counts as
/// its minor version 0.
fn parse(words: &str) -> Option<(u32, u32)> {
    let version = words.split("(PostgreSQL)").nth(1)?.split_whitespace().next()?;
    let digits: String = version.chars().take_while(char::is_ascii_digit).collect();
    let minor = version.strip_prefix(&digits)?.strip_prefix('.').and_then(|rest| rest.parse().ok()).unwrap_or(0);
    Some((digits.parse().ok()?, minor))
}

fn newest<'a>(found: impl Iterator<Item = &'a Binaries>) -> Option<Binaries> {
    // The first of equals wins: what PATH names before what merely lies about.
    found
        .fold(None, |best: Option<&Binaries>, next| match best {
            Some(best) if (best.major, best.minor) >= (next.major, next.minor) => Some(best),
            _ => Some(next),
        })
        .cloned()
}

/// The first of that major version.
fn exact(found: &[Binaries], major: u32) -> Option<Binaries> {
    found.iter().find(|binaries| binaries.major == major).cloned()
}

fn near(
    found: &[Binaries],
    major: u32,
    cause: &Fault,
    account: Option<&Account>,
) -> Result<(Binaries, Option<String>), Fault> {
    let mut choices: Vec<&Binaries> = found.iter().collect();
    choices.sort_by_key(|binaries| (binaries.major < major, binaries.major.abs_diff(major), u32::MAX - binaries.minor));
    let best = match choices.first() {
        Some(best) => (*best).clone(),
        // Nothing is here, and that version is not to be had: perhaps its neighbour is.
        None => {
            let mut majors: Vec<u32> =
                super::builds::here().map(|build| build.major).filter(|it| *it != major).collect();
            majors.sort_by_key(|it| (*it < major, it.abs_diff(major)));
            let fetched = majors.first().map(|it| fetch(*it, account, true));
            fetched.and_then(Result::ok).ok_or_else(|| missing(&format!("PostgreSQL {major}"), found, cause))?
        }
    };
    let note = format!(
        "PostgreSQL {major} is not on this machine, so the scratch server is {}; what differs between the two may show \
         as drift ({})",
        best.version(),
        cause.message
    );
    Ok((best, Some(note)))
}

fn fetch(major: u32, account: Option<&Account>, needed: bool) -> Result<Binaries, Fault> {
    if cache::variable("DBTOOL_OFFLINE").is_some() {
        return Err(Fault::new("DBTOOL_OFFLINE forbids to fetch it"));
    }
    #[cfg(feature = "fetch")]
    {
        let folder = super::fetch::fetch(major, &cache::folder(account)?, needed)?;
        probe(&folder, account).map_err(|detail| {
            Fault::new(format!("the PostgreSQL that was fetched does not run: {detail}"))
                .detail(folder.display().to_string())
        })
    }
    #[cfg(not(feature = "fetch"))]
    {
        let _ = (major, account, needed);
        Err(Fault::new("this dbtool was built without the feature `fetch`"))
    }
}

/// The one error for a machine without a server: what was wanted, what is there, why it could not
/// be fetched, and what to do.
fn missing(what: &str, found: &[Binaries], cause: &Fault) -> Fault {
    let there = if found.is_empty() {
        "no PostgreSQL server is on PATH, by pg_config, or in the usual folders".to_owned()
    } else {
        let list: Vec<String> =
            found.iter().map(|binaries| format!("{} in {}", binaries.version(), binaries.folder.display())).collect();
        format!("on this machine: {}", list.join(", "))
    };
    let mut detail = format!("{there}\nfetching it: {}", cause.message);
    if let Some(more) = &cause.detail {
        detail.push_str(&format!(": {more}"));
    }
    Fault::new(format!("the server programs of {what} are not to be had")).detail(detail).hint(
        "install a PostgreSQL server (Debian: `apt-get install postgresql`, macOS: `brew install postgresql`), name its \
         folder in DBTOOL_PG_BIN, or set the target's `url` to a server that runs",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn binaries(major: u32, minor: u32) -> Binaries {
        Binaries { folder: PathBuf::from(format!("/{major}.{minor}")), major, minor, words: String::new() }
    }

    #[test]
    fn versions_are_read() {
        assert_eq!(parse("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"), Some((15, 18)));
        assert_eq!(parse("postgres (PostgreSQL) 19devel"), Some((19, 0)));
        assert_eq!(parse("mysqld 8"), None);
    }

    #[test]
    fn the_newest_is_chosen_and_the_first_of_equals() {
        let mut again = binaries(16, 2);
        again.folder = PathBuf::from("/elsewhere");
        let found = [binaries(15, 18), binaries(16, 2), again];
        assert_eq!(newest(found.iter()), Some(binaries(16, 2)));
        assert_eq!(exact(&found, 15), Some(binaries(15, 18)));
        assert_eq!(exact(&found, 14), None);
    }

    #[test]
    fn the_nearest_newer_version_stands_in() {
        let cause = Fault::new("offline");
        let choose = |found: &[Binaries], major| near(found, major, &cause, None).unwrap();
        let (best, note) = choose(&[binaries(12, 1), binaries(15, 1), binaries(16, 1)], 13);
        assert_eq!(best.major, 15);
        assert!(note.unwrap().contains("15.1"));
        assert_eq!(choose(&[binaries(12, 1), binaries(15, 1)], 18).0.major, 15);
    }

    #[test]
    fn patterns_are_expanded() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["pgsql-15/bin", "pgsql-16/bin", "other/bin"] {
            std::fs::create_dir_all(folder.path().join(name)).unwrap();
        }
        let pattern = folder.path().join("pgsql-*").join("bin");
        let names = expand(&pattern.to_string_lossy());
        assert_eq!(names, [folder.path().join("pgsql-15/bin"), folder.path().join("pgsql-16/bin")]);
    }
}
