//! A server's programs: where they are on this machine, and which of them to use.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::account::Account;
use super::cache;
use super::product::Product;
use crate::error::Fault;

/// The programs of one version of a server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binaries {
    /// What they are of.
    pub product: Product,
    /// The folder that holds the server.
    pub folder: PathBuf,
    /// The server's name there.
    pub server: String,
    /// The program that initialises data folders, where it is not the server itself or beside it.
    pub installer: Option<PathBuf>,
    /// The series, as [`Product::series`]: 15.
    pub series: u32,
    /// The release within the series: 18 of 15.18.
    pub minor: u32,
    /// What the server says of its version, which tells builds of one version apart.
    pub words: String,
}

impl Binaries {
    /// A program in the folder.
    pub fn program(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    /// The server itself.
    pub fn server(&self) -> PathBuf {
        self.program(&self.server)
    }

    /// The version as people say it: `15.18`.
    pub fn version(&self) -> String {
        format!("{}.{}", self.product.spell(self.series), self.minor)
    }
}

/// How strictly a version is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Any: the newest that is installed, else the newest that was fetched before.
    Any,
    /// This series and no other.
    Series(u32),
    /// This series; else the nearest newer one, else the nearest older one.
    Near(u32),
}

/// The programs to use, fetched where none are there and they can be, and a note where they are not of
/// the version that was wanted.
///
/// # Errors
/// When there are none and they cannot be fetched: says where it looked and what to do.
pub fn find(product: Product, wanted: Wanted, account: Option<&Account>) -> Result<(Binaries, Option<String>), Fault> {
    let found = installed(product, wanted, account)?;
    let label = product.label();
    match wanted {
        Wanted::Any => {
            // What the variable names stands first, and is meant.
            let named = found.first().filter(|_| cache::variable(product.recipe().variable()).is_some()).cloned();
            if let Some(best) = named.or_else(|| newest(found.iter())) {
                return Ok((best, None));
            }
            let Some(preferred) = product.recipe().preferred() else {
                return Err(missing(product, label, &found, None));
            };
            let fetched = fetch(product, preferred, account, true);
            fetched.map(|binaries| (binaries, None)).map_err(|cause| missing(product, label, &found, Some(&cause)))
        }
        Wanted::Series(series) => {
            let what = format!("{label} {}", product.spell(series));
            match exact(&found, series) {
                Some(best) => Ok((best, None)),
                None if product.recipe().preferred().is_none() => Err(missing(product, &what, &found, None)),
                None => fetch(product, series, account, true)
                    .map(|binaries| (binaries, None))
                    .map_err(|cause| missing(product, &what, &found, Some(&cause))),
            }
        }
        Wanted::Near(series) => {
            if let Some(best) = exact(&found, series) {
                return Ok((best, None));
            }
            if product.recipe().preferred().is_none() {
                return near(product, &found, series, None, account);
            }
            // What is here will do: no command waits long, or twice in an hour, for a network that is not.
            match fetch(product, series, account, found.is_empty()) {
                Ok(binaries) => Ok((binaries, None)),
                Err(cause) => near(product, &found, series, Some(&cause), account),
            }
        }
    }
}

/// The server programs of this machine, each folder once, in the order in which they are looked for: what
/// the product's variable names, `PATH`, the platform's usual folders, what can be asked, the cache. Ends
/// with the first one of the series that is wanted.
///
/// # Errors
/// When the variable names a folder without them.
fn installed(product: Product, wanted: Wanted, account: Option<&Account>) -> Result<Vec<Binaries>, Fault> {
    let recipe = product.recipe();
    let series = match wanted {
        Wanted::Any => None,
        Wanted::Series(series) | Wanted::Near(series) => Some(series),
    };
    let mut seen = BTreeSet::new();
    let mut found: Vec<Binaries> = Vec::new();
    let enough = |found: &[Binaries]| found.last().is_some_and(|last| Some(last.series) == series);
    if let Some(named) = cache::variable(recipe.variable()) {
        let binaries = recipe.probe(&named, account).map_err(|detail| {
            Fault::new(format!(
                "{} is {}, which holds no {} server",
                recipe.variable(),
                named.display(),
                product.label()
            ))
            .detail(detail)
            .hint(format!("name the folder that holds {}, or unset it", recipe.programs()))
        })?;
        seen.insert(binaries.server());
        found.push(binaries);
    }
    let mut look = |folder: PathBuf, found: &mut Vec<Binaries>| {
        // Links to programs, as in /usr/local/bin, stand for the folder that they lead to: that is
        // where a server finds its library.
        for name in recipe.servers() {
            let program = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX)).canonicalize();
            if let Ok(program) = program
                && let Some(home) = program.parent()
                && seen.insert(program.clone())
                && let Ok(binaries) = recipe.probe(home, account)
                && !found.contains(&binaries)
            {
                found.push(binaries);
            }
        }
    };
    let sources: [&dyn Fn() -> Vec<PathBuf>; 3] = [
        // What costs more comes later.
        &on_path,
        &|| recipe.usual().iter().flat_map(|pattern| expand(pattern)).collect(),
        &|| recipe.asked(),
    ];
    for folder in sources.iter().flat_map(|source| source()) {
        if enough(&found) {
            break;
        }
        look(folder, &mut found);
    }
    // What some command fetched once must not change what the next one uses.
    if series.is_none() && !found.is_empty() {
        return Ok(found);
    }
    for folder in fetched(product, account) {
        if enough(&found) {
            break;
        }
        look(folder, &mut found);
    }
    Ok(found)
}

/// The folders of `PATH`.
pub fn on_path() -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).filter(|folder| folder.is_absolute()).collect()
}

/// Where fetched programs lie.
fn fetched(product: Product, account: Option<&Account>) -> Vec<PathBuf> {
    if product.recipe().preferred().is_none() {
        return Vec::new();
    }
    let pattern = cache::folder(account).map(|cache| cache.join(product.word()).join("*").join("bin"));
    pattern.map(|pattern| expand(&pattern.to_string_lossy())).unwrap_or_default()
}

/// The folders that a pattern stands for, in order of their names.
fn expand(pattern: &str) -> Vec<PathBuf> {
    let mut paths = vec![PathBuf::new()];
    for part in Path::new(pattern).components() {
        let name = part.as_os_str();
        let text = name.to_string_lossy();
        match text.split_once('*') {
            None => paths.iter_mut().for_each(|path| path.push(name)),
            Some((start, end)) => {
                let inside = |path: &PathBuf| std::fs::read_dir(path).into_iter().flatten().flatten();
                let mut next: Vec<PathBuf> = paths
                    .iter()
                    .flat_map(inside)
                    .filter(|entry| {
                        let name = entry.file_name().to_string_lossy().into_owned();
                        name.starts_with(start) && name.ends_with(end) && !name.contains(".new-")
                    })
                    .map(|entry| entry.path())
                    .collect();
                next.sort();
                paths = next;
            }
        }
    }
    paths
}

fn newest<'a>(found: impl Iterator<Item = &'a Binaries>) -> Option<Binaries> {
    // The first of equals wins: what PATH names before what merely lies about.
    found
        .fold(None, |best: Option<&Binaries>, next| match best {
            Some(best) if (best.series, best.minor) >= (next.series, next.minor) => Some(best),
            _ => Some(next),
        })
        .cloned()
}

/// The first of that series.
fn exact(found: &[Binaries], series: u32) -> Option<Binaries> {
    found.iter().find(|binaries| binaries.series == series).cloned()
}

fn near(
    product: Product,
    found: &[Binaries],
    series: u32,
    cause: Option<&Fault>,
    account: Option<&Account>,
) -> Result<(Binaries, Option<String>), Fault> {
    let what = format!("{} {}", product.label(), product.spell(series));
    let mut choices: Vec<&Binaries> = found.iter().collect();
    choices.sort_by_key(|binaries| {
        (binaries.series < series, binaries.series.abs_diff(series), u32::MAX - binaries.minor)
    });
    let best = match choices.first() {
        Some(best) => (*best).clone(),
        // Nothing is here, and that version is not to be had: perhaps its neighbour is.
        None => {
            let mut others: Vec<u32> = product.recipe().fetchable().into_iter().filter(|it| *it != series).collect();
            others.sort_by_key(|it| (*it < series, it.abs_diff(series)));
            let fetched = others.first().map(|it| fetch(product, *it, account, true));
            fetched.and_then(Result::ok).ok_or_else(|| missing(product, &what, found, cause))?
        }
    };
    let mut note = format!(
        "{what} is not on this machine, so the scratch server is {}; what differs between the two may show as drift",
        best.version(),
    );
    if let Some(cause) = cause {
        note.push_str(&format!(" ({})", cause.message));
    }
    Ok((best, Some(note)))
}

fn fetch(product: Product, series: u32, account: Option<&Account>, needed: bool) -> Result<Binaries, Fault> {
    if cache::variable("DBTOOL_OFFLINE").is_some() {
        return Err(Fault::new("DBTOOL_OFFLINE forbids to fetch it"));
    }
    let recipe = product.recipe();
    let folder = recipe.fetch(series, &cache::folder(account)?, needed)?;
    recipe.probe(&folder, account).map_err(|detail| {
        Fault::new(format!("the {} that was fetched does not run: {detail}", product.label()))
            .detail(folder.display().to_string())
    })
}

/// The one error for a machine without a server: what was wanted, what is there, why it could not
/// be fetched, and what to do.
fn missing(product: Product, what: &str, found: &[Binaries], cause: Option<&Fault>) -> Fault {
    let (recipe, label) = (product.recipe(), product.label());
    let mut detail = if found.is_empty() {
        format!("no {label} server is on PATH or in the usual folders")
    } else {
        let list: Vec<String> =
            found.iter().map(|binaries| format!("{} in {}", binaries.version(), binaries.folder.display())).collect();
        format!("on this machine: {}", list.join(", "))
    };
    if let Some(cause) = cause {
        detail.push_str(&format!("\nfetching it: {}", cause.message));
        if let Some(more) = &cause.detail {
            detail.push_str(&format!(": {more}"));
        }
    }
    Fault::new(format!("the server programs of {what} are not to be had")).detail(detail).hint(format!(
        "{}, name its folder in {}, or set the target's `url` to a server that runs",
        recipe.remedy(),
        recipe.variable()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn binaries(series: u32, minor: u32) -> Binaries {
        let folder = PathBuf::from(format!("/{series}.{minor}"));
        let (product, server) = (Product::Postgresql, "postgres".to_owned());
        Binaries { product, folder, server, installer: None, series, minor, words: String::new() }
    }

    #[test]
    fn the_newest_is_chosen_and_the_first_of_equals() {
        let mut again = binaries(16, 2);
        again.folder = PathBuf::from("/elsewhere");
        let found = [binaries(15, 18), binaries(16, 2), again];
        assert_eq!(newest(found.iter()), Some(binaries(16, 2)));
        assert_eq!(exact(&found, 15), Some(binaries(15, 18)));
        assert_eq!(exact(&found, 14), None);
    }

    #[test]
    fn the_nearest_newer_version_stands_in() {
        let cause = Fault::new("offline");
        let choose = |found: &[Binaries], major| near(Product::Postgresql, found, major, Some(&cause), None).unwrap();
        let (best, note) = choose(&[binaries(12, 1), binaries(15, 1), binaries(16, 1)], 13);
        assert_eq!(best.series, 15);
        assert!(note.unwrap().contains("15.1"));
        assert_eq!(choose(&[binaries(12, 1), binaries(15, 1)], 18).0.series, 15);
    }

    #[test]
    fn patterns_are_expanded() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["pgsql-15/bin", "pgsql-16/bin", "other/bin"] {
            std::fs::create_dir_all(folder.path().join(name)).unwrap();
        }
        let pattern = folder.path().join("pgsql-*").join("bin");
        let names = expand(&pattern.to_string_lossy());
        assert_eq!(names, [folder.path().join("pgsql-15/bin"), folder.path().join("pgsql-16/bin")]);
    }
}
