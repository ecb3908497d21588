//! The user that the server runs as: servers refuse to run as root.

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};

use crate::error::Fault;

/// A user other than root, for a server that root starts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The user's name, which some programs want to know.
    pub name: String,
    /// The user's number.
    pub uid: u32,
    /// The user's group.
    pub gid: u32,
}

/// Whether this process is root, whom servers refuse.
pub fn is_root() -> bool {
    #[cfg(unix)]
    let root = rustix::process::geteuid().is_root();
    #[cfg(not(unix))]
    let root = false;
    root
}

/// The number of the user who runs this process; 0 where users have none.
pub fn uid() -> u32 {
    #[cfg(unix)]
    let uid = rustix::process::geteuid().as_raw();
    #[cfg(not(unix))]
    let uid = 0;
    uid
}

/// Whom the server runs as; `None` for the user who runs dbtool. Only root needs another: the
/// owner of the data or of the project where that is a user, so that the same user can go on
/// without root; else the first of `named` that is there, or whoever comes first.
///
/// # Errors
/// When this is root and no other user can be switched to.
pub fn choose(owned: &[&Path], named: &[&str]) -> Result<Option<Account>, Fault> {
    if !is_root() {
        return Ok(None);
    }
    let users = users();
    let owners =
        owned.iter().filter_map(|path| owner(path)).filter_map(|uid| users.iter().find(|user| user.uid == uid));
    let named = named.iter().filter_map(|name| users.iter().find(|user| user.name == *name));
    let mut last = None;
    for user in owners.chain(named).chain(users.iter()).filter(|user| user.uid != 0) {
        let mut command = Command::new("true");
        match quiet(&mut command, Some(user)).status() {
            Ok(_) => return Ok(Some(user.clone())),
            Err(error) => last = Some(error),
        }
    }
    Err(Fault::new("no server runs as root, and no other user can be switched to")
        .detail(last.map_or_else(|| "/etc/passwd names no other user".to_owned(), |error| error.to_string()))
        .hint("run dbtool as another user, or set the target's `url`"))
}

/// Makes a command run as that user, and with none of root's groups.
pub fn apply(command: &mut Command, account: Option<&Account>) {
    #[cfg(unix)]
    if let Some(account) = account {
        use std::os::unix::process::CommandExt;
        // With a uid and no list of groups the standard library drops root's supplementary groups.
        command.uid(account.uid).gid(account.gid).env("USER", &account.name).env("LOGNAME", &account.name);
        command.env_remove("HOME");
    }
    #[cfg(not(unix))]
    let _ = (command, account);
}

/// A command that runs as that user, in a world of its own: no settings of other clients,
/// messages in English, nothing read or printed.
pub fn quiet<'a>(command: &'a mut Command, account: Option<&Account>) -> &'a mut Command {
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if ["PG", "MYSQL", "MARIADB"].iter().any(|prefix| name.starts_with(prefix)) {
            command.env_remove(name);
        }
    }
    apply(command, account);
    command.env("LC_ALL", "C").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null())
}

/// Whether that user can get at a folder, whatever stands above it. Asked of the system itself,
/// since modes alone do not tell.
pub fn reaches(account: Option<&Account>, folder: &Path) -> bool {
    if account.is_none() || is_open(folder) {
        return folder.is_dir();
    }
    // The standard library changes the folder after the user.
    let mut command = Command::new("/bin/sh");
    command.args(["-c", ":"]).current_dir(folder);
    quiet(&mut command, account).status().is_ok_and(|status| status.success())
}

/// Whether everyone may enter a folder and all above it, by their modes: what most are, and
/// quicker to see than by starting a program.
fn is_open(folder: &Path) -> bool {
    #[cfg(unix)]
    let open = {
        use std::os::unix::fs::MetadataExt;
        let enters = |path: &Path| std::fs::metadata(path).is_ok_and(|it| it.is_dir() && it.mode() & 0o005 == 0o005);
        folder.canonicalize().is_ok_and(|path| path.ancestors().all(enters))
    };
    #[cfg(not(unix))]
    let open = folder.is_dir();
    open
}

/// Gives a file or folder to that user.
pub fn give(path: &Path, account: Option<&Account>) -> io::Result<()> {
    #[cfg(unix)]
    if let Some(account) = account {
        std::os::unix::fs::lchown(path, Some(account.uid), Some(account.gid))?;
    }
    #[cfg(not(unix))]
    let _ = (path, account);
    Ok(())
}

/// The number of the user who owns a file or folder.
pub fn owner(path: &Path) -> Option<u32> {
    #[cfg(unix)]
    let owner = std::fs::symlink_metadata(path).ok().map(|metadata| std::os::unix::fs::MetadataExt::uid(&metadata));
    #[cfg(not(unix))]
    let owner = path.exists().then_some(0);
    owner
}

/// The machine's own users. Those of a directory service are left out: root switches to one of
/// these before it asks a network.
fn users() -> Vec<Account> {
    parse(&std::fs::read_to_string("/etc/passwd").unwrap_or_default())
}

fn parse(passwd: &str) -> Vec<Account> {
    let number = |text: &str| text.parse::<u32>().ok();
    let line = |line: &str| {
        let fields: Vec<&str> = line.split(':').collect();
        match fields.as_slice() {
            [name, _, uid, gid, ..] if !name.starts_with('#') => {
                Some(Account { name: (*name).to_owned(), uid: number(uid)?, gid: number(gid)? })
            }
            _ => None,
        }
    };
    passwd.lines().filter_map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_are_read() {
        let users =
            parse("# comment:a:1:2\nroot:x:0:0:root:/root:/bin/sh\nbad\nnobody:*:-2:-2::/:\npg:x:101:102::/:\n");
        assert_eq!(
            users.iter().map(|user| (user.name.as_str(), user.uid)).collect::<Vec<_>>(),
            [("root", 0), ("pg", 101)]
        );
    }

    #[test]
    fn root_switches_to_another() {
        let account = choose(&[], &["nobody"]).unwrap();
        assert_eq!(account.is_some(), is_root());
        assert!(reaches(account.as_ref(), Path::new("/")));
        assert!(!reaches(account.as_ref(), Path::new("/no/such/folder")));
    }
}
