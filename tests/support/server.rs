//! PostgreSQL servers that last as long as the test binary, one for each major version.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{LazyLock, Mutex};

use dbtool::scratch::{Database, Scratch};

/// A server for this test binary. It ends with it, however it ends.
pub struct TestServer {
    scratch: Scratch,
}

/// A new and empty database, dropped with this value.
pub struct TestDatabase {
    database: Option<Database>,
}

static SERVERS: LazyLock<Mutex<BTreeMap<Option<u32>, &'static TestServer>>> = LazyLock::new(Mutex::default);

/// The server of that major version, started by the first test that asks, fetched into the user's
/// cache where this machine does not have it; the newest on this machine for `None`. Where that
/// version is not to be had, the test is recorded as skipped and gets nothing: it returns.
pub fn server(major: Option<u32>) -> Option<&'static TestServer> {
    let mut servers = SERVERS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(server) = servers.get(&major) {
        return Some(server);
    }
    dbtool::embedded::supervise_with(env!("CARGO_BIN_EXE_dbtool"));
    let scratch = match block_on(Scratch::open(major, None)) {
        Ok(scratch) => scratch,
        Err(fault) if major.is_some() => {
            super::skip(&format!("no PostgreSQL {major:?}: {fault}"));
            return None;
        }
        Err(fault) => panic!("no PostgreSQL server for the tests: {fault}"),
    };
    if let Some(note) = scratch.note() {
        super::skip(note);
        return None;
    }
    let server: &'static TestServer = Box::leak(Box::new(TestServer { scratch }));
    servers.insert(major, server);
    Some(server)
}

/// The major versions that a test of all of them tries: the oldest and the newest that dbtool knows,
/// the default one, and those that `DBTOOL_TEST_POSTGRES=16,17` names.
pub fn versions() -> Vec<u32> {
    let named = std::env::var("DBTOOL_TEST_POSTGRES").unwrap_or_default();
    let named = named.split(',').filter(|major| !major.is_empty());
    let mut versions = vec![13, 15, 18];
    versions.extend(named.map(|major| major.trim().parse::<u32>().expect("DBTOOL_TEST_POSTGRES lists majors")));
    versions.sort_unstable();
    versions.dedup();
    versions
}

impl TestServer {
    /// Its major version.
    pub fn major(&self) -> u32 {
        self.scratch.major()
    }

    /// The URL of the database that every server has.
    pub fn url(&self) -> String {
        self.scratch.url()
    }

    /// A new and empty database.
    pub fn database(&self) -> TestDatabase {
        let database = block_on(self.scratch.database()).expect("a test database is made");
        TestDatabase { database: Some(database) }
    }

    /// Makes roles that cannot log in, where they are missing.
    pub fn roles(&self, names: &[&str]) {
        block_on(self.scratch.roles(names)).expect("roles are made");
    }
}

impl TestDatabase {
    /// Its URL, as `psql`, `dbtool --url` and `sqlx` read it; the superuser's.
    pub fn url(&self) -> &str {
        self.database.as_ref().map_or("", Database::url)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        self.database.as_ref().map_or("", Database::name)
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Some(database) = self.database.take() {
            // The server goes with the test binary; a test that failed has worse to tell.
            let _ = block_on(database.drop());
        }
    }
}

/// Waits for a future, also inside a test that has a runtime.
pub fn block_on<F: Future<Output: Send> + Send>(future: F) -> F::Output {
    // One runtime for all: a session lives no longer than the runtime that opened it.
    static RUNTIME: LazyLock<tokio::runtime::Runtime> =
        LazyLock::new(|| tokio::runtime::Runtime::new().expect("a runtime starts"));
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| RUNTIME.block_on(future));
        waiting.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}
