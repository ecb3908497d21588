//! A PostgreSQL that dbtool runs itself: nothing to install, start or configure.
//!
//! A project's server lies under `.dbtool/postgres-MAJOR/` beside `dbtool.yaml`. Whoever needs it
//! takes a [`Lease`]; the first one starts it, the last one out ends it, and [`start`] pins it
//! until [`stop`]. A supervisor process watches over each server, so that nothing stays behind
//! when a dbtool is killed. Only a Unix socket in a private folder is listened on, unless a port
//! is asked for.

mod account;
mod binaries;
mod builds;
mod cache;
#[cfg(feature = "fetch")]
mod fetch;
mod files;
mod home;
mod place;
mod server;
mod supervisor;
mod template;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

pub use supervisor::{supervise_if_asked, supervise_with};

use binaries::Wanted;
use home::{Hold, Home, Orders, Running};

use crate::engine::postgres::connection::Connection;
use crate::engine::postgres::quote;
use crate::error::Fault;

pub(crate) use files::random;

type Reporter = Box<dyn Fn(&str) + Send + Sync>;

static REPORTER: OnceLock<Reporter> = OnceLock::new();

/// Says where notes go on what takes long or is unusual: that PostgreSQL is fetched, that data lies
/// elsewhere. The first call counts; without one nothing is said.
pub fn report_to(reporter: impl Fn(&str) + Send + Sync + 'static) {
    let _ = REPORTER.set(Box::new(reporter));
}

fn tell(note: &str) {
    if let Some(reporter) = REPORTER.get() {
        reporter(note);
    }
}

/// The right to use a database of a project's local server, which runs for as long as anyone holds
/// such a right.
#[derive(Debug)]
pub struct Lease {
    url: String,
    running: Running,
    _hold: Hold,
}

impl Lease {
    /// The database's URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The server's version: `15.18`.
    pub fn version(&self) -> &str {
        &self.running.version
    }

    /// The server's major version.
    pub fn major(&self) -> u32 {
        self.running.major
    }

    /// Gives the right back. Dropping it, or dying with it, does the same.
    pub fn close(self) {}
}

/// What `dbtool db status` tells.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Status {
    /// Whether the server runs.
    pub running: bool,
    /// Whether it stays without users.
    pub pinned: bool,
    /// Its version: `15.18` where it runs, `15` where it does not.
    pub version: String,
    /// The server's process.
    pub pid: Option<u32>,
    /// The database's URL, where it runs.
    pub url: Option<String>,
    /// PostgreSQL's data folder.
    pub data: PathBuf,
    /// What it takes on the disk, in bytes.
    pub bytes: u64,
    /// The server's log.
    pub log: PathBuf,
}

/// What [`start`] did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Started {
    /// The database's URL.
    pub url: String,
    /// The server's version: `15.18`.
    pub version: String,
    /// Whether it ran already.
    pub already: bool,
}

/// Opens a database of the project's local server: starts the server where it does not run, and
/// creates the database where it is missing. `project` is the folder that holds `dbtool.yaml`.
/// `major` is the version to use; without one it is the version that the project has already, else
/// the newest on this machine, else one that is fetched.
///
/// # Errors
/// When the server's programs are not to be had, or the server does not start: what to do is said.
pub async fn open(project: &Path, database: &str, major: Option<u32>) -> Result<Lease, Fault> {
    let (running, hold, _) = acquire(project, major, None, false).await?;
    ensure(&running, database).await?;
    Ok(Lease { url: running.url(database), running, _hold: hold })
}

/// Starts the project's server and pins it: it stays until [`stop`]. With a port it listens at
/// that port of the loopback address too, and the URL holds the password for it.
///
/// # Errors
/// As [`open`]; also when the port is taken, or the server runs without that port already.
pub async fn start(project: &Path, database: &str, major: Option<u32>, port: Option<u16>) -> Result<Started, Fault> {
    let (running, hold, already) = acquire(project, major, port, true).await?;
    if port.is_some_and(|port| running.password.is_none() || running.port != port) {
        return Err(Fault::new("the local server runs already, and does not listen on that port")
            .hint("stop it first: `dbtool db stop`"));
    }
    ensure(&running, database).await?;
    drop(hold);
    Ok(Started { url: running.url(database), version: running.version, already })
}

/// Stops the project's servers, whoever uses them. True when one ran.
///
/// # Errors
/// When one does not stop.
pub async fn stop(project: &Path) -> Result<bool, Fault> {
    let project = whole(project)?;
    blocking(move || {
        let mut ran = false;
        for (_, home) in place::existing(&project) {
            let _door = home.door()?;
            ran |= stop_one(&home)?;
        }
        Ok(ran)
    })
    .await
}

/// The project's servers, oldest version first: none before the first start.
///
/// # Errors
/// When the project's folder cannot be read.
pub async fn status(project: &Path, database: &str) -> Result<Vec<Status>, Fault> {
    let project = whole(project)?;
    let database = database.to_owned();
    blocking(move || {
        let describe = |(major, home): (u32, Home)| {
            let server = home.server();
            Status {
                running: server.is_some(),
                pinned: home.pin().exists(),
                version: server.as_ref().map_or_else(|| major.to_string(), |running| running.version.clone()),
                pid: server.as_ref().map(|running| running.pid),
                url: server.map(|running| running.url(&database)),
                data: home.data(),
                bytes: files::size(&home.data()),
                log: home.log(),
            }
        };
        Ok(place::existing(&project).into_iter().map(describe).collect())
    })
    .await
}

/// The URL of a database of the server that runs.
///
/// # Errors
/// When none runs.
pub fn url(project: &Path, database: &str) -> Result<String, Fault> {
    let project = whole(project)?;
    let running = place::existing(&project).into_iter().rev().find_map(|(_, home)| home.server());
    running.map(|running| running.url(database)).ok_or_else(|| {
        Fault::new("the local server does not run").hint("start it: `dbtool db start`; it stays until `dbtool db stop`")
    })
}

/// Throws away one database of the project's local servers; with none named, the servers with all
/// that they hold. True when there was something to throw away.
///
/// # Errors
/// When a server does not start or stop, or its folder cannot be removed.
pub async fn reset(project: &Path, database: Option<&str>) -> Result<bool, Fault> {
    let whole = whole(project)?;
    let homes = place::existing(&whole);
    let any = !homes.is_empty();
    let Some(database) = database else {
        blocking(move || {
            for (_, home) in homes {
                // The lock goes with the folder: who waits for it finds that, and makes a new one.
                let _door = home.door()?;
                stop_one(&home)?;
                files::remove(home.path()).map_err(|error| files::fault("remove", home.path(), &error))?;
            }
            Ok(())
        })
        .await?;
        return Ok(any);
    };
    let mut dropped = false;
    for (major, _) in homes {
        let (running, _hold, _) = acquire(&whole, Some(major), None, false).await?;
        let mut session = Connection::open(&running.url("postgres")).await?;
        dropped |= exists(&mut session, database).await?;
        session.execute(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", quote::ident(database))).await?;
        session.close().await;
    }
    Ok(dropped)
}

/// A project's server, started where it does not run.
async fn acquire(
    project: &Path,
    major: Option<u32>,
    port: Option<u16>,
    pin: bool,
) -> Result<(Running, Hold, bool), Fault> {
    let project = whole(project)?;
    blocking(move || {
        let known = place::existing(&project);
        let data: Vec<PathBuf> = known.iter().map(|(_, home)| home.data()).chain([project.clone()]).collect();
        let account = account::choose(&data.iter().map(PathBuf::as_path).collect::<Vec<_>>())?;
        let account = account.as_ref();
        let major = match major.or_else(|| known.last().map(|(major, _)| *major)) {
            Some(major) => major,
            None => binaries::find(Wanted::Any, account)?.0.major,
        };
        let home = place::choose(&project, major, account)?;
        let owner = place::owner(&project, account);
        let (running, hold, already) = enter(&home, || {
            home.make(account)?;
            home.hand_over(owner);
            let (binaries, _) = binaries::find(Wanted::Major(major), account)?;
            let data = home.data();
            set_aside(&data)?;
            if !data.exists() {
                template::stamp(&binaries, account, &data, true)?;
                let _ = files::remove(&home.password());
            }
            let socket = if sockets() { Some(place::socket(&home, account)?) } else { None };
            let port = if socket.is_some() { port } else { Some(port.map_or_else(free_port, Ok)?) };
            Ok(Orders { binaries, account: account.cloned(), owner: owner.cloned(), socket, port, scratch: false })
        })?;
        if pin {
            std::fs::write(home.pin(), "").map_err(|error| files::fault("write", &home.pin(), &error))?;
        }
        home.hand_over(owner);
        Ok((running, hold, already))
    })
    .await
}

/// Becomes a user of a server, and has it started where it does not run: true where it did.
fn enter(home: &Home, prepare: impl FnOnce() -> Result<Orders, Fault>) -> Result<(Running, Hold, bool), Fault> {
    const PATIENCE: Duration = Duration::from_secs(150);
    let _door = home.door()?;
    let hold = home.hold()?;
    let end = Instant::now() + PATIENCE;
    // A supervisor whose starter was killed may still be about to start its server, and one whose
    // users have left about to stop it.
    while home.is_supervised() {
        if let Some(running) = home.server() {
            return Ok((running, hold, true));
        }
        if Instant::now() > end {
            return Err(Fault::new("the local server neither starts nor stops")
                .detail(files::tail(&home.log(), 4))
                .hint(format!("its log is {}", home.log().display())));
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let orders = prepare()?;
    let running = supervisor::launch(home, &orders)?;
    Ok((running, hold, false))
}

/// Stops a server. The caller holds its door.
fn stop_one(home: &Home) -> Result<bool, Fault> {
    files::remove(&home.pin()).map_err(|error| files::fault("remove", &home.pin(), &error))?;
    if home.is_supervised() {
        files::write_whole(&home.stop(), b"")?;
        if !home.wait_until_free(Duration::from_secs(90)) {
            return Err(Fault::new("the local server does not stop")
                .detail(files::tail(&home.log(), 4))
                .hint(format!("its log is {}", home.log().display())));
        }
        return Ok(true);
    }
    // Its supervisor was killed, and the guard with it.
    let data = home.data();
    if !data.join("postmaster.pid").exists() {
        return Ok(false);
    }
    let account = account::choose(&[&data])?;
    let wanted = template::major(&data).map_or(Wanted::Any, Wanted::Major);
    let (binaries, _) = binaries::find(wanted, account.as_ref())?;
    server::clear(&data, &binaries, account.as_ref())
}

/// Moves a data folder out of the way that no server can start on: it lacks its most needed files.
fn set_aside(data: &Path) -> Result<(), Fault> {
    if !data.exists() || template::is_whole(data) {
        return Ok(());
    }
    let aside = data.with_file_name(format!("data.broken-{}", random()));
    std::fs::rename(data, &aside).map_err(|error| files::fault("move away", data, &error))?;
    tell(&format!("the local server's data folder was not whole, and is now {}; a new one is made", aside.display()));
    Ok(())
}

/// Creates a database where it is missing.
async fn ensure(running: &Running, database: &str) -> Result<(), Fault> {
    let mut session = Connection::open(&running.url("postgres")).await?;
    if !exists(&mut session, database).await? {
        let made = session.execute(&format!("CREATE DATABASE {}", quote::ident(database))).await;
        // Another dbtool may have been quicker.
        if let Err(fault) = made
            && !exists(&mut session, database).await?
        {
            return Err(fault);
        }
    }
    session.close().await;
    Ok(())
}

async fn exists(session: &mut Connection, database: &str) -> Result<bool, Fault> {
    sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = $1)")
        .bind(database)
        .fetch_one(session.session())
        .await
        .map_err(|error| Fault::new("cannot list the databases of the local server").detail(error.to_string()))
}

/// A server for this process alone, that goes with it.
pub(crate) struct Temporary {
    running: Running,
    _hold: Hold,
}

impl Temporary {
    /// Starts one of that major version, or of the one nearest to it: a note says so.
    pub(crate) async fn start(major: Option<u32>) -> Result<(Self, Option<String>), Fault> {
        blocking(move || {
            let account = account::choose(&[])?;
            let account = account.as_ref();
            let folders = place::temporary(account);
            sweep(&folders);
            let (binaries, note) = binaries::find(major.map_or(Wanted::Any, Wanted::Near), account)?;
            let folder = folders.first().ok_or_else(|| {
                Fault::new("there is no folder for a scratch server").hint("set TMPDIR to a folder that can be written")
            })?;
            let path = folder.join(format!("{TEMPORARY}{}", random()));
            std::fs::create_dir(&path).map_err(|error| files::fault("make the folder", &path, &error))?;
            let home = Home::at(path);
            let entered = enter(&home, || {
                home.make(account)?;
                template::stamp(&binaries, account, &home.data(), false)?;
                let socket = if sockets() { Some(place::socket(&home, account)?) } else { None };
                let port = if socket.is_some() { None } else { Some(free_port()?) };
                Ok(Orders { binaries, account: account.cloned(), owner: None, socket, port, scratch: true })
            });
            match entered {
                Ok((running, hold, _)) => Ok((Self { running, _hold: hold }, note)),
                Err(fault) => {
                    let _ = files::remove(home.path());
                    Err(fault)
                }
            }
        })
        .await
    }

    /// Its major version.
    pub(crate) fn major(&self) -> u32 {
        self.running.major
    }

    /// The URL of one of its databases.
    pub(crate) fn url(&self, database: &str) -> String {
        self.running.url(database)
    }
}

/// How the folders of servers for one process begin.
const TEMPORARY: &str = "dbtool-s-";

/// Removes what servers left behind whose supervisor and guard were killed together.
fn sweep(folders: &[PathBuf]) {
    const YOUNG: Duration = Duration::from_secs(60);
    let old = |path: &Path| {
        let age = std::fs::symlink_metadata(path).and_then(|it| it.modified()).ok().and_then(|it| it.elapsed().ok());
        age.is_some_and(|age| age > YOUNG)
    };
    for entry in folders.iter().flat_map(std::fs::read_dir).flatten().flatten() {
        let path = entry.path();
        let named = entry.file_name().to_string_lossy().starts_with(TEMPORARY);
        if !named || account::owner(&path) != Some(account::uid()) || !path.is_dir() || !old(&path) {
            continue;
        }
        let home = Home::at(path);
        // Held by whoever uses the server, from the moment its folder is made.
        let Ok(users) = files::lock_file(&home.users()) else { continue };
        if users.try_lock().is_err() || home.is_supervised() {
            continue;
        }
        if let Some(orders) = home::read::<Orders>(&home.orders())
            && server::clear(&home.data(), &orders.binaries, orders.account.as_ref()).is_err()
        {
            continue;
        }
        let _ = files::remove(home.path());
    }
}

/// Whether servers are reached by a socket here.
fn sockets() -> bool {
    cfg!(unix) && cache::variable("DBTOOL_PG_LOOPBACK").is_none()
}

/// A port that nobody listens on just now.
fn free_port() -> Result<u16, Fault> {
    let port = std::net::TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
    port.map(|address| address.port())
        .map_err(|error| Fault::new("there is no free port for the local server").detail(error.to_string()))
}

/// Starts a command in a process group of its own: Ctrl-C on the terminal is not for it.
fn apart(command: &mut Command) {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    #[cfg(windows)]
    {
        const CREATE_NEW_PROCESS_GROUP: u32 = 0x200;
        const CREATE_NO_WINDOW: u32 = 0x0800_0000;
        std::os::windows::process::CommandExt::creation_flags(command, CREATE_NEW_PROCESS_GROUP | CREATE_NO_WINDOW);
    }
    #[cfg(not(any(unix, windows)))]
    let _ = command;
}

/// The project's folder by its one true path: servers are found by it.
fn whole(project: &Path) -> Result<PathBuf, Fault> {
    let project = if project.as_os_str().is_empty() { Path::new(".") } else { project };
    project.canonicalize().map_err(|error| files::fault("open the project's folder", project, &error))
}

/// Runs what waits for files and processes where it holds up no session.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Fault> + Send + 'static) -> Result<T, Fault> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => Err(Fault::new("dbtool's own work on the local server broke off").detail(error.to_string())),
    }
}
