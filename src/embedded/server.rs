//! One server process: started, waited for, stopped.

use std::fs::{self, OpenOptions};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::account::{self, Account};
use super::binaries::Binaries;
use super::files;
use super::home::{Home, Orders, Running};
use super::place;
use super::product::Product;
use crate::error::Fault;

/// How long a start may take. A data folder that was not shut down replays its log first.
const PATIENCE: Duration = Duration::from_secs(120);

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
            clear_socket(socket, orders.binaries.product);
        }
        let recipe = orders.binaries.product.recipe();
        let password = recipe.prepare(home, orders)?;
        let end = Instant::now() + Duration::from_secs(10);
        let mut child = loop {
            let mut child = spawn(home, orders)?;
            match wait_until_ready(&mut child, home, orders.binaries.product) {
                Ok(()) => break child,
                // Sessions of a server that was killed outlive it for a moment.
                Err(fault)
                    if fault.detail.as_deref().is_some_and(|words| recipe.is_leftover(words))
                        && Instant::now() < end =>
                {
                    std::thread::sleep(Duration::from_millis(200));
                }
                Err(fault) => return Err(fault),
            }
        };
        let pid = child.id();
        let guard = guard(home, pid, orders);
        if guard.is_none() && cfg!(unix) && orders.scratch {
            // Without its guard a scratch server could outlive everyone.
            let _ = child.kill();
            return Err(Fault::new("cannot run /bin/sh, which watches over the scratch server"));
        }
        let running = Running {
            pid,
            supervisor: std::process::id(),
            product: orders.binaries.product,
            version: orders.binaries.version(),
            series: orders.binaries.series,
            socket: orders.socket.clone(),
            port: orders.port.unwrap_or(recipe.port()),
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
        let signals = self.binaries.product.recipe().signals();
        let ways: &[(&str, u64)] = match how {
            Stop::Fast => &[(signals.fast, 60), (signals.immediate, 10)],
            Stop::Immediate => &[(signals.immediate, 10)],
        };
        for (name, seconds) in ways {
            if signal(name, self.child.id(), &self.binaries, self.account.as_ref())
                && self.ends_within(Duration::from_secs(*seconds))
            {
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
    let mut command = orders.binaries.product.recipe().command(home, orders);
    account::quiet(&mut command, orders.account.as_ref()).current_dir(home.data()).stderr(Stdio::from(file));
    command.spawn().map_err(|error| {
        let what = format!("cannot start {}", orders.binaries.product.label());
        Fault::new(what).detail(format!("{}: {error}", command.get_program().display()))
    })
}

fn wait_until_ready(child: &mut Child, home: &Home, product: Product) -> Result<(), Fault> {
    let end = Instant::now() + PATIENCE;
    loop {
        if product.recipe().is_ready(home, child.id()) {
            return Ok(());
        }
        if let Ok(Some(status)) = child.try_wait() {
            return Err(failure(home, product, &format!("it ended with {status}")));
        }
        if Instant::now() > end {
            let _ = child.kill();
            let _ = child.wait();
            return Err(failure(home, product, &format!("it was not ready after {} seconds", PATIENCE.as_secs())));
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn failure(home: &Home, product: Product, what: &str) -> Fault {
    let words = files::tail(&home.log(), 8);
    let hint = if words.contains("No space left on device") || words.contains("OS errno 28") {
        "the disk is full: free some space".to_owned()
    } else {
        let known = product.recipe().advice(&words, home);
        known.unwrap_or_else(|| format!("the server's log is {}", home.log().display()))
    };
    Fault::new(format!("{} does not start", product.label())).detail(format!("{what}\n{words}")).hint(hint)
}

/// Sends a signal as the server's own user; false where that cannot be.
fn signal(name: &str, pid: u32, binaries: &Binaries, account: Option<&Account>) -> bool {
    if let Some(mut command) = binaries.product.recipe().signaller(binaries, name, pid) {
        return account::quiet(&mut command, account).current_dir("/").status().is_ok_and(|it| it.success());
    }
    #[cfg(unix)]
    {
        use rustix::process::{Pid, Signal, kill_process};
        let signal = match name {
            "KILL" => Signal::KILL,
            "INT" => Signal::INT,
            "QUIT" => Signal::QUIT,
            _ => Signal::TERM,
        };
        let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
        pid.is_some_and(|pid| kill_process(pid, signal).is_ok())
    }
    #[cfg(not(unix))]
    {
        let _ = (pid, account);
        false
    }
}

/// Ends a server that a supervisor which was killed left behind, and removes what a machine that
/// lost its power left: a file with its number, which may be another process's by now.
///
/// The caller holds the supervisor's lock, so no server of ours that is looked after runs here.
///
/// True when one ran.
pub fn clear(data: &Path, binaries: &Binaries, account: Option<&Account>) -> Result<bool, Fault> {
    let file = binaries.product.recipe().pid_file(data);
    let Ok(text) = fs::read_to_string(&file) else { return Ok(false) };
    let pid = text.lines().next().and_then(|line| line.trim().parse::<u32>().ok());
    if let Some(pid) = pid
        && is_server_of(pid, data, &binaries.server)
    {
        let end = Instant::now() + Duration::from_secs(60);
        let asked = signal(binaries.product.recipe().signals().fast, pid, binaries, account);
        while file.exists() && is_server_of(pid, data, &binaries.server) {
            if !asked || Instant::now() > end {
                return Err(Fault::new("cannot stop the server that was left running on this data folder")
                    .detail(format!("its process is {pid}, its folder {}", data.display()))
                    .hint("stop that process"));
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        return Ok(true);
    }
    files::remove(&file).map_err(|error| files::fault("remove", &file, &error))?;
    Ok(false)
}

/// Whether that process is the server of this data folder.
fn is_server_of(pid: u32, data: &Path, name: &str) -> bool {
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
    output.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains(name))
}

/// Removes the sockets of a server that is no more: it would refuse to start over the lock beside
/// one when its number is another process's by now.
fn clear_socket(folder: &Path, product: Product) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(product.recipe().socket_files()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// A shell that ends the server when this process is killed: its pipe breaks then. It has another
/// name than dbtool's, so that it outlives whoever ends every dbtool.
fn guard(home: &Home, pid: u32, orders: &Orders) -> Option<Child> {
    let scratch = orders.scratch;
    let signals = orders.binaries.product.recipe().signals();
    // The folder is removed once the process is gone.
    const SCRIPT: &str = "read -r _; kill -s \"$1\" \"$2\" 2>/dev/null; \
        if [ -n \"$3\" ]; then n=0; while kill -0 \"$2\" 2>/dev/null && [ $n -lt 50 ]; do sleep 0.1; n=$((n+1)); done; \
        rm -rf -- \"$3\"; fi";
    if !cfg!(unix) {
        return None;
    }
    let mut command = Command::new("/bin/sh");
    command.args([
        "-c",
        SCRIPT,
        "dbtool-guard",
        if scratch { signals.immediate } else { signals.fast },
        &pid.to_string(),
    ]);
    command.arg(if scratch { home.path() } else { Path::new("") });
    command.current_dir("/").stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    super::apart(&mut command);
    command.spawn().ok()
}
