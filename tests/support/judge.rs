//! The judge that knows nothing of dbtool, `compare.py` beside the project, and the clients of the
//! version that it is asked about.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::skip;

/// Whether two databases of that major version are the same to the judge: what it tells where they
/// are not. Where the judge is not at hand, or has no `pg_dump` that reads this version, that is
/// recorded as skipped.
pub fn judge(major: u32, here: &str, there: &str, options: &[&str]) -> Result<(), String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let judge = root.join("../shared/tools/compare.py");
    if !judge.is_file() {
        skip("../shared/tools/compare.py is missing: dbtool alone compared what it made");
        return Ok(());
    }
    let mut command = Command::new("python3");
    command.arg(root.join("tests/support/judge.py")).arg(&judge).arg(major.to_string());
    command.args([here, there]).args(options);
    match pg_dump_of(major) {
        Some(folder) => {
            let path = std::env::var_os("PATH").unwrap_or_default();
            let folders = std::iter::once(folder).chain(std::env::split_paths(&path));
            command.env("PATH", std::env::join_paths(folders).expect("a PATH is made"));
        }
        None => {
            skip(&format!("no pg_dump that reads PostgreSQL {major}: the judge compared the catalogs alone"));
            command.env("DBTOOL_PG_DUMP", "no");
        }
    }
    let output = command.output().expect("python3 runs");
    let (told, why) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if output.status.success() { Ok(()) } else { Err(format!("PostgreSQL {major}: {told}{why}")) }
}

/// The folder of a `pg_dump` that reads servers of that version: of the version itself, of those
/// that the system has or `tests/run` fetched, else the oldest that is newer.
fn pg_dump_of(major: u32) -> Option<PathBuf> {
    let mut folders: Vec<PathBuf> = std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).collect();
    folders.extend(client_folders());
    let known = folders.into_iter().filter_map(|folder| Some((client_major(&folder.join("pg_dump"))?, folder)));
    known.filter(|(client, _)| *client >= major).min_by_key(|(client, _)| *client).map(|(_, folder)| folder)
}

/// The folders of PostgreSQL's clients that `tests/run` fetched, and of those of the system.
pub fn client_folders() -> Vec<PathBuf> {
    let within = |folder: &Path| -> Vec<PathBuf> {
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
    };
    let fetched = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../tools/psql");
    let homes = within(&fetched).into_iter().flat_map(|it| within(&it));
    let fetched = homes.flat_map(|it| [it.join("pginstall/bin"), it.join("bin")]);
    let system = within(Path::new("/usr/lib/postgresql")).into_iter().map(|it| it.join("bin"));
    fetched.chain(system).collect()
}

/// The major version that a client of PostgreSQL says it is of.
pub fn client_major(client: &Path) -> Option<u32> {
    let output = Command::new(client).arg("--version").output().ok()?;
    let version = String::from_utf8_lossy(&output.stdout).into_owned();
    version.split_whitespace().find_map(|word| word.split('.').next()?.parse::<u32>().ok())
}
