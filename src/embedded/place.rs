//! Where a project's local server lies: under `.dbtool/`, or elsewhere where that cannot be.

use std::fs;
use std::path::{Path, PathBuf};

use super::account::{self, Account};
use super::cache;
use super::files;
use super::home::Home;
use super::product::Product;
use crate::error::Fault;

/// The longest path of a socket: 107 bytes on Linux, 103 on macOS and the BSDs.
const SOCKET_PATH: usize = 103;
/// The longest name of a socket in its folder, with the slash before it.
const SOCKET_NAME: usize = "/.s.PGSQL.65535.lock".len();

/// Where dbtool keeps what is this machine's alone, in a project's folder.
pub fn local(project: &Path) -> PathBuf {
    project.join(".dbtool")
}

/// A server that a project has.
#[derive(Clone, Debug)]
pub struct Found {
    /// What it is.
    pub product: Product,
    /// Its series.
    pub series: u32,
    /// Where it is.
    pub home: Home,
}

/// The servers that a project has, by product and series, oldest first.
pub fn existing(project: &Path) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for base in std::iter::once(local(project)).chain(elsewhere(project)) {
        for entry in fs::read_dir(base).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let Some((word, series)) = name.split_once('-') else { continue };
            let Some(product) = Product::ALL.iter().copied().find(|product| product.word() == word) else { continue };
            if let Some(series) = product.parse(series)
                && !found.iter().any(|known| (known.product, known.series) == (product, series))
            {
                found.push(Found { product, series, home: Home::at(entry.path()) });
            }
        }
    }
    found.sort_by_key(|known| (known.product, known.series));
    found
}

/// The server of that series: the one that is there, else where a new one goes. Makes the
/// folders above it.
///
/// # Errors
/// When neither the project's folder nor the user's own can hold it.
pub fn choose(project: &Path, product: Product, series: u32, account: Option<&Account>) -> Result<Home, Fault> {
    let mut known = existing(project).into_iter();
    if let Some(known) = known.find(|known| (known.product, known.series) == (product, series)) {
        return Ok(known.home);
    }
    let name = format!("{}-{}", product.word(), product.spell(series));
    let inside = local(project);
    let made = prepare(project, account);
    if made.is_ok() && suits(&inside, account) {
        return Ok(Home::at(inside.join(name)));
    }
    let why = match (&made, account) {
        (Err(fault), _) => fault.to_string(),
        (Ok(()), Some(account)) => {
            format!(
                "{} refuses to run as root and runs as `{}`, who cannot use {}",
                product.label(),
                account.name,
                inside.display()
            )
        }
        (Ok(()), None) => format!("the file system of {} keeps no owners and modes of files", inside.display()),
    };
    for base in elsewhere(project) {
        let above = base.parent().unwrap_or(&base);
        let ready = private(above, 0o711, account).and_then(|()| private(&base, 0o711, account));
        if ready.is_ok() && suits(&base, account) {
            super::tell(&format!("the local server's data is kept in {}: {why}", base.display()));
            // For people alone; the path follows from the project's.
            let note = format!("The local server's data lies in\n{}\n\n{why}\n", base.display());
            let _ = fs::write(inside.join("elsewhere.txt"), note);
            return Ok(Home::at(base.join(name)));
        }
    }
    Err(Fault::new("there is no folder for the data of the local server")
        .detail(why)
        .hint("move the project, run dbtool as another user, or set the target's `url`"))
}

/// The folder for a server's socket: in its own, or in the system's folder for such where the path
/// would be too long.
///
/// # Errors
/// When every path is too long.
pub fn socket(home: &Home, account: Option<&Account>) -> Result<PathBuf, Fault> {
    let inside = home.path().join("s");
    let fits = |path: &Path| path.as_os_str().len() + SOCKET_NAME <= SOCKET_PATH;
    if fits(&inside) {
        return Ok(inside);
    }
    let name = format!("{}-{}", cache::private_name(), files::digest(home.path().as_os_str().as_encoded_bytes()));
    let mut folders = temporary(account).into_iter().map(|folder| folder.join(&name));
    folders.find(|path| fits(path)).ok_or_else(|| {
        Fault::new("the path of the local server's socket is too long").detail(inside.display().to_string())
    })
}

/// The folders for what lasts no longer than a command, those that the server's user can reach.
pub fn temporary(account: Option<&Account>) -> Vec<PathBuf> {
    let mut folders = vec![std::env::temp_dir()];
    if cfg!(unix) {
        folders.extend(["/tmp", "/var/tmp"].map(PathBuf::from));
    }
    folders.dedup();
    folders.retain(|folder| folder.is_absolute() && account::reaches(account, folder));
    folders
}

/// Makes a folder that belongs to this user, with this mode; refuses one that another made, or
/// that only leads elsewhere: its name can be foreseen, and it lies where all may write.
pub fn private(path: &Path, mode: u32, account: Option<&Account>) -> Result<(), Fault> {
    let failed = |error| files::fault("make the folder", path, &error);
    if let Err(error) = fs::create_dir(path) {
        let metadata = fs::symlink_metadata(path).map_err(|_| failed(error))?;
        let owner = account::owner(path);
        let mine = owner == Some(account::uid()) || account.is_some_and(|account| owner == Some(account.uid));
        if !metadata.is_dir() || !mine {
            return Err(Fault::new(format!("{} was made by another user", path.display())).hint("remove it"));
        }
    }
    files::set_mode(path, mode).map_err(failed)
}

/// Makes `.dbtool/`, which no version control takes in.
fn prepare(project: &Path, account: Option<&Account>) -> Result<(), Fault> {
    let folder = local(project);
    // Not with those above it: a project's folder is there.
    if let Err(error) = fs::create_dir(&folder)
        && !folder.is_dir()
    {
        return Err(files::fault("make the folder", &folder, &error));
    }
    let ignore = folder.join(".gitignore");
    if !ignore.exists() {
        fs::write(&ignore, "*\n").map_err(|error| files::fault("write", &ignore, &error))?;
    }
    if account.is_some() && !account::reaches(account, &folder) && account::owner(&folder) == Some(account::uid()) {
        // The server's user must get through, whatever the mask of this process says.
        files::set_mode(&folder, 0o755).map_err(|error| files::fault("open up", &folder, &error))?;
    }
    if let Some(owner) = owner(project, account) {
        for path in [&folder, &ignore] {
            let _ = account::give(path, Some(owner));
        }
    }
    Ok(())
}

/// The user whom the project belongs to, where the server runs as the same: what root makes is
/// theirs then.
pub fn owner<'a>(project: &Path, account: Option<&'a Account>) -> Option<&'a Account> {
    account.filter(|account| account::owner(project) == Some(account.uid))
}

/// Whether a server can keep its data there: its user gets in, and files have owners and modes.
fn suits(folder: &Path, account: Option<&Account>) -> bool {
    if !account::reaches(account, folder) {
        return false;
    }
    let probe = folder.join(format!("probe-{}", files::random()));
    let wanted = account.map_or_else(account::uid, |account| account.uid);
    let works = fs::create_dir(&probe).is_ok()
        && files::set_mode(&probe, 0o700).is_ok()
        && account::give(&probe, account).is_ok()
        && account::owner(&probe).is_some_and(|owner| !cfg!(unix) || owner == wanted)
        && is_private(&probe);
    let _ = files::remove(&probe);
    works
}

fn is_private(folder: &Path) -> bool {
    #[cfg(unix)]
    let private = {
        use std::os::unix::fs::PermissionsExt;
        fs::metadata(folder).is_ok_and(|metadata| metadata.permissions().mode() & 0o077 == 0)
    };
    #[cfg(not(unix))]
    let private = folder.is_dir();
    private
}

/// Where a project's data goes that cannot lie in the project; the same on every run.
fn elsewhere(project: &Path) -> Vec<PathBuf> {
    let name = files::digest(project.as_os_str().as_encoded_bytes());
    let mut folders = Vec::new();
    if account::is_root() {
        folders.push(PathBuf::from("/var/lib/dbtool"));
    } else if let Some(state) = cache::variable("XDG_STATE_HOME").filter(|path| path.is_absolute()) {
        folders.push(state.join("dbtool"));
    } else if let Some(home) = cache::variable("HOME") {
        folders.push(home.join(".local").join("state").join("dbtool"));
    }
    if cfg!(unix) {
        folders.push(Path::new("/var/tmp").join(cache::private_name()));
    }
    folders.into_iter().map(|folder| folder.join(&name)).collect()
}
