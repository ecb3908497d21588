//! Data folders: initialised once for each build of PostgreSQL, then copied.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::account::{self, Account};
use super::binaries::Binaries;
use super::cache;
use super::files::{self, Draft};
use crate::error::Fault;

/// How every data folder is initialised. The locale is `C`, which every machine has and in which
/// every machine sorts and prints alike; the encoding holds every text. Segments of 1 MB instead
/// of 16 make the folder quick to copy.
const OPTIONS: &[&str] =
    &["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--username=postgres", "--wal-segsize=1"];

/// What is set beyond initdb's own settings: what a database prints must not depend on where the
/// machine stands.
const SETTINGS: &str = "\n# Set by dbtool.\ntimezone = 'UTC'\nlog_timezone = 'UTC'\nlc_messages = 'C'\n";

/// Who may connect: the socket lies in a folder that its user alone can enter; a port, where one is
/// asked for, wants a password.
const ACCESS: &str = "# Written by dbtool.\n\
    local all all trust\n\
    local replication all trust\n\
    host all all 127.0.0.1/32 scram-sha-256\n\
    host all all ::1/128 scram-sha-256\n";

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

/// Whether a folder is a data folder that a server can start on.
pub fn is_whole(data: &Path) -> bool {
    data.join("PG_VERSION").is_file() && data.join("global").join("pg_control").is_file()
}

/// The major version of a data folder.
pub fn major(data: &Path) -> Option<u32> {
    fs::read_to_string(data.join("PG_VERSION")).ok()?.trim().parse().ok()
}

fn template(binaries: &Binaries, account: Option<&Account>) -> Result<PathBuf, Fault> {
    let folder = cache::folder(account)?.join("templates");
    files::make_missing(&folder)?;
    let key = format!("{}\n{}\n{OPTIONS:?}{SETTINGS}{ACCESS}\n{account:?}", binaries.words, binaries.folder.display());
    let home = folder.join(format!("{}-{}", binaries.version(), files::digest(key.as_bytes())));
    if is_whole(&home) {
        return Ok(home);
    }
    let path = files::beside(&home, "lock");
    let lock = files::lock_file(&path)?;
    lock.lock().map_err(|error| files::fault("lock", &path, &error))?;
    if is_whole(&home) {
        return Ok(home);
    }
    Draft::sweep(&home);
    files::remove(&home).map_err(|error| files::fault("remove", &home, &error))?;
    let draft = Draft::beside(&home)?;
    let opened = files::set_mode(draft.path(), 0o700).and_then(|()| account::give(draft.path(), account));
    opened.map_err(|error| files::fault("hand over", draft.path(), &error))?;
    let mut command = Command::new(binaries.program("initdb"));
    command.args(OPTIONS).arg("-D").arg(draft.path());
    run(&mut command, account, "initialise a data folder")?;
    let settings = draft.path().join("postgresql.conf");
    let written = fs::read_to_string(&settings)
        .and_then(|text| fs::write(&settings, text + SETTINGS))
        .and_then(|()| fs::write(draft.path().join("pg_hba.conf"), ACCESS));
    written.map_err(|error| files::fault("write", &settings, &error))?;
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
    let mut command = Command::new(binaries.program("initdb"));
    run(command.arg("--sync-only").arg("-D").arg(data), account, "write a data folder to the disk")
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

/// Runs one of PostgreSQL's programs to its end.
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
