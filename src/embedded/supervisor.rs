//! The process that watches over a server: dbtool itself, started apart from whoever needs the
//! server first.
//!
//! It starts the server, says so on its stdout, and then looks for as long as it lives whether
//! anyone still holds the server. The last one out ends it. Since the system releases the locks of
//! a process that is killed, nothing that was started for one command stays behind.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::files;
use super::home::{self, Home, Orders, Running};
use super::server::{Server, Stop};
use crate::error::Fault;

/// How often it looks whether anyone holds the server.
const PULSE: Duration = Duration::from_millis(50);
/// The same for a server that stays without users.
const SLOW_PULSE: Duration = Duration::from_millis(200);

static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// Names the dbtool that is started as supervisor, for programs that use this library and are not
/// dbtool. The first call counts. Without it that is `DBTOOL_EXE`, or this program itself.
pub fn supervise_with(program: impl Into<PathBuf>) {
    let _ = PROGRAM.set(program.into());
}

/// What the supervisor tells the one who started it, as one line of JSON.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Report {
    Running(Running),
    Fault { message: String, detail: Option<String>, hint: Option<String> },
}

/// Runs as supervisor when the command line says `db supervise FOLDER`, and gives the exit code.
/// To be called first thing in `main`: the words are dbtool's own, and not for people.
pub fn supervise_if_asked() -> Option<u8> {
    let mut words = std::env::args_os().skip(1);
    if words.next()? != "db" || words.next()? != "supervise" {
        return None;
    }
    Some(run(&Home::at(words.next()?)))
}

/// Starts a supervisor that carries out these orders, and waits until its server can be used. The
/// caller holds the door and is a user of the server.
pub fn launch(home: &Home, orders: &Orders) -> Result<Running, Fault> {
    let cannot = |detail: String| Fault::new("cannot start the supervisor of the local server").detail(detail);
    home::write(&home.orders(), orders)?;
    let program = match PROGRAM.get().cloned().or_else(|| super::cache::variable("DBTOOL_EXE")) {
        Some(program) => program,
        None => std::env::current_exe().map_err(|error| cannot(error.to_string()))?,
    };
    let mut command = Command::new(&program);
    command.args(["db", "supervise"]).arg(home.path()).current_dir("/");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    super::apart(&mut command);
    let mut child = command.spawn().map_err(|error| cannot(format!("{}: {error}", program.display())))?;
    let mut line = String::new();
    if let Some(stdout) = child.stdout.take() {
        let _ = BufReader::new(stdout).read_line(&mut line);
    }
    match serde_json::from_str(&line) {
        Ok(Report::Running(running)) => Ok(running),
        Ok(Report::Fault { message, detail, hint }) => {
            let _ = child.wait();
            Err(Fault { detail, hint, ..Fault::new(message) })
        }
        Err(_) => {
            // It would wait for orders that it does not understand, or is no dbtool at all.
            let _ = child.kill();
            let _ = child.wait();
            Err(cannot(format!("{} ended without a word", program.display()))
                .hint("DBTOOL_EXE must name dbtool itself where this library is used by another program"))
        }
    }
}

fn run(home: &Home) -> u8 {
    // The one who asked holds the door, so that nobody else can be here for more than a glance.
    let Ok(lock) = files::lock_file(&home.supervisor()) else { return 1 };
    if lock.lock().is_err() {
        return 1;
    }
    let _ = fs::remove_file(home.running());
    let _ = fs::remove_file(home.stop());
    let Some(orders) = home::read::<Orders>(&home.orders()) else {
        tell(&fault(Fault::new("the supervisor has no orders").detail(home.orders().display().to_string())));
        return 1;
    };
    let scratch = orders.scratch;
    let started = Server::start(home, &orders).and_then(|server| match home::write(&home.running(), &server.running) {
        Ok(()) => Ok(server),
        Err(fault) => {
            server.stop(Stop::Immediate);
            Err(fault)
        }
    });
    let mut server = match started {
        Ok(server) => server,
        Err(reason) => {
            tell(&fault(reason));
            return 1;
        }
    };
    home.hand_over(orders.owner.as_ref());
    tell(&Report::Running(server.running.clone()));
    let linger = if scratch { orders.linger } else { server.running.product.recipe().linger() };
    let how = watch(home, &lock, &mut server, Duration::from_millis(linger));
    let _ = fs::remove_file(home.running());
    server.stop(if scratch { Stop::Immediate } else { how });
    let _ = fs::remove_file(home.stop());
    if scratch {
        if let Some(socket) = orders.socket.filter(|socket| !socket.starts_with(home.path())) {
            let _ = files::remove(&socket);
        }
        home.remove();
    }
    0
}

/// Returns when the server is to end, and how.
fn watch(home: &Home, lock: &File, server: &mut Server, linger: Duration) -> Stop {
    // Since when nobody uses it.
    let mut idle: Option<Instant> = None;
    loop {
        let pinned = home.pin().exists();
        if server.has_ended() || home.stop().exists() {
            return Stop::Fast;
        }
        // Somebody removed the folder, and perhaps made it anew: this server is not the one there.
        if !files::is_still(lock, &home.supervisor()) {
            return Stop::Immediate;
        }
        if !pinned
            && let Ok(users) = files::lock_file(&home.users())
            && users.try_lock().is_ok()
            && !home.pin().exists()
        {
            if idle.get_or_insert_with(Instant::now).elapsed() >= linger {
                // Kept until this process ends: who comes now waits, and starts the server again.
                std::mem::forget(users);
                return Stop::Fast;
            }
        } else {
            idle = None;
        }
        std::thread::sleep(if pinned { SLOW_PULSE } else { PULSE });
    }
}

fn fault(fault: Fault) -> Report {
    Report::Fault { message: fault.message, detail: fault.detail, hint: fault.hint }
}

fn tell(report: &Report) {
    let Ok(line) = serde_json::to_string(report) else { return };
    // Whoever asked may have been killed meanwhile; the lock will tell.
    let mut stdout = std::io::stdout().lock();
    let _ = writeln!(stdout, "{line}").and_then(|()| stdout.flush());
}
