//! One server process: started, waited for, stopped.

use std::fs::{self, OpenOptions};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::account::{self, Account};
use super::binaries::Binaries;
use super::files;
use super::home::{Home, Orders, Running};
use super::{place, template};
use crate::error::Fault;

/// How long a start may take. A data folder that was not shut down replays its log first.
const PATIENCE: Duration = Duration::from_secs(120);

/// The port in the socket's name where no port is asked for.
const PORT: u16 = 5432;

/// How a server stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Sessions are cut, the data is written out.
    Fast,
    /// At once; the data is thrown away, or replayed from the log by the next start.
    Immediate,
}

/// A server that this process started.
#[derive(Debug)]
pub struct Server {
    child: Child,
    guard: Option<Child>,
    binaries: Binaries,
    account: Option<Account>,
    /// What clients need to know.
    pub running: Running,
}

impl Server {
    /// Starts the server and waits until it takes connections.
    ///
    /// # Errors
    /// The server's own words, with what to do about those that are known.
    pub fn start(home: &Home, orders: &Orders) -> Result<Self, Fault> {
        let account = orders.account.as_ref();
        let data = home.data();
        clear(&data, &orders.binaries, account)?;
        if let Some(socket) = &orders.socket {
            place::private(socket, 0o700, account)?;
            account::give(socket, account).map_err(|error| files::fault("hand over", socket, &error))?;
            clear_socket(socket);
        }
        let password = match orders.port {
            Some(_) => Some(password(home, orders)?),
            None => None,
        };
        let end = Instant::now() + Duration::from_secs(10);
        let mut child = loop {
            let mut child = spawn(home, orders)?;
            match wait_until_ready(&mut child, home) {
                Ok(()) => break child,
                // Sessions of a server that was killed outlive it for a moment.
                Err(fault) if is_leftover(&fault) && Instant::now() < end => {
                    std::thread::sleep(Duration::from_millis(200));
                }
                Err(fault) => return Err(fault),
            }
        };
        let pid = child.id();
        let guard = guard(home, pid, orders.scratch);
        if guard.is_none() && cfg!(unix) && orders.scratch {
            // Without its guard a scratch server could outlive everyone.
            let _ = child.kill();
            return Err(Fault::new("cannot run /bin/sh, which watches over the scratch server"));
        }
        let running = Running {
            pid,
            supervisor: std::process::id(),
            version: orders.binaries.version(),
            major: orders.binaries.major,
            socket: orders.socket.clone(),
            port: orders.port.unwrap_or(PORT),
            password,
        };
        Ok(Self { child, guard, binaries: orders.binaries.clone(), account: orders.account.clone(), running })
    }

    /// Whether the server has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    /// Stops the server, ever more firmly, and waits for its end.
    pub fn stop(mut self, how: Stop) {
        let ways: &[(&str, u64)] = match how {
            Stop::Fast => &[("INT", 60), ("QUIT", 10)],
            Stop::Immediate => &[("QUIT", 10)],
        };
        for (signal, seconds) in ways {
            if self.signal(signal) && self.ends_within(Duration::from_secs(*seconds)) {
                break;
            }
        }
        if !self.has_ended() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
        self.dismiss_guard();
    }

    fn dismiss_guard(&mut self) {
        if let Some(mut guard) = self.guard.take() {
            let _ = guard.kill();
            let _ = guard.wait();
        }
    }

    /// Signals go through pg_ctl, which knows how on every system, and as the server's own user.
    fn signal(&self, name: &str) -> bool {
        let mut command = Command::new(self.binaries.program("pg_ctl"));
        command.args(["kill", name, &self.child.id().to_string()]);
        account::quiet(&mut command, self.account.as_ref()).current_dir("/").status().is_ok_and(|it| it.success())
    }

    fn ends_within(&mut self, patience: Duration) -> bool {
        let end = Instant::now() + patience;
        while !self.has_ended() {
            if Instant::now() > end {
                return false;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        true
    }
}

fn spawn(home: &Home, orders: &Orders) -> Result<Child, Fault> {
    let log = home.log();
    let file = OpenOptions::new().create(true).write(true).truncate(true).open(&log);
    let file = file.map_err(|error| files::fault("write", &log, &error))?;
    let mut command = Command::new(orders.binaries.program("postgres"));
    command.arg("-D").arg(home.data());
    for (name, value) in settings(orders) {
        command.arg("-c").arg(format!("{name}={value}"));
    }
    account::quiet(&mut command, orders.account.as_ref()).current_dir(home.data()).stderr(Stdio::from(file));
    command.spawn().map_err(|error| {
        Fault::new("cannot start PostgreSQL").detail(format!("{}: {error}", command.get_program().display()))
    })
}

fn settings(orders: &Orders) -> Vec<(&'static str, String)> {
    let mut settings = vec![
        ("listen_addresses", if orders.port.is_some() { "127.0.0.1".into() } else { String::new() }),
        ("port", orders.port.unwrap_or(PORT).to_string()),
        ("logging_collector", "off".into()),
        ("log_destination", "stderr".into()),
        ("dynamic_library_path", "$libdir".into()),
    ];
    if let Some(socket) = &orders.socket {
        // The setting is a list: a comma or a quote in a path needs quotes around it.
        let quoted = format!("\"{}\"", socket.to_string_lossy().replace('"', "\"\""));
        settings.push(("unix_socket_directories", quoted));
        settings.push(("unix_socket_permissions", "0700".into()));
    }
    if cfg!(target_os = "linux") && orders.binaries.major >= 14 {
        // After a crash: one call for the file system instead of one for each of a thousand files.
        settings.push(("recovery_init_sync_method", "syncfs".into()));
    }
    if orders.scratch {
        let fast = [
            ("fsync", "off"),
            ("full_page_writes", "off"),
            ("synchronous_commit", "off"),
            ("autovacuum", "off"),
            ("wal_level", "minimal"),
            ("max_wal_senders", "0"),
            ("checkpoint_timeout", "1h"),
            ("shared_buffers", "32MB"),
            ("max_connections", "100"),
            ("max_locks_per_transaction", "256"),
        ];
        settings.extend(fast.map(|(name, value)| (name, value.to_owned())));
    }
    settings
}

fn wait_until_ready(child: &mut Child, home: &Home) -> Result<(), Fault> {
    // The server writes its state into the eighth line, as pg_ctl reads it too.
    let file = home.data().join("postmaster.pid");
    let mine = child.id().to_string();
    let end = Instant::now() + PATIENCE;
    loop {
        if let Ok(text) = fs::read_to_string(&file)
            && text.lines().next().map(str::trim) == Some(mine.as_str())
            && text.lines().nth(7).map(str::trim) == Some("ready")
        {
            return Ok(());
        }
        if let Ok(Some(status)) = child.try_wait() {
            return Err(failure(home, &format!("it ended with {status}")));
        }
        if Instant::now() > end {
            let _ = child.kill();
            let _ = child.wait();
            return Err(failure(home, &format!("it was not ready after {} seconds", PATIENCE.as_secs())));
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn failure(home: &Home, what: &str) -> Fault {
    let words = files::tail(&home.log(), 8);
    let hint = if words.contains("No space left on device") {
        "the disk is full: free some space".to_owned()
    } else if words.contains("Address already in use") || words.contains("could not bind") {
        "another program has that port: choose another, or none at all".to_owned()
    } else if words.contains("shared memory") {
        "the machine is short of shared memory, or a server that was killed is still ending: try again".to_owned()
    } else if words.contains("PANIC") || words.contains("invalid checkpoint") || words.contains("could not locate") {
        format!(
            "the data folder is damaged: `dbtool db reset` makes a new one; the old one is {}",
            home.data().display()
        )
    } else {
        format!("the server's log is {}", home.log().display())
    };
    Fault::new("PostgreSQL does not start").detail(format!("{what}\n{words}")).hint(hint)
}

fn is_leftover(fault: &Fault) -> bool {
    fault.detail.as_deref().is_some_and(|detail| detail.contains("pre-existing shared memory block"))
}

/// Ends a server that a supervisor which was killed left behind, and removes what a machine that
/// lost its power left: a `postmaster.pid` whose number may be another process's by now.
///
/// The caller holds the supervisor's lock, so no server of ours that is looked after runs here.
///
/// True when one ran.
pub fn clear(data: &Path, binaries: &Binaries, account: Option<&Account>) -> Result<bool, Fault> {
    let file = data.join("postmaster.pid");
    let Ok(text) = fs::read_to_string(&file) else { return Ok(false) };
    let pid = text.lines().next().and_then(|line| line.trim().parse::<u32>().ok());
    if let Some(pid) = pid
        && is_server_of(pid, data)
    {
        let mut command = Command::new(binaries.program("pg_ctl"));
        command.args(["stop", "-m", "fast", "-t", "60", "-D"]).arg(data);
        template::run(&mut command, account, "stop the server that was left running on this data folder")?;
        return Ok(true);
    }
    files::remove(&file).map_err(|error| files::fault("remove", &file, &error))?;
    Ok(false)
}

/// Whether that process is the server of this data folder.
fn is_server_of(pid: u32, data: &Path) -> bool {
    // A server works in its data folder.
    if Path::new("/proc/self/cwd").exists() {
        let works_in = fs::read_link(format!("/proc/{pid}/cwd"));
        return works_in.is_ok_and(|folder| data.canonicalize().is_ok_and(|data| data == folder));
    }
    if cfg!(windows) {
        // The server looks for itself there, by a name that the system drops with the process.
        return true;
    }
    let output = Command::new("ps").args(["-p", &pid.to_string(), "-o", "comm="]).stdin(Stdio::null()).output();
    output.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains("postgres"))
}

/// Removes the sockets of a server that is no more: it would refuse to start over the lock beside
/// one when its number is another process's by now.
fn clear_socket(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(".s.PGSQL.") {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// A shell that ends the server when this process is killed: its pipe breaks then. It has another
/// name than dbtool's, so that it outlives whoever ends every dbtool.
fn guard(home: &Home, pid: u32, scratch: bool) -> Option<Child> {
    // INT is a fast stop, QUIT an immediate one. The folder is removed once the process is gone.
    const SCRIPT: &str = "read -r _; kill -s \"$1\" \"$2\" 2>/dev/null; \
        if [ -n \"$3\" ]; then n=0; while kill -0 \"$2\" 2>/dev/null && [ $n -lt 50 ]; do sleep 0.1; n=$((n+1)); done; \
        rm -rf -- \"$3\"; fi";
    if !cfg!(unix) {
        return None;
    }
    let mut command = Command::new("/bin/sh");
    command.args(["-c", SCRIPT, "dbtool-guard", if scratch { "QUIT" } else { "INT" }, &pid.to_string()]);
    command.arg(if scratch { home.path() } else { Path::new("") });
    command.current_dir("/").stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    super::apart(&mut command);
    command.spawn().ok()
}

/// The superuser's password, made once for a data folder and set before the server listens.
fn password(home: &Home, orders: &Orders) -> Result<String, Fault> {
    let file = home.password();
    if let Ok(known) = fs::read_to_string(&file) {
        return Ok(known.trim().to_owned());
    }
    let password = files::random() + &files::random();
    let mut command = Command::new(orders.binaries.program("postgres"));
    command.args(["--single", "-D"]).arg(home.data()).arg("postgres");
    account::quiet(&mut command, orders.account.as_ref()).current_dir(home.data());
    let cannot = |detail: String| Fault::new("cannot set the password of the local server").detail(detail);
    let mut child = command.stdin(Stdio::piped()).spawn().map_err(|error| cannot(error.to_string()))?;
    if let Some(mut stdin) = child.stdin.take() {
        use std::io::Write;
        let sql = format!("ALTER ROLE postgres PASSWORD '{password}'\n");
        stdin.write_all(sql.as_bytes()).map_err(|error| cannot(error.to_string()))?;
    }
    let status = child.wait().map_err(|error| cannot(error.to_string()))?;
    if !status.success() {
        return Err(cannot(format!("postgres --single ended with {status}")));
    }
    files::write_whole(&file, password.as_bytes())?;
    Ok(password)
}
