//! How PostgreSQL is found, initialised, started and spoken to.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::account::{self, Account};
use super::binaries::Binaries;
use super::builds;
use super::files;
use super::home::{Home, Orders, Running};
use super::product::{Product, Recipe, Signals};
use super::template;
use crate::error::Fault;
use crate::percent;

/// How every data folder is initialised. The locale is `C`, which every machine has and in which
/// every machine sorts and prints alike; the encoding holds every text. Segments of 1 MB instead
/// of 16 make the folder quick to copy.
const OPTIONS: &[&str] =
    &["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--username=postgres", "--wal-segsize=1"];

/// What is set beyond initdb's own settings: what a database prints must not depend on where the
/// machine stands.
const SETTINGS: &str = "\n# Set by dbtool.\ntimezone = 'UTC'\nlog_timezone = 'UTC'\nlc_messages = 'C'\n";

/// Who may connect: the socket lies in a folder that its user alone can enter; a port, where one is
/// asked for, wants a password.
const ACCESS: &str = "# Written by dbtool.\n\
    local all all trust\n\
    local replication all trust\n\
    host all all 127.0.0.1/32 scram-sha-256\n\
    host all all ::1/128 scram-sha-256\n";

/// The port in the socket's name where no port is asked for.
const PORT: u16 = 5432;

/// PostgreSQL.
#[derive(Debug)]
pub struct Postgres;

impl Recipe for Postgres {
    fn variable(&self) -> &'static str {
        "DBTOOL_PG_BIN"
    }

    fn usual(&self) -> &'static [&'static str] {
        &[
            "/usr/lib/postgresql/*/bin",                       // Debian, Ubuntu
            "/usr/pgsql-*/bin",                                // the community's packages for Red Hat and SUSE
            "/usr/lib/postgresql*/bin",                        // SUSE
            "/usr/libexec/postgresql*",                        // Alpine
            "/opt/homebrew/opt/postgresql@*/bin",              // Homebrew on Apple silicon
            "/usr/local/opt/postgresql@*/bin",                 // Homebrew on Intel
            "/home/linuxbrew/.linuxbrew/opt/postgresql@*/bin", // Homebrew on Linux
            "/opt/local/lib/postgresql*/bin",                  // MacPorts
            "/Library/PostgreSQL/*/bin",                       // EDB's installer
            "/Applications/Postgres.app/Contents/Versions/*/bin",
            "/usr/local/pgsql/bin", // built from source
            "/usr/local/bin",       // FreeBSD
            "C:\\Program Files\\PostgreSQL\\*\\bin",
        ]
    }

    fn asked(&self) -> Vec<PathBuf> {
        let mut command = Command::new("pg_config");
        let asked = command.arg("--bindir").stdin(Stdio::null()).stderr(Stdio::null()).output();
        let output = asked.ok().filter(|output| output.status.success());
        output.map(|output| PathBuf::from(String::from_utf8_lossy(&output.stdout).trim())).into_iter().collect()
    }

    fn servers(&self) -> &'static [&'static str] {
        &["postgres"]
    }

    fn probe(&self, folder: &Path, account: Option<&Account>) -> Result<Binaries, String> {
        let folder = folder.canonicalize().map_err(|error| error.to_string())?;
        let mut binaries = Binaries {
            product: Product::Postgresql,
            folder,
            server: "postgres".to_owned(),
            installer: None,
            series: 0,
            minor: 0,
            words: String::new(),
        };
        for name in ["postgres", "initdb", "pg_ctl"] {
            if !binaries.program(name).is_file() {
                return Err(format!("there is no {name}"));
            }
        }
        let words = template::version(Command::new(binaries.server()).arg("--version"), account)?;
        let (major, minor) = parse(&words).ok_or_else(|| format!("postgres --version says `{words}`"))?;
        (binaries.series, binaries.minor, binaries.words) = (major, minor, words);
        Ok(binaries)
    }

    fn lies_in(&self, binaries: &Binaries) -> Vec<PathBuf> {
        let home = binaries.folder.parent().unwrap_or(&binaries.folder);
        let debian = Path::new("/usr/share/postgresql").join(binaries.series.to_string());
        let shares = [home.join("share"), home.join("share/postgresql"), debian];
        let libraries = [home.join("lib"), home.join("lib/postgresql")];
        let extensions = shares.map(|share| share.join("extension"));
        [binaries.server()].into_iter().chain(extensions).chain(libraries).collect()
    }

    fn programs(&self) -> &'static str {
        "postgres, initdb and pg_ctl"
    }

    fn remedy(&self) -> &'static str {
        "install a PostgreSQL server (Debian: `apt-get install postgresql`, macOS: `brew install postgresql`)"
    }

    fn preferred(&self) -> Option<u32> {
        Some(builds::PREFERRED)
    }

    fn fetchable(&self) -> Vec<u32> {
        builds::here().map(|build| build.major).collect()
    }

    #[cfg(feature = "fetch")]
    fn fetch(&self, series: u32, cache: &Path, needed: bool) -> Result<PathBuf, Fault> {
        super::fetch::fetch(series, cache, needed)
    }

    #[cfg(not(feature = "fetch"))]
    fn fetch(&self, _series: u32, _cache: &Path, _needed: bool) -> Result<PathBuf, Fault> {
        Err(Fault::new("this dbtool was built without the feature `fetch`"))
    }

    fn accounts(&self) -> &'static [&'static str] {
        &["postgres", "nobody", "daemon"]
    }

    fn fashion(&self) -> String {
        format!("{OPTIONS:?}{SETTINGS}{ACCESS}")
    }

    fn initialise(&self, binaries: &Binaries, account: Option<&Account>, data: &Path) -> Result<(), Fault> {
        let mut command = Command::new(binaries.program("initdb"));
        command.args(OPTIONS).arg("-D").arg(data);
        template::run(&mut command, account, "initialise a data folder")?;
        let settings = data.join("postgresql.conf");
        let written = fs::read_to_string(&settings)
            .and_then(|text| fs::write(&settings, text + SETTINGS))
            .and_then(|()| fs::write(data.join("pg_hba.conf"), ACCESS));
        written.map_err(|error| files::fault("write", &settings, &error))
    }

    fn is_whole(&self, data: &Path) -> bool {
        data.join("PG_VERSION").is_file() && data.join("global").join("pg_control").is_file()
    }

    fn sync(&self, binaries: &Binaries, data: &Path) -> Option<Command> {
        let mut command = Command::new(binaries.program("initdb"));
        command.arg("--sync-only").arg("-D").arg(data);
        Some(command)
    }

    fn loopback(&self) -> &'static str {
        "DBTOOL_PG_LOOPBACK"
    }

    /// The superuser's password, made once for a data folder and set before the server listens.
    fn prepare(&self, home: &Home, orders: &Orders) -> Result<Option<String>, Fault> {
        let file = home.password();
        if orders.port.is_none() {
            return Ok(None);
        }
        if let Ok(known) = fs::read_to_string(&file) {
            return Ok(Some(known.trim().to_owned()));
        }
        let password = files::random() + &files::random();
        let mut command = Command::new(orders.binaries.server());
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
        Ok(Some(password))
    }

    fn command(&self, home: &Home, orders: &Orders) -> Command {
        let mut command = Command::new(orders.binaries.server());
        command.arg("-D").arg(home.data());
        for (name, value) in settings(orders) {
            command.arg("-c").arg(format!("{name}={value}"));
        }
        command
    }

    fn is_ready(&self, home: &Home, pid: u32) -> bool {
        // The server writes its state into the eighth line, as pg_ctl reads it too.
        let Ok(text) = fs::read_to_string(self.pid_file(&home.data())) else { return false };
        text.lines().next().map(str::trim) == Some(pid.to_string().as_str())
            && text.lines().nth(7).map(str::trim) == Some("ready")
    }

    fn pid_file(&self, data: &Path) -> PathBuf {
        data.join("postmaster.pid")
    }

    fn socket_files(&self) -> &'static str {
        ".s.PGSQL."
    }

    fn port(&self) -> u16 {
        PORT
    }

    fn advice(&self, words: &str, home: &Home) -> Option<String> {
        if words.contains("Address already in use") || words.contains("could not bind") {
            Some("another program has that port: choose another, or none at all".to_owned())
        } else if words.contains("shared memory") {
            Some("the machine is short of shared memory, or a server that was killed is still ending: try again".into())
        } else if words.contains("PANIC") || words.contains("invalid checkpoint") || words.contains("could not locate")
        {
            Some(format!(
                "the data folder is damaged: `dbtool db reset` makes a new one; the old one is {}",
                home.data().display()
            ))
        } else {
            None
        }
    }

    fn is_leftover(&self, words: &str) -> bool {
        words.contains("pre-existing shared memory block")
    }

    fn signals(&self) -> Signals {
        Signals { fast: "INT", immediate: "QUIT" }
    }

    /// Signals go through pg_ctl, which knows how on every system.
    fn signaller(&self, binaries: &Binaries, signal: &str, pid: u32) -> Option<Command> {
        let mut command = Command::new(binaries.program("pg_ctl"));
        command.args(["kill", signal, &pid.to_string()]);
        Some(command)
    }

    fn system_database(&self) -> &'static str {
        "postgres"
    }

    fn url(&self, running: &Running, database: &str) -> String {
        let (port, database) = (running.port, percent::encode(database));
        match (&running.socket, &running.password) {
            (Some(socket), None) => {
                let socket = percent::encode(&socket.to_string_lossy());
                format!("postgresql://postgres@localhost:{port}/{database}?host={socket}")
            }
            (_, Some(password)) => format!("postgresql://postgres:{password}@127.0.0.1:{port}/{database}"),
            (None, None) => format!("postgresql://postgres@127.0.0.1:{port}/{database}"),
        }
    }
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
    if cfg!(target_os = "linux") && orders.binaries.series >= 14 {
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

/// Reads `postgres (PostgreSQL) 15.18 (Debian …)`; a version that is not released yet counts as
/// its minor version 0.
fn parse(words: &str) -> Option<(u32, u32)> {
    let version = words.split("(PostgreSQL)").nth(1)?.split_whitespace().next()?;
    let digits: String = version.chars().take_while(char::is_ascii_digit).collect();
    let minor = version.strip_prefix(&digits)?.strip_prefix('.').and_then(|rest| rest.parse().ok()).unwrap_or(0);
    Some((digits.parse().ok()?, minor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read() {
        assert_eq!(parse("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"), Some((15, 18)));
        assert_eq!(parse("postgres (PostgreSQL) 19devel"), Some((19, 0)));
        assert_eq!(parse("mysqld 8"), None);
    }
}
