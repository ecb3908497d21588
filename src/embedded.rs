//! Servers that dbtool runs itself: nothing to start or configure, and for PostgreSQL nothing to install.
//!
//! A project's server lies under `.dbtool/` beside `dbtool.yaml`, in `postgres-15`, `mysql-8.0` or
//! `mariadb-10.11`: what sets these apart is a [`product::Recipe`] each. Whoever needs it
//! takes a [`Lease`]; the first one starts it, the last one out ends it, and [`start`] pins it
//! until [`stop`]. A supervisor process watches over each server, so that nothing stays behind
//! when a dbtool is killed. Only a Unix socket in a private folder is listened on, unless a port
//! is asked for.

mod account;
mod acquire;
mod binaries;
mod builds;
mod cache;
mod databases;
#[cfg(feature = "fetch")]
pub(crate) mod fetch;
mod files;
mod home;
mod mysql;
mod place;
mod postgres;
mod product;
mod server;
mod supervisor;
mod template;
mod temporary;
mod warm;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

pub use product::{Choice, Product};
pub use supervisor::{supervise_if_asked, supervise_with};

use acquire::{Acquired, acquire, acquire_with};
use binaries::Wanted;
use home::{Hold, Running};
use place::Found;

use crate::error::Fault;

pub(crate) use cache::private as private_cache;
pub(crate) use files::{random, write_whole};
pub(crate) use temporary::Temporary;
pub use warm::keep_scratch_servers;

type Reporter = Box<dyn Fn(&str) + Send + Sync>;

static REPORTER: OnceLock<Reporter> = OnceLock::new();
static TOLD: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// Says where notes go on what takes long or is unusual: that PostgreSQL is fetched, that data lies
/// elsewhere. The first call counts; without one nothing is said.
pub fn report_to(reporter: impl Fn(&str) + Send + Sync + 'static) {
    let _ = REPORTER.set(Box::new(reporter));
}

/// Says something once, however often it is found out.
fn tell(note: &str) {
    let news = TOLD.lock().unwrap_or_else(PoisonError::into_inner).insert(note.to_owned());
    if let Some(reporter) = REPORTER.get().filter(|_| news) {
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

    /// What the server is.
    pub fn product(&self) -> Product {
        self.running.product
    }

    /// The server's series, as [`Product::series`].
    pub fn series(&self) -> u32 {
        self.running.series
    }

    /// Gives the right back. Dropping it, or dying with it, does the same.
    pub fn close(self) {}
}

/// What `dbtool db status` tells.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Status {
    /// What it is.
    pub product: Product,
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
    /// The server's data folder.
    pub data: PathBuf,
    /// What it takes on the disk, in bytes.
    pub bytes: u64,
    /// The server's log.
    pub log: PathBuf,
}

/// What [`start`] did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Started {
    /// What it is.
    pub product: Product,
    /// The database's URL.
    pub url: String,
    /// The server's version: `15.18`.
    pub version: String,
    /// Whether it ran already.
    pub already: bool,
}

/// Opens a database of the project's local server: starts the server where it does not run, and
/// creates the database where it is missing. `project` is the folder that holds `dbtool.yaml`. Where no
/// series is asked for, it is the one that the project has already, else the newest on this machine, else
/// one that is fetched; and where a MySQL is wanted and none is here, a MariaDB, or the reverse, stands in.
///
/// # Errors
/// When the server's programs are not to be had, or the server does not start: what to do is said.
pub async fn open(project: &Path, choice: Choice, database: &str) -> Result<Lease, Fault> {
    let Acquired { running, hold, .. } = acquire_with(project, choice, database, None, false).await?;
    Ok(Lease { url: running.url(database), running, _hold: hold })
}

/// Starts the project's server and pins it: it stays until [`stop`]. With a port it listens at
/// that port of the loopback address too, and the URL holds the password for it.
///
/// # Errors
/// As [`open`]; also when the port is taken, or the server runs without that port already.
pub async fn start(project: &Path, choice: Choice, database: &str, port: Option<u16>) -> Result<Started, Fault> {
    let Acquired { running, hold, already, .. } = acquire_with(project, choice, database, port, true).await?;
    if port.is_some_and(|port| running.password.is_none() || running.port != port) {
        return Err(Fault::new("the local server runs already, and does not listen on that port")
            .hint("stop it first: `dbtool db stop`"));
    }
    drop(hold);
    Ok(Started { product: running.product, url: running.url(database), version: running.version, already })
}

/// Stops the project's servers, whoever uses them. True when one ran.
///
/// # Errors
/// When one does not stop.
pub async fn stop(project: &Path) -> Result<bool, Fault> {
    let project = whole(project)?;
    blocking(move || {
        let mut ran = false;
        for found in place::existing(&project) {
            let _door = found.home.door()?;
            ran |= stop_one(&found)?;
        }
        Ok(ran)
    })
    .await
}

/// The project's servers, oldest version first: none before the first start. With a product they are
/// those that a target of it may be on.
///
/// # Errors
/// When the project's folder cannot be read.
pub async fn status(project: &Path, product: Option<Product>, database: &str) -> Result<Vec<Status>, Fault> {
    let project = whole(project)?;
    let database = database.to_owned();
    blocking(move || {
        let describe = |found: Found| {
            let Found { product, series, home } = found;
            let server = home.server();
            Status {
                product,
                running: server.is_some(),
                pinned: home.pin().exists(),
                version: server.as_ref().map_or_else(|| product.spell(series), |running| running.version.clone()),
                pid: server.as_ref().map(|running| running.pid),
                url: server.map(|running| running.url(&database)),
                data: home.data(),
                bytes: files::size(&home.data()),
                log: home.log(),
            }
        };
        let serves = |found: &Found| product.is_none_or(|product| serves(found.product, product));
        Ok(place::existing(&project).into_iter().filter(serves).map(describe).collect())
    })
    .await
}

/// Whether a target that wants `wanted` may be on a server that is `there`.
fn serves(there: Product, wanted: Product) -> bool {
    there == wanted || wanted.relative() == Some(there)
}

/// The URL of a database of the server that runs.
///
/// # Errors
/// When none runs.
pub fn url(project: &Path, product: Product, database: &str) -> Result<String, Fault> {
    let project = whole(project)?;
    let existing = place::existing(&project);
    let of = |wanted: Product| {
        let mut found = existing.iter().rev().filter(move |found| found.product == wanted);
        found.find_map(|found| found.home.server())
    };
    let running = of(product).or_else(|| product.relative().and_then(of));
    running.map(|running| running.url(database)).ok_or_else(|| {
        Fault::new("the local server does not run").hint("start it: `dbtool db start`; it stays until `dbtool db stop`")
    })
}

/// Throws away one database of the project's local servers of a product; with none named, all servers with
/// all that they hold. True when there was something to throw away.
///
/// # Errors
/// When a server does not start or stop, or its folder cannot be removed.
pub async fn reset(project: &Path, database: Option<(Product, &str)>) -> Result<bool, Fault> {
    let whole = whole(project)?;
    let existing = place::existing(&whole);
    let any = !existing.is_empty();
    let Some((product, database)) = database else {
        blocking(move || {
            for found in existing {
                // The lock goes with the folder: who waits for it finds that, and makes a new one.
                let _door = found.home.door()?;
                stop_one(&found)?;
                let path = found.home.path();
                files::remove(path).map_err(|error| files::fault("remove", path, &error))?;
            }
            Ok(())
        })
        .await?;
        return Ok(any);
    };
    let mut dropped = false;
    for found in existing.into_iter().filter(|found| serves(found.product, product)) {
        let choice = Choice { product: found.product, series: Some(found.series) };
        let acquired = acquire(&whole, choice, None, false).await?;
        dropped |= databases::drop(&acquired.running, database).await?;
    }
    Ok(dropped)
}

/// Stops a server. The caller holds its door.
fn stop_one(found: &Found) -> Result<bool, Fault> {
    let home = &found.home;
    files::remove(&home.pin()).map_err(|error| files::fault("remove", &home.pin(), &error))?;
    if home.is_supervised() {
        write_whole(&home.stop(), b"")?;
        if !home.wait_until_free(Duration::from_secs(90)) {
            return Err(Fault::new("the local server does not stop")
                .detail(files::tail(&home.log(), 4))
                .hint(format!("its log is {}", home.log().display())));
        }
        return Ok(true);
    }
    // Its supervisor was killed, and the guard with it.
    let data = home.data();
    let recipe = found.product.recipe();
    if !recipe.pid_file(&data).exists() {
        return Ok(false);
    }
    let account = account::choose(&[&data], recipe.accounts())?;
    let (binaries, _) = binaries::find(found.product, Wanted::Series(found.series), account.as_ref())?;
    server::clear(&data, &binaries, account.as_ref())
}

/// Whether servers are reached by a socket here.
fn sockets(product: Product) -> bool {
    cfg!(unix) && cache::variable(product.recipe().loopback()).is_none()
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
