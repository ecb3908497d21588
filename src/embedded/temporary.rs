//! Servers for one process alone, which go with it.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::acquire::enter;
use super::home::{self, Hold, Home, Orders, Running};
use super::product::Choice;
use super::{account, binaries, blocking, files, free_port, place, server, sockets, template, warm};
use crate::error::Fault;

/// A server for this process alone, that goes with it.
pub(crate) struct Temporary {
    pub(super) running: Running,
    pub(super) _hold: Hold,
    /// Held by the one who uses a server that stays.
    pub(super) _busy: Option<File>,
}

impl Temporary {
    /// Starts one of that series, or of the one nearest to it: a note says so. Where servers are to stay it is the
    /// one that the command before left, as if it were new, unless another command uses it.
    pub(crate) async fn start(choice: Choice) -> Result<(Self, Option<String>), Fault> {
        if let Some(linger) = warm::linger(choice)
            && let Some(found) = warm::join(choice, linger).await?
        {
            return Ok(found);
        }
        blocking(move || {
            let product = choice.product;
            let account = account::choose(&[], product.recipe().accounts())?;
            let account = account.as_ref();
            let folders = place::temporary(account);
            sweep(&folders);
            let (binaries, note) = binaries::find(product, choice.nearly(), account)?;
            let folder = folders.first().ok_or_else(|| {
                Fault::new("there is no folder for a scratch server").hint("set TMPDIR to a folder that can be written")
            })?;
            let path = folder.join(format!("{PREFIX}{}", files::random()));
            std::fs::create_dir(&path).map_err(|error| files::fault("make the folder", &path, &error))?;
            let home = Home::at(path);
            let entered = enter(&home, || {
                home.make(account)?;
                template::stamp(&binaries, account, &home.data(), false)?;
                let socket = if sockets(product) { Some(place::socket(&home, account)?) } else { None };
                let port = if socket.is_some() { None } else { Some(free_port()?) };
                Ok(Orders { binaries, account: account.cloned(), owner: None, socket, port, scratch: true, linger: 0 })
            });
            match entered {
                Ok((running, hold, _)) => Ok((Self { running, _hold: hold, _busy: None }, note)),
                Err(fault) => {
                    let _ = files::remove(home.path());
                    Err(fault)
                }
            }
        })
        .await
    }

    /// What tells the server that [`Temporary::start`] would start from others: its programs, their build, and when
    /// an extension came or went. With the note that would be given. None where there is no such server.
    pub(crate) async fn identity(choice: Choice) -> Option<(String, Option<String>)> {
        let found = blocking(move || {
            let account = account::choose(&[], choice.product.recipe().accounts())?;
            let (binaries, note) = binaries::find(choice.product, choice.nearly(), account.as_ref())?;
            let touched = choice.product.recipe().lies_in(&binaries).into_iter().filter_map(|path| {
                let changed = std::fs::metadata(&path).ok()?.modified().ok()?;
                Some((path, changed))
            });
            let touched: Vec<_> = touched.collect();
            Ok((format!("{binaries:?}{touched:?}"), note))
        });
        found.await.ok()
    }

    /// Its series, as the product tells it.
    pub(crate) fn series(&self) -> u32 {
        self.running.series
    }

    /// The URL of one of its databases.
    pub(crate) fn url(&self, database: &str) -> String {
        self.running.url(database)
    }

    /// The URL of the database that every server has.
    pub(crate) fn admin(&self) -> String {
        self.running.admin()
    }
}

/// How the folders of servers for one process begin.
pub(super) const PREFIX: &str = "dbtool-s-";

/// Removes what servers left behind whose supervisor and guard were killed together.
fn sweep(folders: &[PathBuf]) {
    const YOUNG: Duration = Duration::from_secs(60);
    let old = |path: &Path| {
        let age = std::fs::symlink_metadata(path).and_then(|it| it.modified()).ok().and_then(|it| it.elapsed().ok());
        age.is_some_and(|age| age > YOUNG)
    };
    for entry in folders.iter().flat_map(std::fs::read_dir).flatten().flatten() {
        let path = entry.path();
        let named = entry.file_name().to_string_lossy().starts_with(PREFIX);
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
        home.remove();
    }
}
