//! Data folders: initialised once for each build of a server, then copied.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::account::{self, Account};
use super::binaries::Binaries;
use super::cache;
use super::files::{self, Draft};
use crate::error::Fault;

/// Makes a data folder at `data`, a copy of the template. A copy that is cut short is never taken
/// for a whole one, for it gets its name last.
///
/// # Errors
/// When the template cannot be made, or the disk is full.
pub fn stamp(binaries: &Binaries, account: Option<&Account>, data: &Path, durable: bool) -> Result<(), Fault> {
    let template = template(binaries, account)?;
    Draft::sweep(data);
    let draft = Draft::beside(data)?;
    copy(&template, draft.path(), account).map_err(|error| files::fault("copy a data folder to", data, &error))?;
    if durable {
        sync(draft.path(), binaries, account)?;
    }
    draft.publish(data)
}

fn template(binaries: &Binaries, account: Option<&Account>) -> Result<PathBuf, Fault> {
    let folder = cache::folder(account)?.join("templates");
    files::make_missing(&folder)?;
    let recipe = binaries.product.recipe();
    let key = format!("{}\n{}\n{}\n{account:?}", binaries.words, binaries.folder.display(), recipe.fashion());
    let name = format!("{}-{}-{}", binaries.product.word(), binaries.version(), files::digest(key.as_bytes()));
    let home = folder.join(name);
    if recipe.is_whole(&home) {
        return Ok(home);
    }
    let path = files::beside(&home, "lock");
    let lock = files::lock_file(&path)?;
    lock.lock().map_err(|error| files::fault("lock", &path, &error))?;
    if recipe.is_whole(&home) {
        return Ok(home);
    }
    Draft::sweep(&home);
    files::remove(&home).map_err(|error| files::fault("remove", &home, &error))?;
    let draft = Draft::beside(&home)?;
    let opened = files::set_mode(draft.path(), 0o700).and_then(|()| account::give(draft.path(), account));
    opened.map_err(|error| files::fault("hand over", draft.path(), &error))?;
    recipe.initialise(binaries, account, draft.path())?;
    draft.publish(&home)?;
    Ok(home)
}

/// Waits until a data folder is on the disk, so that a machine which loses its power then does not
/// lose it.
fn sync(data: &Path, binaries: &Binaries, account: Option<&Account>) -> Result<(), Fault> {
    // One call for the whole file system: a thousand files one by one take seconds.
    #[cfg(target_os = "linux")]
    if fs::File::open(data).is_ok_and(|folder| rustix::fs::syncfs(&folder).is_ok()) {
        return Ok(());
    }
    match binaries.product.recipe().sync(binaries, data) {
        Some(mut command) => run(&mut command, account, "write a data folder to the disk"),
        None => sync_files(data).map_err(|error| files::fault("write to the disk", data, &error)),
    }
}

fn sync_files(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        match entry.file_type()?.is_dir() {
            true => sync_files(&entry.path())?,
            false => fs::File::open(entry.path())?.sync_all()?,
        }
    }
    Ok(())
}

/// Copies what the folder holds, for the server's user alone.
fn copy(from: &Path, to: &Path, account: Option<&Account>) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            fs::create_dir(&target)?;
            copy(&entry.path(), &target, account)?;
        } else {
            // The mode comes along.
            fs::copy(entry.path(), &target)?;
            account::give(&target, account)?;
        }
    }
    files::set_mode(to, 0o700)?;
    account::give(to, account)
}

/// What a server says of its version.
pub fn version(command: &mut Command, account: Option<&Account>) -> Result<String, String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = account::quiet(command, account).stdout(Stdio::piped()).output();
    let output = output.map_err(|error| format!("{program} cannot be run: {error}"))?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Runs one of a server's programs to its end.
///
/// # Errors
/// When it fails: its own words, and what to do about those that are known.
pub fn run(command: &mut Command, account: Option<&Account>, what: &str) -> Result<(), Fault> {
    let output = account::quiet(command, account)
        .current_dir("/")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .output()
        .map_err(|error| {
            Fault::new(format!("cannot {what}")).detail(format!("{}: {error}", command.get_program().display()))
        })?;
    if output.status.success() {
        return Ok(());
    }
    let words = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let lines: Vec<&str> = words.lines().filter(|line| !line.trim().is_empty()).collect();
    let last = lines.get(lines.len().saturating_sub(6)..).unwrap_or_default().join("\n");
    let fault = Fault::new(format!("cannot {what}")).detail(last.clone());
    Err(match last.contains("No space left on device") {
        true => fault.hint("the disk is full: free some space"),
        false => fault,
    })
}
