//! dbtool itself, killed without warning: the next run ends where an undisturbed one does. For every
//! engine, with migrations and databases of its own.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How many runs are killed where `DBTOOL_TEST_KILLS` does not say.
pub const KILLS: usize = 16;

/// A database of its own for runs.
pub struct Ground<'a> {
    pub url: String,
    /// All that a run makes there, and its history, but for what is of no matter.
    pub state: Box<dyn Fn() -> String + 'a>,
    /// What time does to the lock of a runner that died.
    pub lapse: Box<dyn Fn() + 'a>,
}

/// When a run is killed.
#[derive(Clone, Copy, Debug)]
enum When {
    /// Once it has told so many lines of what it did: one for each statement or migration.
    Line(usize),
    /// So long after its start.
    After(Duration),
}

/// Kills runs after what they say of each statement, and at instants all over the run; then runs once more
/// undisturbed and compares: `most` times, half of them at lines; with `DBTOOL_TEST_KILLS=N` after every line
/// and at N instants.
pub fn kills<'a>(migrations: &Path, most: usize, fresh: &mut dyn FnMut() -> Ground<'a>) {
    let undisturbed = fresh();
    let start = Instant::now();
    let output = run(&undisturbed.url, migrations).output().expect("dbtool runs");
    let whole = start.elapsed();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    let (lines, expected) = (said.lines().count(), (undisturbed.state)());
    assert!(lines > 50, "it tells of fifty steps: {said}");

    let number = std::env::var("DBTOOL_TEST_KILLS").ok().and_then(|text| text.parse::<usize>().ok());
    let (boundaries, instants) = number.map_or((most / 2, most / 2), |number| (lines, number));
    // The lines evenly; the instants by the golden ratio, some of them with a rest of a rest.
    let at_lines = (0..boundaries).map(|index| vec![When::Line(1 + index * lines / boundaries)]);
    let instant =
        |index: usize| When::After(whole.mul_f64(f64::from(u32::try_from(index).expect("few")) * 0.618_034 % 1.0));
    let at_instants = (0..instants).map(|index| (0..=index % 3).map(|more| instant(index + more * 7)).collect());
    for kills in at_lines.chain(at_instants) {
        let ground = fresh();
        for when in &kills {
            killed(run(&ground.url, migrations).spawn().expect("dbtool starts"), *when);
            (ground.lapse)();
        }
        let output = run(&ground.url, migrations).output().expect("dbtool runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "killed at {kills:?} of {lines} lines, {whole:?}: {said}");
        assert_eq!((ground.state)(), expected, "killed at {kills:?} of {lines} lines, {whole:?}: {said}");
    }
}

/// Lets a run go on until then. One that is done before is as good as any.
fn killed(mut run: Child, when: When) {
    let said = run.stderr.take().expect("it is listened to");
    match when {
        When::Line(line) => {
            let mut lines = BufReader::new(said).lines();
            lines.nth(line - 1);
        }
        // What it says meanwhile is less than a pipe holds.
        When::After(time) => std::thread::sleep(time.max(Duration::from_millis(1))),
    }
    run.kill().expect("it is ours");
    run.wait().expect("it ended");
}

/// Starts a run that tells in JSON what it does, strikes once it has told so many lines, and waits for its end,
/// which must come by itself. All that it told.
pub fn struck(command: &mut Command, line: usize, strike: impl FnOnce()) -> String {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut run = command.spawn().expect("dbtool starts");
    let mut lines = BufReader::new(run.stderr.take().expect("it is listened to")).lines().map_while(Result::ok);
    let mut told: Vec<String> = lines.by_ref().take(line).collect();
    strike();
    told.extend(lines);
    run.wait().expect("it ended");
    told.join("\n")
}

fn run(url: &str, migrations: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dbtool"));
    super::bare(&mut command);
    command.args(["migrate", "up", "--log-format", "json", "--url", url, "--migrations"]).arg(migrations);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command
}
