//! The folder of one server: its data, its socket, and the files through which dbtools agree.
//!
//! | name | is |
//! |---|---|
//! | `data/` | the server's data folder |
//! | `s/` | the socket, unless the path is too long for one |
//! | `door` | locked while one dbtool looks whether the server runs, and starts it |
//! | `users` | locked shared by everyone who uses the server |
//! | `supervisor` | locked by the process that watches over the server, for its whole life |
//! | `orders.json` | what the supervisor is to start |
//! | `running.json` | what it started: there only while the server can be used |
//! | `pinned` | there while the server is to stay without users |
//! | `stop` | there when the server is to stop at once |
//! | `log` | the server's own words |
//! | `busy` | locked by the one command that uses a scratch server which stays |
//!
//! The system releases locks when a process ends, however it ends: none is ever stale.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::account::{self, Account};
use super::binaries::Binaries;
use super::files;
use super::product::Product;
use crate::error::Fault;

/// The folder of one server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home(PathBuf);

/// What the supervisor is to start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Orders {
    /// The programs.
    pub binaries: Binaries,
    /// Whom the server runs as, where that is another user.
    pub account: Option<Account>,
    /// The user whose project it is, who gets what root makes here.
    pub owner: Option<Account>,
    /// The folder for the socket; none where the system has no sockets.
    pub socket: Option<PathBuf>,
    /// The port to listen on at the loopback address.
    pub port: Option<u16>,
    /// Whether all of it goes with its last user, and speed is worth more than safety.
    pub scratch: bool,
    /// How long a scratch server waits for another user when its last one has left, in milliseconds.
    #[serde(default)]
    pub linger: u64,
}

/// What the supervisor started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Running {
    /// What it is.
    #[serde(default)]
    pub product: Product,
    /// The server's process.
    pub pid: u32,
    /// The supervisor's process.
    pub supervisor: u32,
    /// Its version: `15.18`.
    pub version: String,
    /// Its series, as [`Product::series`].
    #[serde(alias = "major")]
    pub series: u32,
    /// The folder of its socket.
    pub socket: Option<PathBuf>,
    /// The port, which is also in the socket's name.
    pub port: u16,
    /// The password of the superuser, where the server listens on a port.
    pub password: Option<String>,
}

impl Running {
    /// The URL of one of its databases, as drivers read it.
    pub fn url(&self, database: &str) -> String {
        self.product.recipe().url(self, database)
    }

    /// The URL of the database that every server has.
    pub fn admin(&self) -> String {
        self.url(self.product.recipe().system_database())
    }
}

/// A shared lock on a server: while it is held, the server stays.
#[derive(Debug)]
pub struct Hold {
    /// Released when it is closed, or when this process dies.
    _users: File,
}

impl Home {
    /// The server whose folder this is. Nothing is made yet.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// the server's data folder.
    pub fn data(&self) -> PathBuf {
        self.0.join("data")
    }

    /// The server's own words.
    pub fn log(&self) -> PathBuf {
        self.0.join("log")
    }

    /// The mark of a server that stays without users.
    pub fn pin(&self) -> PathBuf {
        self.0.join("pinned")
    }

    /// The mark of a server that is to stop at once.
    pub fn stop(&self) -> PathBuf {
        self.0.join("stop")
    }

    /// What the supervisor is to start.
    pub fn orders(&self) -> PathBuf {
        self.0.join("orders.json")
    }

    /// What the supervisor started.
    pub fn running(&self) -> PathBuf {
        self.0.join("running.json")
    }

    /// The password for the port.
    pub fn password(&self) -> PathBuf {
        self.0.join("password")
    }

    /// The lock of the process that watches over the server.
    pub fn supervisor(&self) -> PathBuf {
        self.0.join("supervisor")
    }

    /// The lock of the one who uses a scratch server that stays.
    pub fn busy(&self) -> PathBuf {
        self.0.join("busy")
    }

    /// The lock of those who use the server.
    pub fn users(&self) -> PathBuf {
        self.0.join("users")
    }

    /// Makes the folder, so that the server's user can reach the data in it.
    pub fn make(&self, account: Option<&Account>) -> Result<(), Fault> {
        files::make(&self.0, if account.is_some() { 0o711 } else { 0o700 })
    }

    /// Waits for the right to look whether the server runs, and to start it. Makes the folder.
    pub fn door(&self) -> Result<File, Fault> {
        let path = self.0.join("door");
        loop {
            // Its mode is set by whoever comes through the door, for others may be in already.
            fs::create_dir_all(&self.0).map_err(|error| files::fault("make the folder", &self.0, &error))?;
            let file = match files::lock_file(&path) {
                Err(_) if !self.0.is_dir() => continue,
                file => file?,
            };
            file.lock().map_err(|error| files::fault("lock", &path, &error))?;
            // Whoever had it before may have removed the whole folder.
            if files::is_still(&file, &path) {
                return Ok(file);
            }
        }
    }

    /// Becomes a user of the server. Waits while it is being stopped; none where all of it was removed meanwhile.
    pub fn hold(&self) -> Result<Option<Hold>, Fault> {
        let path = self.users();
        let users = match files::lock_file(&path) {
            Err(_) if !self.0.is_dir() => return Ok(None),
            users => users?,
        };
        users.lock_shared().map_err(|error| files::fault("lock", &path, &error))?;
        Ok(files::is_still(&users, &path).then_some(Hold { _users: users }))
    }

    /// Removes all of it: under another name first, so that whoever comes meanwhile finds nothing, rather than a part.
    pub fn remove(&self) {
        let gone = self.0.with_file_name(format!("{}gone-{}", super::temporary::PREFIX, files::random()));
        let path = if fs::rename(&self.0, &gone).is_ok() { &gone } else { &self.0 };
        let _ = files::remove(path);
    }

    /// Whether a supervisor watches over the server, or is about to start or stop it.
    pub fn is_supervised(&self) -> bool {
        match File::open(self.supervisor()) {
            Ok(file) => matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)),
            Err(_) => false,
        }
    }

    /// The server, if it can be used.
    pub fn server(&self) -> Option<Running> {
        if self.is_supervised() { read(&self.running()) } else { None }
    }

    /// Waits until no supervisor is there any more; false when that takes longer.
    pub fn wait_until_free(&self, patience: Duration) -> bool {
        let end = Instant::now() + patience;
        while self.is_supervised() {
            if Instant::now() > end {
                return false;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        true
    }

    /// Gives what root made in the folder to the user whose project it is, so that the same user
    /// can go on without root.
    pub fn hand_over(&self, owner: Option<&Account>) {
        let names = ["door", "users", "supervisor", "orders.json", "running.json", "pinned", "log", "password", "s"];
        for path in names.iter().map(|name| self.0.join(name)).chain([self.0.clone()]) {
            // What is not there yet is handed over by whoever makes it.
            let _ = account::give(&path, owner);
        }
    }
}

/// Reads one of the JSON files; none while it is not there or not whole.
pub fn read<T: DeserializeOwned>(path: &Path) -> Option<T> {
    serde_json::from_slice(&fs::read(path).ok()?).ok()
}

/// Writes one of the JSON files, for its user alone.
pub fn write<T: Serialize>(path: &Path, value: &T) -> Result<(), Fault> {
    let text = serde_json::to_vec_pretty(value).map_err(|error| Fault::new(error.to_string()))?;
    files::write_whole(path, &text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_what_drivers_read() {
        let mut running = Running {
            pid: 1,
            supervisor: 2,
            product: Product::Postgresql,
            version: "15.18".into(),
            series: 15,
            socket: Some("/tmp/a b".into()),
            port: 5432,
            password: None,
        };
        assert_eq!(running.url("x/y"), "postgresql://postgres@localhost:5432/x%2Fy?host=%2Ftmp%2Fa%20b");
        running.password = Some("secret".into());
        assert_eq!(running.url("app"), "postgresql://postgres:secret@127.0.0.1:5432/app");
    }

    #[test]
    fn a_lock_tells_whether_someone_watches() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path());
        assert!(!home.is_supervised());
        let lock = files::lock_file(&home.supervisor()).unwrap();
        lock.lock().unwrap();
        assert!(home.is_supervised());
        assert!(!home.wait_until_free(Duration::from_millis(20)));
        drop(lock);
        assert!(home.wait_until_free(Duration::from_millis(20)));
    }
}
