//! Programs that tests run: dbtool itself and PostgreSQL's clients.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a program that was run to its end said.
#[derive(Debug)]
pub struct Run {
    pub stdout: String,
    pub stderr: String,
    /// The exit code; none where a signal ended it.
    pub code: Option<i32>,
}

impl Run {
    /// Its stdout, when it went well; all that it said, when not.
    #[track_caller]
    pub fn ok(self) -> String {
        assert_eq!(self.code, Some(0), "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self.stdout
    }

    /// Its stdout, when it ended with that code.
    #[track_caller]
    pub fn failed_with(self, code: i32) -> String {
        assert_eq!(self.code, Some(code), "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self.stdout
    }

    /// Its stderr, when it ended with that code.
    #[track_caller]
    pub fn failed(self, code: i32) -> String {
        assert_eq!(self.code, Some(code), "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self.stderr
    }
}

/// A line that a document shows or a program prints: versions and durations are another's on every run.
pub fn without_numbers(line: &str) -> String {
    let mut text = String::new();
    for c in line.chars() {
        match c {
            '0'..='9' if text.ends_with('0') => {}
            '0'..='9' => text.push('0'),
            c => text.push(c),
        }
    }
    text.replace("0.0 s)", "0 ms)")
}

/// Runs dbtool where this test stands, in an environment with nothing in it but what a bare machine
/// has, and without a terminal.
pub fn dbtool<S: AsRef<std::ffi::OsStr>>(args: &[S]) -> Run {
    dbtool_in(Path::new("."), args, &[])
}

/// The same in another folder, with some of the environment set.
pub fn dbtool_in<S: AsRef<std::ffi::OsStr>>(folder: &Path, args: &[S], environment: &[(&str, &str)]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dbtool"));
    bare(&mut command);
    command.envs(environment.iter().copied()).args(args).current_dir(folder);
    run(&mut command)
}

/// Takes away the environment but for what a bare machine has.
pub fn bare(command: &mut Command) {
    command.env_clear();
    for name in ["PATH", "HOME", "TMPDIR", "SystemRoot", "DBTOOL_CACHE_DIR", "DBTOOL_OFFLINE", "DBTOOL_PG_MIRROR"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command.env("LC_ALL", "C.UTF-8").env("TZ", "UTC");
}

/// A command line in a shell, bare, both of whose streams are one, as a terminal would show them.
pub fn shell(command: &str) -> Command {
    let mut shell = Command::new("sh");
    bare(&mut shell);
    shell.arg("-c").arg(format!("{{ {command}\n}} 2>&1"));
    shell
}

/// A new folder for a project, which goes with this value and takes its local server along.
pub struct Project {
    folder: tempfile::TempDir,
}

impl Project {
    /// A folder with these files in it.
    pub fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder is made");
        let project = Self { folder };
        open_up(project.path());
        for (name, text) in files {
            project.write(name, text);
        }
        project
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file, and the folders above it.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder is made");
        std::fs::write(&path, text).expect("a file is written");
        path
    }

    /// The text of a file.
    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Runs dbtool in it.
    pub fn dbtool<S: AsRef<std::ffi::OsStr>>(&self, args: &[S]) -> Run {
        dbtool_in(self.path(), args, &[])
    }
}

/// Temporary folders are their user's alone; a server that root starts runs as another user.
fn open_up(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).expect("a folder is opened up");
    }
    #[cfg(not(unix))]
    let _ = path;
}

/// Runs SQL with `psql`, and gives its rows, fields between bars.
#[track_caller]
pub fn psql(url: &str, sql: &str) -> String {
    client("psql", &["-XqAt", "-v", "ON_ERROR_STOP=1", "-c", sql, url]).ok()
}

/// Runs a file of SQL with `psql`.
#[track_caller]
pub fn psql_file(url: &str, file: &Path) -> String {
    client("psql", &["-XqAt", "-v", "ON_ERROR_STOP=1", "-f", &file.to_string_lossy(), url]).ok()
}

/// Runs the lines of a file of SQL that a server of that major version knows: those that end with
/// `-- since 15` or `-- before 15` are left out elsewhere.
#[track_caller]
pub fn psql_script(url: &str, major: u32, file: &Path) -> String {
    let text = std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let fits = |line: &&str| match line.rsplit_once(" -- since ").map(|(_, since)| since.parse::<u32>()) {
        Some(Ok(since)) => major >= since,
        _ => match line.rsplit_once(" -- before ").map(|(_, before)| before.parse::<u32>()) {
            Some(Ok(before)) => major < before,
            _ => true,
        },
    };
    // A line that is left out stays as an empty one: faults tell the lines of the file.
    let text: String =
        text.lines().map(|line| if fits(&line) { format!("{line}\n") } else { "\n".to_owned() }).collect();
    let script = tempfile::NamedTempFile::new().expect("a script is made");
    std::fs::write(script.path(), text).expect("the script is written");
    psql_file(url, script.path())
}

/// What `pg_dump -s` with further options says, without the lines that differ between two runs.
#[track_caller]
pub fn pg_dump(url: &str, options: &[&str]) -> String {
    let arguments: Vec<&str> = ["-s"].iter().chain(options).chain([&url]).copied().collect();
    let text = client("pg_dump", &arguments).ok();
    // Later minor versions guard their output with a random word.
    let keep = |line: &&str| !line.starts_with("\\restrict ") && !line.starts_with("\\unrestrict ");
    text.lines().filter(keep).map(|line| format!("{line}\n")).collect()
}

fn client(program: &str, arguments: &[&str]) -> Run {
    // Not the script that Debian has in the PATH, which takes longer than most of what is asked.
    let mut command = Command::new(super::judge::client(program));
    bare(&mut command);
    run(command.args(arguments))
}

/// Runs it to its end.
pub fn run(command: &mut Command) -> Run {
    let output = command.stdin(Stdio::null()).output();
    let output = output.unwrap_or_else(|error| panic!("{}: {error}", command.get_program().display()));
    Run {
        stdout: String::from_utf8(output.stdout).expect("stdout is UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("stderr is UTF-8"),
        code: output.status.code(),
    }
}
