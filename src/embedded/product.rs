//! The servers that dbtool can run, and what it must know of each: everything else is the same for all.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde::{Deserialize, Serialize};

use super::account::Account;
use super::binaries::{Binaries, Wanted};
use super::home::{Home, Orders, Running};
use super::{mysql, postgres};
use crate::engine::Engine;
use crate::error::Fault;

/// A server that dbtool can run itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Product {
    /// PostgreSQL, fetched where the machine has none.
    #[default]
    Postgresql,
    /// MySQL, where its programs are on the machine.
    Mysql,
    /// MariaDB, likewise.
    Mariadb,
}

impl Product {
    /// All of them.
    pub const ALL: &'static [Product] = &[Product::Postgresql, Product::Mysql, Product::Mariadb];

    /// The product that a name of an engine in the configuration means; none for those that dbtool
    /// does not run.
    pub fn of_engine(name: &str) -> Option<Self> {
        match name {
            "postgresql" => Some(Product::Postgresql),
            "mysql" => Some(Product::Mysql),
            "mariadb" => Some(Product::Mariadb),
            _ => None,
        }
    }

    /// The reverse of [`Product::of_engine`].
    pub fn engine(self) -> &'static str {
        match self {
            Product::Postgresql => "postgresql",
            Product::Mysql => "mysql",
            Product::Mariadb => "mariadb",
        }
    }

    /// The product of a server that answers, by what [`crate::engine::Connection::version`] says of it.
    pub fn of_server(engine: Engine, version: u32) -> Option<Self> {
        match engine {
            Engine::Postgresql => Some(Product::Postgresql),
            Engine::Mysql if version >= 100_000 => Some(Product::Mariadb),
            Engine::Mysql => Some(Product::Mysql),
            Engine::Cassandra => None,
        }
    }

    /// The one that a target can be content with where this one is not on the machine: it speaks the
    /// same language, with an accent.
    pub fn relative(self) -> Option<Self> {
        match self {
            Product::Postgresql => None,
            Product::Mysql => Some(Product::Mariadb),
            Product::Mariadb => Some(Product::Mysql),
        }
    }

    /// The name for people.
    pub fn label(self) -> &'static str {
        match self {
            Product::Postgresql => "PostgreSQL",
            Product::Mysql => "MySQL",
            Product::Mariadb => "MariaDB",
        }
    }

    /// How the names of its folders begin: `mysql` of `mysql-8.0`.
    pub fn word(self) -> &'static str {
        match self {
            Product::Postgresql => "postgres",
            Product::Mysql => "mysql",
            Product::Mariadb => "mariadb",
        }
    }

    /// The series of releases that share a format of the data folder: 15 of PostgreSQL 15.18, 800 of MySQL
    /// 8.0.31, 1011 of MariaDB 10.11.6. `version` is [`crate::engine::Connection::version`].
    pub fn series(self, version: u32) -> u32 {
        match self {
            Product::Postgresql => version / 10_000,
            Product::Mysql | Product::Mariadb => version / 100,
        }
    }

    /// A series as people write it: `15`, `8.0`, `10.11`.
    pub fn spell(self, series: u32) -> String {
        match self {
            Product::Postgresql => series.to_string(),
            Product::Mysql | Product::Mariadb => format!("{}.{}", series / 100, series % 100),
        }
    }

    /// The reverse of [`Product::spell`].
    pub fn parse(self, text: &str) -> Option<u32> {
        match self {
            Product::Postgresql => text.parse().ok(),
            Product::Mysql | Product::Mariadb => {
                let (major, minor) = text.split_once('.')?;
                let minor: u32 = minor.parse().ok().filter(|minor| *minor < 100)?;
                Some(major.parse::<u32>().ok()?.checked_mul(100)? + minor)
            }
        }
    }

    /// How it is run.
    pub(super) fn recipe(self) -> &'static dyn Recipe {
        match self {
            Product::Postgresql => &postgres::Postgres,
            Product::Mysql => &mysql::Mysql { mariadb: false },
            Product::Mariadb => &mysql::Mysql { mariadb: true },
        }
    }
}

/// Signals by which a server ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Signals {
    /// Sessions are cut, the data is written out.
    pub(super) fast: &'static str,
    /// At once; the data is thrown away, or replayed from the log by the next start.
    pub(super) immediate: &'static str,
}

/// How one product is found, initialised, started and spoken to.
pub(super) trait Recipe: Sync {
    /// The variable that names the folder of its programs.
    fn variable(&self) -> &'static str;

    /// Where packagers put its programs; `*` stands for what is in a folder.
    fn usual(&self) -> &'static [&'static str];

    /// What more can be asked where its programs are.
    fn asked(&self) -> Vec<PathBuf> {
        Vec::new()
    }

    /// The names under which a folder may hold the server itself.
    fn servers(&self) -> &'static [&'static str];

    /// Looks at a folder: is all there, can the server's user run it, which version is it?
    fn probe(&self, folder: &Path, account: Option<&Account>) -> Result<Binaries, String>;

    /// What changes on the disk when the server, or an extension that it can load, comes, goes or is replaced.
    fn lies_in(&self, binaries: &Binaries) -> Vec<PathBuf> {
        vec![binaries.server()]
    }

    /// What a folder that its variable names is to hold.
    fn programs(&self) -> &'static str;

    /// How it is installed.
    fn remedy(&self) -> &'static str;

    /// The series that is fetched where none is asked for; none for what is not fetched.
    fn preferred(&self) -> Option<u32> {
        None
    }

    /// The series that can be fetched.
    fn fetchable(&self) -> Vec<u32> {
        Vec::new()
    }

    /// Fetches a series, and gives its programs' folder.
    fn fetch(&self, _series: u32, _cache: &Path, _needed: bool) -> Result<PathBuf, Fault> {
        Err(Fault::new("dbtool does not fetch it"))
    }

    /// Users whom a server that root starts is to run as, where there are such.
    fn accounts(&self) -> &'static [&'static str];

    /// What decides, beside its programs, what a data folder is like when it is new.
    fn fashion(&self) -> String;

    /// Makes the data folder, which is empty.
    fn initialise(&self, binaries: &Binaries, account: Option<&Account>, data: &Path) -> Result<(), Fault>;

    /// Whether a folder is a data folder that a server can start on.
    fn is_whole(&self, data: &Path) -> bool;

    /// The program that writes a data folder to the disk, where there is one.
    fn sync(&self, _binaries: &Binaries, _data: &Path) -> Option<Command> {
        None
    }

    /// Whether it listens at a loopback address where sockets would do, for the sake of tests.
    fn loopback(&self) -> &'static str;

    /// Readies what a start needs beside the data folder: the password for the port.
    fn prepare(&self, home: &Home, orders: &Orders) -> Result<Option<String>, Fault>;

    /// The command that runs the server.
    fn command(&self, home: &Home, orders: &Orders) -> Command;

    /// Whether the server that this process is takes connections.
    fn is_ready(&self, home: &Home, pid: u32) -> bool;

    /// Where the server writes its number while it runs.
    fn pid_file(&self, data: &Path) -> PathBuf;

    /// How the names of what its socket's folder holds begin.
    fn socket_files(&self) -> &'static str;

    /// The port where none is asked for.
    fn port(&self) -> u16;

    /// What to do about the last words of a server that did not start, where they are known.
    fn advice(&self, words: &str, home: &Home) -> Option<String>;

    /// Whether the server did not start over what one that was killed still holds, which passes.
    fn is_leftover(&self, words: &str) -> bool;

    /// How it is told to end.
    fn signals(&self) -> Signals;

    /// The program that sends a signal as the server's own user, where the product has one.
    fn signaller(&self, _binaries: &Binaries, _signal: &str, _pid: u32) -> Option<Command> {
        None
    }

    /// How long a server stays when its last user has left, in milliseconds.
    fn linger(&self) -> u64 {
        0
    }

    /// The database that every server has.
    fn system_database(&self) -> &'static str;

    /// The URL of a database, as drivers read it: by the socket where there is one, unless the port was
    /// asked for.
    fn url(&self, running: &Running, database: &str) -> String;
}

/// Which server is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What it is.
    pub product: Product,
    /// Its series, as [`Product::series`]; whichever is here for `None`.
    pub series: Option<u32>,
}

impl Choice {
    /// A PostgreSQL of that major version.
    pub fn postgresql(major: Option<u32>) -> Self {
        Self { product: Product::Postgresql, series: major }
    }

    /// A server of that sort, whichever series is here.
    pub fn any(product: Product) -> Self {
        Self { product, series: None }
    }

    pub(super) fn nearly(self) -> Wanted {
        self.series.map_or(Wanted::Any, Wanted::Near)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn series_are_spelled_and_read() {
        assert_eq!(Product::Postgresql.series(150_018), 15);
        assert_eq!(Product::Mysql.series(80_031), 800);
        assert_eq!(Product::Mariadb.series(101_119), 1011);
        for (product, text) in [(Product::Postgresql, "15"), (Product::Mysql, "8.4"), (Product::Mariadb, "10.11")] {
            assert_eq!(product.parse(text).map(|series| product.spell(series)).as_deref(), Some(text));
        }
        assert_eq!(Product::Mysql.parse("8"), None);
        assert_eq!(Product::Mysql.parse("8.100"), None);
    }

    #[test]
    fn servers_are_told_apart() {
        assert_eq!(Product::of_server(Engine::Mysql, 80_031), Some(Product::Mysql));
        assert_eq!(Product::of_server(Engine::Mysql, 101_119), Some(Product::Mariadb));
        assert_eq!(Product::of_engine("mariadb"), Some(Product::Mariadb));
        assert_eq!(Product::of_engine("scylladb"), None);
    }
}
