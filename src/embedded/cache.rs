//! The user's cache: a server's programs where they had to be fetched, and initialised templates.

use std::path::{Path, PathBuf};

use super::account::{self, Account};
use super::files;
use crate::error::Fault;

/// The cache's folder, which is made where it is missing. `DBTOOL_CACHE_DIR` names it; else it is
/// `dbtool` in `XDG_CACHE_HOME`, in `~/.cache`, or in the platform's own place. The user that the
/// server runs as must get at it, so for root it is often `/var/cache/dbtool`: nobody else
/// enters `/root`.
///
/// # Errors
/// When no folder can be made, or the server's user cannot get at the one that is named.
pub fn folder(account: Option<&Account>) -> Result<PathBuf, Fault> {
    if let Some(named) = variable("DBTOOL_CACHE_DIR") {
        files::make_missing(&named)?;
        if !account::reaches(account, &named) {
            let name = account.map_or("", |account| account.name.as_str());
            return Err(Fault::new(format!("user {name} cannot get at the cache {}", named.display()))
                .detail("the server refuses to run as root and runs as that user")
                .hint("set DBTOOL_CACHE_DIR to a folder that every user can enter, such as /var/cache/dbtool"));
        }
        return Ok(named);
    }
    let mut failure = None;
    for folder in candidates() {
        match files::make_missing(&folder) {
            Ok(()) if owned(&folder) && account::reaches(account, &folder) => return Ok(folder),
            Ok(()) => {}
            Err(fault) => failure = failure.or(Some(fault)),
        }
    }
    Err(failure
        .unwrap_or_else(|| Fault::new("there is no folder for dbtool's cache"))
        .hint("set DBTOOL_CACHE_DIR to a folder that can be written"))
}

/// A folder within the cache that nobody else can look or write into; none where there can be none.
pub fn private(name: &str) -> Option<PathBuf> {
    let folder = folder(None).ok()?.join(name);
    if !folder.is_dir() {
        files::make(&folder, 0o700).ok()?;
    }
    // Who could put something there could make a model say what is written nowhere.
    (owned(&folder) && files::set_mode(&folder, 0o700).is_ok()).then_some(folder)
}

fn candidates() -> Vec<PathBuf> {
    let mut folders = Vec::new();
    if let Some(xdg) = variable("XDG_CACHE_HOME").filter(|path| path.is_absolute()) {
        folders.push(xdg.join("dbtool"));
    }
    if cfg!(windows) {
        folders.extend(variable("LOCALAPPDATA").map(|path| path.join("dbtool").join("cache")));
    } else {
        folders.extend(variable("HOME").filter(|home| owned(home)).map(|home| home.join(".cache").join("dbtool")));
    }
    if account::is_root() {
        folders.push(PathBuf::from("/var/cache/dbtool"));
    }
    // Names in folders that all may write are the user's own, and are looked at before use.
    folders.push(Path::new(if cfg!(windows) { "C:\\ProgramData" } else { "/var/tmp" }).join(private_name()));
    folders
}

/// The name of this user's folder among those of others.
pub fn private_name() -> String {
    format!("dbtool-{}", account::uid())
}

/// Whether this user made it. Another's is never used: not what someone else left in a folder
/// that all may write, and not a user's own cache when that user became root with `sudo`.
fn owned(folder: &Path) -> bool {
    account::owner(folder) == Some(account::uid())
}

/// A folder named by the environment.
pub fn variable(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}
