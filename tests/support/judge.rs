//! The judge that knows nothing of dbtool, `compare.py` beside the project, and the clients of the
//! version that it is asked about.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{LazyLock, Mutex, PoisonError};

use serde_json::{Value, json};

use super::skip;

/// Whether two databases of that major version are the same to the judge: what it tells where they
/// are not. Either can be what [`remember`] has written, in place of its URL. Where the judge is not
/// at hand, or has no `pg_dump` that reads this version, that is recorded as skipped.
pub fn judge(major: u32, here: &str, there: &str, options: &[&str]) -> Result<(), String> {
    let ordered = !options.contains(&"--ignore-column-order");
    let Some(answer) = ask(major, &json!({"here": here, "there": there, "order": ordered}))? else { return Ok(()) };
    let told = answer["told"].as_array().ok_or_else(|| format!("the judge says {answer}"))?;
    let told: Vec<&str> = told.iter().filter_map(Value::as_str).collect();
    if told.is_empty() { Ok(()) } else { Err(format!("PostgreSQL {major}: {}", told.join("\n"))) }
}

/// Writes into a file what a database holds to the judge now, but for the columns' order, so that it
/// may change before it is compared.
pub fn remember(major: u32, url: &str, file: &Path) -> Result<(), String> {
    ask(major, &json!({"keep": url, "file": file})).map(|_| ())
}

/// A judge that waits for the next question.
struct Judge {
    process: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

/// The judges that nobody is asking now, by the major version that they were started for. They end
/// with this process, which their stdin tells them.
static IDLE: LazyLock<Mutex<BTreeMap<u32, Vec<Judge>>>> = LazyLock::new(Mutex::default);

/// What the judge answers; nothing where it is not at hand.
fn ask(major: u32, question: &Value) -> Result<Option<Value>, String> {
    let idle = || IDLE.lock().unwrap_or_else(PoisonError::into_inner);
    let waiting = idle().get_mut(&major).and_then(Vec::pop);
    let Some(mut judge) = waiting.or_else(|| start(major)) else { return Ok(None) };
    let mut answer = String::new();
    let asked = writeln!(judge.questions, "{question}").and_then(|()| judge.answers.read_line(&mut answer));
    let answer: Value = match (asked, serde_json::from_str(&answer)) {
        (Ok(_), Ok(answer)) => answer,
        (asked, _) => return Err(format!("the judge ended ({:?}): {asked:?} {answer}", judge.process.wait())),
    };
    idle().entry(major).or_default().push(judge);
    match answer.get("error") {
        Some(error) => Err(format!("PostgreSQL {major}: the judge cannot tell: {error}")),
        None => Ok(Some(answer)),
    }
}

fn start(major: u32) -> Option<Judge> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let judge = root.join("../shared/tools/compare.py");
    if !judge.is_file() {
        skip("../shared/tools/compare.py is missing: dbtool alone compared what it made");
        return None;
    }
    let mut command = Command::new("python3");
    command.arg(root.join("tests/support/judge.py")).arg(&judge).arg(major.to_string());
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
    let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("python3 runs");
    let questions = process.stdin.take().expect("the judge listens");
    let answers = BufReader::new(process.stdout.take().expect("the judge speaks"));
    Some(Judge { process, questions, answers })
}

/// The folder of a `pg_dump` that reads servers of that version: of the version itself, of those
/// that the system has or `tests/run` fetched, else the oldest that is newer.
fn pg_dump_of(major: u32) -> Option<PathBuf> {
    // Those of the PATH come last: Debian has a script there that looks for the program itself.
    let mut folders = client_folders();
    folders.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    let known = folders.into_iter().filter_map(|folder| Some((client_major(&folder.join("pg_dump"))?, folder)));
    known.filter(|(client, _)| *client >= major).min_by_key(|(client, _)| *client).map(|(_, folder)| folder)
}

/// A client of PostgreSQL: the newest that the system has, else the one in the PATH.
pub fn client(name: &str) -> PathBuf {
    static NEWEST: LazyLock<Option<PathBuf>> = LazyLock::new(|| {
        let system = system_folders().into_iter();
        let known = system.filter_map(|folder| Some((client_major(&folder.join("psql"))?, folder)));
        known.max_by_key(|(client, _)| *client).map(|(_, folder)| folder)
    });
    let newest = NEWEST.as_ref().map(|folder| folder.join(name)).filter(|client| client.is_file());
    newest.unwrap_or_else(|| PathBuf::from(name))
}

/// The folders of PostgreSQL's clients that `tests/run` fetched, and of those of the system.
pub fn client_folders() -> Vec<PathBuf> {
    let fetched = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../tools/psql");
    let homes = within(&fetched).into_iter().flat_map(|it| within(&it));
    let fetched = homes.flat_map(|it| [it.join("pginstall/bin"), it.join("bin")]);
    fetched.chain(system_folders()).collect()
}

fn system_folders() -> Vec<PathBuf> {
    within(Path::new("/usr/lib/postgresql")).into_iter().map(|it| it.join("bin")).collect()
}

fn within(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}

/// The major version that a client of PostgreSQL says it is of.
pub fn client_major(client: &Path) -> Option<u32> {
    let output = Command::new(client).arg("--version").output().ok()?;
    let version = String::from_utf8_lossy(&output.stdout).into_owned();
    version.split_whitespace().find_map(|word| word.split('.').next()?.parse::<u32>().ok())
}
