//! The way to a server: which one it is, and its start where it does not run.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::account::{self, Account};
use super::binaries::{self, Wanted};
use super::home::{Hold, Home, Orders, Running};
use super::place::{self, Found};
use super::product::{Choice, Product};
use super::{blocking, cache, databases, files, free_port, sockets, supervisor, tell, template, whole};
use crate::error::Fault;

/// A server that runs, and the right to use it.
pub struct Acquired {
    /// Its folder.
    pub home: Home,
    /// What clients need to know.
    pub running: Running,
    /// The right.
    pub hold: Hold,
    /// Whether it ran before.
    pub already: bool,
}

/// A project's server with a database, again where the server falls meanwhile.
pub async fn acquire_with(
    project: &Path,
    choice: Choice,
    database: &str,
    port: Option<u16>,
    pin: bool,
) -> Result<Acquired, Fault> {
    const TRIES: usize = 3;
    let mut tries = 0;
    loop {
        let acquired = acquire(project, choice, port, pin).await?;
        tries += 1;
        match databases::ensure(&acquired.running, database).await {
            Ok(()) => return Ok(acquired),
            Err(_) if tries < TRIES && has_fallen(&acquired).await => {}
            Err(fault) => return Err(fault),
        }
    }
}

/// Whether a server that did not answer has ended, which its supervisor finds out by and by.
async fn has_fallen(acquired: &Acquired) -> bool {
    for _ in 0..50 {
        if acquired.home.server().as_ref() != Some(&acquired.running) {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    false
}

/// A project's server, started where it does not run.
pub async fn acquire(project: &Path, choice: Choice, port: Option<u16>, pin: bool) -> Result<Acquired, Fault> {
    let project = whole(project)?;
    blocking(move || {
        let known = place::existing(&project);
        let own = known.iter().filter(|found| found.product == choice.product).map(|found| found.home.data());
        let data: Vec<PathBuf> = own.chain([project.clone()]).collect();
        let data: Vec<&Path> = data.iter().map(PathBuf::as_path).collect();
        let account = account::choose(&data, choice.product.recipe().accounts())?;
        let account = account.as_ref();
        let (product, series) = settle(choice, &known, account)?;
        let home = place::choose(&project, product, series, account)?;
        let owner = place::owner(&project, account);
        let (running, hold, already) = enter(&home, || {
            home.make(account)?;
            home.hand_over(owner);
            let (binaries, _) =
                binaries::find(product, Wanted::Series(series), account).map_err(|fault| gone(fault, &home))?;
            let data = home.data();
            set_aside(&data, product)?;
            if !data.exists() {
                template::stamp(&binaries, account, &data, true)?;
                let _ = files::remove(&home.password());
            }
            let socket = if sockets(product) { Some(place::socket(&home, account)?) } else { None };
            let port = if socket.is_some() { port } else { Some(port.map_or_else(free_port, Ok)?) };
            Ok(Orders {
                binaries,
                account: account.cloned(),
                owner: owner.cloned(),
                socket,
                port,
                scratch: false,
                linger: 0,
            })
        })?;
        if pin {
            std::fs::write(home.pin(), "").map_err(|error| files::fault("write", &home.pin(), &error))?;
        }
        home.hand_over(owner);
        Ok(Acquired { home, running, hold, already })
    })
    .await
}

/// Which server it is that is wanted: the one that is there, else the newest on this machine, else its
/// relative's, of which a note tells.
fn settle(choice: Choice, known: &[Found], account: Option<&Account>) -> Result<(Product, u32), Fault> {
    let last = |product: Product| known.iter().rfind(|found| found.product == product).map(|found| found.series);
    if let Some(series) = choice.series.or_else(|| last(choice.product)) {
        return Ok((choice.product, series));
    }
    let fault = match binaries::find(choice.product, Wanted::Any, account) {
        Ok((binaries, _)) => return Ok((choice.product, binaries.series)),
        Err(fault) => fault,
    };
    // Who names a folder means it.
    if cache::variable(choice.product.recipe().variable()).is_some() {
        return Err(fault);
    }
    let Some(relative) = choice.product.relative() else { return Err(fault) };
    let found = binaries::find(relative, Wanted::Any, account).map(|(binaries, _)| binaries.series);
    let Some(series) = last(relative).or(found.ok()) else {
        return Err(fault);
    };
    tell(&format!(
        "{} is not on this machine, so the local server is {} {}; what differs between the two may show as drift",
        choice.product.label(),
        relative.label(),
        relative.spell(series)
    ));
    Ok((relative, series))
}

/// The programs that made a data folder are gone.
fn gone(fault: Fault, home: &Home) -> Fault {
    if !home.data().exists() {
        return fault;
    }
    let hint = fault.hint.clone().unwrap_or_default();
    fault.hint(format!(
        "{hint}; or begin anew with what is here: `dbtool db reset` throws {} away",
        home.path().display()
    ))
}

/// Becomes a user of a server, and has it started where it does not run: true where it did.
pub fn enter(home: &Home, prepare: impl FnOnce() -> Result<Orders, Fault>) -> Result<(Running, Hold, bool), Fault> {
    const PATIENCE: Duration = Duration::from_secs(150);
    let (_door, hold) = loop {
        let door = home.door()?;
        if let Some(hold) = home.hold()? {
            break (door, hold);
        }
    };
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

/// Moves a data folder out of the way that no server can start on: it lacks its most needed files.
fn set_aside(data: &Path, product: Product) -> Result<(), Fault> {
    if !data.exists() || product.recipe().is_whole(data) {
        return Ok(());
    }
    let aside = data.with_file_name(format!("data.broken-{}", files::random()));
    std::fs::rename(data, &aside).map_err(|error| files::fault("move away", data, &error))?;
    tell(&format!("the local server's data folder was not whole, and is now {}; a new one is made", aside.display()));
    Ok(())
}
