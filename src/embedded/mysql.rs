//! How MySQL and MariaDB are found, initialised, started and spoken to. They are run from the machine's own
//! programs: there is no registry of relocatable ones for every platform.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::account::{self, Account};
use super::binaries::{Binaries, on_path};
use super::files;
use super::home::{Home, Orders, Running};
use super::place;
use super::product::{Product, Recipe, Signals};
use super::template;
use crate::error::Fault;
use crate::percent;

/// What a new data folder is made with.
const OPTIONS: &[&str] = &["--skip-log-bin", "--loose-performance-schema=OFF", "--loose-mysqlx=OFF"];
/// The same for the one program alone.
const MYSQL_OPTIONS: &[&str] = &["--initialize-insecure"];
/// And for the other's. The database `test`, which MariaDB opens to everyone, is not wanted.
const MARIADB_OPTIONS: &[&str] =
    &["--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve", "--innodb-log-file-size=4M"];

/// A small redo log makes the folder quick to copy, and is the same ever after, or it would be made anew. MySQL
/// until 8.0.29 and MariaDB have files of a size, MySQL from 8.0.30 on has a capacity.
fn redo_log(binaries: &Binaries) -> &'static str {
    match binaries.product {
        Product::Mysql if (binaries.series, binaries.minor) >= (800, 30) => "--innodb-redo-log-capacity=32M",
        _ => "--innodb-log-file-size=16M",
    }
}

/// What every server is set to beyond what it is compiled with. What a database prints must not depend on
/// where the machine stands, and every text is held.
const SETTINGS: &[&str] = &[
    "--default-time-zone=+00:00",
    "--character-set-server=utf8mb4",
    // Addresses are not asked of a network; `localhost` is who comes by the socket.
    "--skip-name-resolve",
    "--skip-log-bin",
    "--secure-file-priv=",
    // What takes long to start and nobody here asks.
    "--loose-performance-schema=OFF",
    "--loose-mysqlx=OFF",
];

/// What a server is set to besides whose data are thrown away.
const FAST: &[&str] = &[
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=0",
    "--innodb-buffer-pool-size=32M",
    "--innodb-buffer-pool-load-at-startup=OFF",
    "--innodb-buffer-pool-dump-at-shutdown=OFF",
    // Nobody logs in by the network.
    "--loose-auto-generate-certs=OFF",
    "--loose-caching-sha2-password-auto-generate-rsa-keys=OFF",
    // What acts by itself is kept still.
    "--event-scheduler=OFF",
];

/// Where a server without a socket's folder has what is temporary. As it starts it removes what is called
/// `#sql…` there, which would be another server's in a folder that many use.
fn temporary(home: &Home) -> PathBuf {
    home.path().join("t")
}

/// Makes such a folder.
fn give_temporary(folder: &Path, account: Option<&Account>) -> Result<(), Fault> {
    place::private(folder, 0o700, account)?;
    account::give(folder, account).map_err(|error| files::fault("hand over", folder, &error))
}

/// MySQL, or MariaDB.
#[derive(Debug)]
pub struct Mysql {
    /// Which of the two.
    pub mariadb: bool,
}

impl Recipe for Mysql {
    fn variable(&self) -> &'static str {
        if self.mariadb { "DBTOOL_MARIADB_BIN" } else { "DBTOOL_MYSQL_BIN" }
    }

    fn usual(&self) -> &'static [&'static str] {
        &[
            "/usr/sbin",             // Debian, Ubuntu, the makers' packages
            "/usr/bin",              // Arch, Alpine
            "/usr/libexec",          // Red Hat
            "/usr/local/mysql/bin",  // the makers' archives
            "/usr/local/mysql*/bin", // the same, unpacked beside each other
            "/usr/local/mariadb*/bin",
            "/opt/mysql*/bin",
            "/opt/mysql/server-*/bin",
            "/opt/mariadb*/bin",
            "/opt/homebrew/opt/mysql/bin", // Homebrew on Apple silicon
            "/opt/homebrew/opt/mysql@*/bin",
            "/opt/homebrew/opt/mariadb/bin",
            "/opt/homebrew/opt/mariadb@*/bin",
            "/usr/local/opt/mysql/bin", // Homebrew on Intel
            "/usr/local/opt/mysql@*/bin",
            "/usr/local/opt/mariadb/bin",
            "/usr/local/opt/mariadb@*/bin",
            "/home/linuxbrew/.linuxbrew/opt/mysql*/bin", // Homebrew on Linux
            "/home/linuxbrew/.linuxbrew/opt/mariadb*/bin",
            "/opt/local/lib/mysql*/bin", // MacPorts
            "/opt/local/lib/mariadb*/bin",
            "/usr/local/libexec", // FreeBSD
            "/usr/local/bin",
            "/usr/local/sbin",
            "C:\\Program Files\\MySQL\\MySQL Server *\\bin",
            "C:\\Program Files\\MariaDB *\\bin",
        ]
    }

    fn servers(&self) -> &'static [&'static str] {
        // MariaDB goes by both names; whose `mysqld` is, its version says.
        if self.mariadb { &["mariadbd", "mysqld"] } else { &["mysqld"] }
    }

    fn probe(&self, folder: &Path, account: Option<&Account>) -> Result<Binaries, String> {
        let folder = folder.canonicalize().map_err(|error| error.to_string())?;
        let (label, other) = if self.mariadb { ("MariaDB", "MySQL") } else { ("MySQL", "MariaDB") };
        let mut failure = format!("there is no {}", self.servers().join(" or "));
        for name in self.servers() {
            let program = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
            if !program.is_file() {
                continue;
            }
            let words = template::version(Command::new(&program).args(["--no-defaults", "--version"]), account)?;
            let Some((series, minor)) = parse(&words) else {
                failure = format!("{name} --version says `{words}`");
                continue;
            };
            if words.to_ascii_lowercase().contains("mariadb") != self.mariadb {
                failure = format!("the {name} there is {other} and not {label}: {words}");
                continue;
            }
            let installer = if self.mariadb {
                Some(installer(&folder).ok_or("there is no mariadb-install-db, beside it or on PATH")?)
            } else {
                None
            };
            let product = if self.mariadb { Product::Mariadb } else { Product::Mysql };
            return Ok(Binaries { product, folder, server: (*name).to_owned(), installer, series, minor, words });
        }
        Err(failure)
    }

    fn programs(&self) -> &'static str {
        if self.mariadb { "mariadbd" } else { "mysqld" }
    }

    fn remedy(&self) -> &'static str {
        if self.mariadb {
            "install a MariaDB server (Debian: `apt-get install mariadb-server`, macOS: `brew install mariadb`)"
        } else {
            "install a MySQL server (Ubuntu: `apt-get install mysql-server`, macOS: `brew install mysql`)"
        }
    }

    fn accounts(&self) -> &'static [&'static str] {
        &["mysql", "nobody", "daemon"]
    }

    fn fashion(&self) -> String {
        format!("{OPTIONS:?}{MYSQL_OPTIONS:?}{MARIADB_OPTIONS:?}")
    }

    fn initialise(&self, binaries: &Binaries, account: Option<&Account>, data: &Path) -> Result<(), Fault> {
        let mut command = match &binaries.installer {
            Some(installer) => Command::new(installer),
            None => Command::new(binaries.server()),
        };
        command.arg("--no-defaults").arg(format!("--datadir={}", data.display()));
        match &binaries.installer {
            // The program of that name on Windows knows few options.
            Some(_) if cfg!(windows) => {}
            Some(installer) => {
                let folder = installer.parent().unwrap_or(Path::new(""));
                if folder.file_name().is_some_and(|name| name == "scripts") {
                    // Of an archive that was unpacked somewhere; a package's own knows where its files are.
                    command.arg(format!("--basedir={}", folder.parent().unwrap_or(folder).display()));
                }
                command.args(OPTIONS).args(MARIADB_OPTIONS).arg(redo_log(binaries));
            }
            None => {
                command.args(messages(binaries)).args(OPTIONS).args(MYSQL_OPTIONS).arg(redo_log(binaries));
            }
        }
        let own = place::temporary(account).first().map(|folder| folder.join(format!("dbtool-{}", files::random())));
        if let Some(folder) = &own {
            give_temporary(folder, account)?;
            command.arg(format!("--tmpdir={}", folder.display()));
        }
        let ran = template::run(&mut command, account, "initialise a data folder");
        if let Some(folder) = &own {
            let _ = files::remove(folder);
        }
        ran.map_err(|fault| {
            let words = fault.detail.clone().unwrap_or_default();
            match self.denied(&words) {
                Some(hint) => fault.hint(hint),
                None => fault,
            }
        })?;
        // It says who a server is, and every copy is another.
        files::remove(&data.join("auto.cnf")).map_err(|error| files::fault("remove", data, &error))
    }

    fn is_whole(&self, data: &Path) -> bool {
        // MySQL keeps its dictionary in a table space, MariaDB in files.
        data.join("ibdata1").is_file()
            && (data.join("mysql.ibd").is_file() || self.mariadb && data.join("mysql").is_dir())
    }

    fn loopback(&self) -> &'static str {
        "DBTOOL_MYSQL_LOOPBACK"
    }

    /// Who comes by the port has another name, `root@127.0.0.1`, and a password, made once for a data folder.
    /// The server makes that account itself as it starts.
    fn prepare(&self, home: &Home, orders: &Orders) -> Result<Option<String>, Fault> {
        if orders.socket.is_none() {
            give_temporary(&temporary(home), orders.account.as_ref())?;
        }
        if orders.port.is_none() {
            return Ok(None);
        }
        let file = home.password();
        let password = match fs::read_to_string(&file) {
            Ok(known) => known.trim().to_owned(),
            Err(_) => files::random() + &files::random(),
        };
        let script = format!(
            "CREATE USER IF NOT EXISTS root@'127.0.0.1';\nALTER USER root@'127.0.0.1' IDENTIFIED BY '{password}';\n\
             GRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION;\n"
        );
        let first = first_statements(home);
        files::write_whole(&first, script.as_bytes())?;
        account::give(&first, orders.account.as_ref()).map_err(|error| files::fault("hand over", &first, &error))?;
        files::write_whole(&file, password.as_bytes())?;
        Ok(Some(password))
    }

    fn command(&self, home: &Home, orders: &Orders) -> Command {
        let binaries = &orders.binaries;
        let mut command = Command::new(binaries.server());
        let data = home.data();
        command.arg("--no-defaults").arg(format!("--datadir={}", data.display()));
        command.arg(format!("--pid-file={}", self.pid_file(&data).display()));
        command.args(messages(binaries)).args(SETTINGS).arg(redo_log(binaries));
        // The socket's folder is the one that the server's user can write to and no other can enter.
        if let Some(socket) = &orders.socket {
            command.arg(format!("--socket={}", socket.join(SOCKET).display()));
            command.arg(format!("--tmpdir={}", socket.display()));
        } else {
            command.arg(format!("--tmpdir={}", temporary(home).display()));
        }
        match orders.port {
            Some(port) => {
                command.args(["--bind-address=127.0.0.1", &format!("--port={port}")]);
                command.arg(format!("--init-file={}", first_statements(home).display()));
            }
            None => {
                command.arg("--skip-networking");
            }
        }
        if orders.scratch {
            command.args(FAST);
        }
        if cfg!(windows) {
            command.arg("--console");
        }
        command
    }

    fn is_ready(&self, home: &Home, _pid: u32) -> bool {
        // The log is begun anew with every start, and its words are English, whatever the machine speaks.
        fs::read(home.log()).is_ok_and(|log| String::from_utf8_lossy(&log).contains("ready for connections"))
    }

    fn pid_file(&self, data: &Path) -> PathBuf {
        data.join("dbtool.pid")
    }

    fn socket_files(&self) -> &'static str {
        SOCKET
    }

    fn port(&self) -> u16 {
        3306
    }

    fn advice(&self, words: &str, home: &Home) -> Option<String> {
        if words.contains("Address already in use") || words.contains("Bind on TCP/IP port") {
            Some("another program has that port: choose another, or none at all".to_owned())
        } else if let Some(hint) = self.denied(words) {
            Some(hint)
        } else if ["corrupt", "Data Dictionary initialization failed", "Cannot open tablespace", "upgrade"]
            .iter()
            .any(|sign| words.contains(sign))
        {
            Some(format!(
                "the data folder is damaged, or of another version: `dbtool db reset` makes a new one; the old one is {}",
                home.data().display()
            ))
        } else {
            None
        }
    }

    fn is_leftover(&self, words: &str) -> bool {
        words.contains("Unable to lock ./ibdata1") || words.contains("Can't lock aria control file")
    }

    fn signals(&self) -> Signals {
        Signals { fast: "TERM", immediate: "KILL" }
    }

    fn linger(&self) -> u64 {
        // Its start and its end take a second each.
        3000
    }

    fn system_database(&self) -> &'static str {
        "mysql"
    }

    fn url(&self, running: &Running, database: &str) -> String {
        let (port, database) = (running.port, percent::encode(database));
        match (&running.socket, &running.password) {
            (Some(socket), None) => {
                let socket = percent::encode(&socket.join(SOCKET).to_string_lossy());
                format!("mysql://root@localhost/{database}?socket={socket}")
            }
            (_, Some(password)) => format!("mysql://root:{password}@127.0.0.1:{port}/{database}"),
            (None, None) => format!("mysql://root@127.0.0.1:{port}/{database}"),
        }
    }
}

impl Mysql {
    /// What to do where the system keeps the server from its own files.
    fn denied(&self, words: &str) -> Option<String> {
        let denied = ["Permission denied", "Errcode: 13", "OS errno 13", "error number 13"];
        if !denied.iter().any(|sign| words.contains(sign)) {
            return None;
        }
        Some(format!(
            "where AppArmor or SELinux confines the server of the system's package to its own folders, name a copy of it \
             elsewhere in {}, or set the target's `url` to a server that runs",
            self.variable()
        ))
    }
}

/// The socket's name.
const SOCKET: &str = "mysql.sock";

/// The statements that the server runs as it starts.
fn first_statements(home: &Home) -> PathBuf {
    home.path().join("first.sql")
}

/// Where the messages of an archive are that was unpacked somewhere; a package's own server knows.
fn messages(binaries: &Binaries) -> Vec<String> {
    let base = binaries.folder.parent().unwrap_or(Path::new(""));
    let share = base.join("share");
    if !share.join("english").join("errmsg.sys").is_file() {
        return Vec::new();
    }
    vec![format!("--basedir={}", base.display()), format!("--lc-messages-dir={}", share.display())]
}

/// The program that initialises MariaDB's data folders: beside the server, or where packagers put it.
fn installer(folder: &Path) -> Option<PathBuf> {
    let base = folder.parent().unwrap_or(folder);
    let mut folders = vec![folder.to_owned(), base.join("scripts"), base.join("bin")];
    folders.extend(on_path());
    folders.push(PathBuf::from("/usr/bin"));
    let suffix = std::env::consts::EXE_SUFFIX;
    let names = ["mariadb-install-db", "mysql_install_db"].map(|name| format!("{name}{suffix}"));
    folders.iter().flat_map(|folder| names.iter().map(|name| folder.join(name))).find(|path| path.is_file())
}

/// Reads `mysqld  Ver 8.0.31 for Linux …` and `mariadbd  Ver 10.11.6-MariaDB …`: the series and the release.
fn parse(words: &str) -> Option<(u32, u32)> {
    let version = words.split(" Ver ").nth(1)?.split_whitespace().next()?;
    let mut numbers = version.split(|c: char| !c.is_ascii_digit()).map(|number| number.parse::<u32>().ok());
    let (major, minor, release) = (numbers.next()??, numbers.next()??, numbers.next()??);
    Some((major.checked_mul(100)? + minor.min(99), release))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read() {
        assert_eq!(parse("/usr/sbin/mysqld  Ver 8.0.31 for Linux on x86_64 (MySQL Community Server)"), Some((800, 31)));
        assert_eq!(parse("mariadbd  Ver 10.11.19-MariaDB-0+deb12u1 for debian-linux-gnu"), Some((1011, 19)));
        assert_eq!(parse("mysqld  Ver 8.4.0-commercial for macos14"), Some((804, 0)));
        assert_eq!(parse("postgres (PostgreSQL) 15.18"), None);
    }

    #[test]
    fn urls_name_the_socket_or_the_port() {
        let mut running = Running {
            pid: 1,
            supervisor: 2,
            product: Product::Mysql,
            version: "8.0.31".into(),
            series: 800,
            socket: Some("/tmp/a b".into()),
            port: 3306,
            password: None,
        };
        assert_eq!(running.url("x/y"), "mysql://root@localhost/x%2Fy?socket=%2Ftmp%2Fa%20b%2Fmysql.sock");
        running.password = Some("secret".into());
        assert_eq!(running.url("app"), "mysql://root:secret@127.0.0.1:3306/app");
    }
}
