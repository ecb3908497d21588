//! dbtool itself, killed without warning: the next run ends where an undisturbed one does. For every
//! engine, with migrations and databases of its own.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::Signal;

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
    let (lines, expected, whole) = undisturbed(migrations, fresh);
    assert!(lines > 50, "it tells of fifty steps, not of {lines}");

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

/// Asks runs nicely to stop, by the signals of a terminal and of those who run containers: each stops by itself and says
/// so, holds on to nothing, and the next one ends where an undisturbed one does.
pub fn asked<'a>(migrations: &Path, fresh: &mut dyn FnMut() -> Ground<'a>) {
    let (lines, expected, _) = undisturbed(migrations, fresh);
    for (signal, line) in [(Signal::INT, lines / 5), (Signal::TERM, lines / 2), (Signal::HUP, lines * 3 / 5)] {
        let ground = fresh();
        let mut again = run(&ground.url, migrations);
        let mut run = run(&ground.url, migrations).spawn().expect("dbtool starts");
        let mut told = BufReader::new(run.stderr.take().expect("it is listened to")).lines().map_while(Result::ok);
        let mut said: Vec<String> = told.by_ref().take(line).collect();
        rustix::process::kill_process(rustix::process::Pid::from_child(&run), signal).expect("it is ours");
        said.extend(told);
        let said = said.join("\n");
        assert_eq!(run.wait().expect("it ended").code(), Some(130), "{signal:?} at {line} of {lines}: {said}");
        // Whoever waits for a lock that nobody holds any more has been left one.
        let output = again.args(["--wait", "3s"]).output().expect("dbtool runs");
        let next = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{signal:?} at {line} of {lines}: {said}\nthe next run: {next}");
        assert_eq!((ground.state)(), expected, "{signal:?} at {line} of {lines}: {said}\nthe next run: {next}");
    }
}

/// Runs that go on where others were killed, on machines whose clock is years behind, or ahead: they end where an
/// undisturbed run does, and so do runs after them whose clock goes right.
pub fn clocks<'a>(migrations: &Path, fresh: &mut dyn FnMut() -> Ground<'a>) {
    let Some(clock) = Clock::new() else { return };
    let (lines, expected, _) = undisturbed(migrations, fresh);
    const TWO_YEARS: i64 = 63_072_000;
    for (first, second) in [(0, -TWO_YEARS), (TWO_YEARS, -TWO_YEARS), (TWO_YEARS, 0)] {
        let ground = fresh();
        for (off, line) in [(first, lines / 3), (second, lines / 3)] {
            let mut run = run(&ground.url, migrations);
            killed(clock.off(&mut run, off).spawn().expect("dbtool starts"), When::Line(line));
            (ground.lapse)();
        }
        let mut run = run(&ground.url, migrations);
        let output = clock.off(&mut run, second).output().expect("dbtool runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{first} s and {second} s off: {said}");
        // Its own words tell whether the clock is off.
        let year = said.split("\"time\":\"").nth(1).and_then(|rest| rest.get(..4)).expect("a time").to_owned();
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970").as_secs();
        let now = 1970 + now / 31_556_952;
        assert_eq!(second == 0, year == now.to_string(), "{second} s off {now}: {said}");
        assert_eq!((ground.state)(), expected, "{first} s and {second} s off: {said}");
        assert!(self::run(&ground.url, migrations).output().expect("dbtool runs").status.success());
        assert_eq!((ground.state)(), expected, "{first} s and {second} s off, and right again");
    }
}

/// A library that has a program's clock go otherwise.
struct Clock {
    folder: tempfile::TempDir,
}

impl Clock {
    /// None, and told so, where none can be made.
    fn new() -> Option<Self> {
        const CODE: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>
int clock_gettime(clockid_t id, struct timespec *time) {
  static int (*real)(clockid_t, struct timespec *);
  if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  int result = real(id, time);
  char *off = getenv("TEST_CLOCK_OFF");
  if (!result && off && id == CLOCK_REALTIME) time->tv_sec += atol(off);
  return result;
}
"#;
        let clock = Self { folder: tempfile::tempdir().expect("a folder") };
        let code = clock.folder.path().join("clock.c");
        std::fs::write(&code, CODE).expect("the code");
        let mut compiler = Command::new("cc");
        compiler.args(["-shared", "-fPIC", "-o"]).arg(clock.library()).arg(&code).arg("-ldl");
        if !compiler.status().is_ok_and(|status| status.success()) {
            super::skip("no C compiler here: no clock is set back");
            return None;
        }
        Some(clock)
    }

    fn library(&self) -> std::path::PathBuf {
        self.folder.path().join("clock.so")
    }

    fn off<'c>(&self, command: &'c mut Command, seconds: i64) -> &'c mut Command {
        command.env("LD_PRELOAD", self.library()).env("TEST_CLOCK_OFF", seconds.to_string())
    }
}

/// How many lines a run says that nothing disturbs, what it makes, and how long it takes.
pub(super) fn undisturbed<'a>(migrations: &Path, fresh: &mut dyn FnMut() -> Ground<'a>) -> (usize, String, Duration) {
    let ground = fresh();
    let start = Instant::now();
    let output = run(&ground.url, migrations).output().expect("dbtool runs");
    let whole = start.elapsed();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    (said.lines().count(), (ground.state)(), whole)
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

/// A server that can be killed, and started again with what it had written.
pub trait Mortal {
    fn kill(&mut self);
    fn start_again(&mut self);
}

/// Kills the server's own process while runs go on, each once it has told so many lines, and starts it again: none of
/// them comes to its end, and the next one does.
pub fn server_killed(migrations: &Path, url: &str, lines: &[usize], server: &mut impl Mortal) {
    for line in lines {
        let told = struck(&mut run(url, migrations), *line, || server.kill());
        assert!(!told.contains("already exist"), "a run before was forgotten: {told}");
        assert!(told.contains("\"level\":\"error\""), "struck at line {line}, it was not broken off: {told}");
        server.start_again();
    }
    let output = run(url, migrations).output().expect("dbtool runs");
    assert!(output.status.success(), "the next run: {}", String::from_utf8_lossy(&output.stderr));
}

fn run(url: &str, migrations: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dbtool"));
    super::bare(&mut command);
    command.args(["migrate", "up", "--log-format", "json", "--url", url, "--migrations"]).arg(migrations);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command
}
