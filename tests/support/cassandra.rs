//! Cassandra servers of the tests' own, from the jars that `.ci/run` has fetched: one of each version
//! for a test binary, in a temporary folder, stopped with it.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use dbtool::engine::Connection;

use super::{Mortal, block_on};

/// The versions, oldest first.
pub const VERSIONS: [&str; 2] = ["4.1.9", "5.0.4"];

/// A server that runs as long as this process does, or the value.
#[derive(Debug)]
pub struct CassandraServer {
    version: &'static str,
    /// Its place among the nodes of a cluster, from 1.
    number: u8,
    port: u16,
    storage: u16,
    folder: PathBuf,
    /// What its configuration says beside what all say.
    extra: String,
    watch: Child,
}

/// Runs the server until its own stdin ends, as it does when the test's process does, however it
/// does; then kills it without warning.
const WATCH: &str = r#"folder=$1; shift; "$@" > "$folder/out" 2>&1 < /dev/null & echo $! > "$folder/pid"; read -r _; kill -9 $!; wait
[ ! -e "$folder/kept" ] && rm -rf "$folder""#;

/// The server of a version, by its place in [`VERSIONS`]; none, and told so, where it cannot be had.
pub fn cassandra(version: usize) -> Option<&'static CassandraServer> {
    static SERVERS: [OnceLock<Option<CassandraServer>>; 2] = [OnceLock::new(), OnceLock::new()];
    let server = SERVERS[version].get_or_init(|| start(VERSIONS[version], ""));
    if server.is_none() {
        super::skip(&format!("no Cassandra {} here: `.ci/run` fetches it with Maven", VERSIONS[version]));
    }
    server.as_ref()
}

fn tools() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("a target folder").join("tools")
}

/// Below those that a system gives to whoever calls out: nobody takes the port of a server that is down for a moment.
fn free_port() -> u16 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    loop {
        let place = (std::process::id() % 12_000 * 17 + NEXT.fetch_add(1, Ordering::Relaxed)) % 12_000;
        let port = u16::try_from(20_000 + place).expect("a port");
        if std::net::TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

/// One of a test's own ends with its test.
impl Drop for CassandraServer {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(self.folder.join("kept"));
        self.end();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A server of a test's own, of a version by its place in [`VERSIONS`], with more lines of configuration; none, and
/// told so, where it cannot be had.
pub fn own_cassandra(version: usize, extra: &str) -> Option<CassandraServer> {
    let server = start(VERSIONS[version], extra);
    if server.is_none() {
        super::skip(&format!("no Cassandra {} here: `.ci/run` fetches it with Maven", VERSIONS[version]));
    }
    server
}

fn start(version: &'static str, extra: &str) -> Option<CassandraServer> {
    let java = Command::new("java").arg("-version").stderr(Stdio::null()).status();
    if !lib(version).is_dir() || !java.is_ok_and(|status| status.success()) {
        return None;
    }
    let folder = tempfile::Builder::new().prefix("dbtool-cassandra").tempdir().expect("a folder").keep();
    let (port, storage) = (free_port(), free_port());
    let watch = launch(version, &folder, 1, (port, storage), extra);
    Some(CassandraServer { version, number: 1, port, storage, folder, extra: extra.to_owned(), watch })
}

fn lib(version: &str) -> PathBuf {
    tools().join("cassandra").join(version).join("lib")
}

/// Starts a server, and waits until it takes clients.
fn launch(version: &str, folder: &Path, number: u8, (port, storage): (u16, u16), extra: &str) -> Child {
    // One that is started again has told of the first time.
    let _ = std::fs::remove_file(folder.join("log"));
    let watch = Command::new("sh")
        .args(["-c", WATCH, "sh"])
        .arg(folder)
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/cassandra.sh"))
        .arg(lib(version))
        .arg(folder)
        .args([port.to_string(), storage.to_string(), number.to_string()])
        .env("CASSANDRA_YAML", extra)
        .stdin(Stdio::piped())
        .spawn()
        .expect("the server starts");
    let begun = Instant::now();
    let ready = || {
        std::fs::read_to_string(folder.join("log")).is_ok_and(|log| log.contains("Starting listening for CQL clients"))
            // It says so before it does.
            && std::net::TcpStream::connect(("127.0.0.1", port)).is_ok()
    };
    while !ready() {
        let told = |name| std::fs::read_to_string(folder.join(name)).unwrap_or_default();
        let last = |text: String| text.lines().rev().take(20).map(|line| format!("\n{line}")).collect::<String>();
        assert!(
            begun.elapsed() < Duration::from_secs(480),
            "the server is not ready after eight minutes: {}; its log, the last line first:{}",
            told("out"),
            last(told("log"))
        );
        std::thread::sleep(Duration::from_millis(200));
    }
    watch
}

impl Mortal for CassandraServer {
    /// Its process ends without warning; its data stays.
    fn kill(&mut self) {
        std::fs::write(self.folder.join("kept"), "").expect("a mark");
        self.end();
    }

    fn start_again(&mut self) {
        self.watch = launch(self.version, &self.folder, self.number, (self.port, self.storage), &self.extra);
        std::fs::remove_file(self.folder.join("kept")).expect("a mark");
    }
}

impl CassandraServer {
    /// Whether it has the classes that tests make triggers of.
    pub fn has_triggers(&self) -> bool {
        self.folder.join("triggers/tests.jar").exists()
    }

    /// One more node of its cluster, which listens on 127.0.0.NUMBER.
    pub fn another(&self, number: u8) -> Self {
        let folder = tempfile::Builder::new().prefix("dbtool-cassandra").tempdir().expect("a folder").keep();
        let watch = launch(self.version, &folder, number, (self.port, self.storage), &self.extra);
        Self { number, folder, extra: self.extra.clone(), watch, ..*self }
    }

    /// Sends its process a signal: `STOP` has it pause, `CONT` go on.
    pub fn signal(&self, signal: &str) {
        let pid = std::fs::read_to_string(self.folder.join("pid")).expect("its number");
        let sent = Command::new("kill").args([format!("-{signal}"), pid.trim().to_owned()]).status();
        assert!(sent.is_ok_and(|status| status.success()), "a signal is sent");
    }

    fn end(&mut self) {
        drop(self.watch.stdin.take());
        let _ = self.watch.wait();
    }

    /// The URL of one of its keyspaces.
    pub fn url(&self, keyspace: &str) -> String {
        format!("cassandra://127.0.0.{}:{}/{keyspace}", self.number, self.port)
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// A new keyspace with what a script makes there; its URL.
    pub fn keyspace(&self, name: &str, script: &str) -> String {
        let url = self.url(name);
        block_on(async {
            let mut admin = Connection::open(&self.url("system_schema")).await.expect("the server answers");
            let anew = format!(
                "DROP KEYSPACE IF EXISTS {name}; CREATE KEYSPACE {name} \
                 WITH replication = {{'class': 'SimpleStrategy', 'replication_factor': 1}}"
            );
            admin.execute(&anew).await.expect("a keyspace");
            admin.close().await;
        });
        self.run(name, script);
        url
    }

    /// Drops a keyspace with its history: a server holds about a megabyte for each table that there is, and gives up
    /// once the tables of some hundred runs are.
    pub fn forget(&self, name: &str) {
        let script = format!("DROP TABLE IF EXISTS dbtool.{name}; DROP KEYSPACE IF EXISTS {name}");
        self.run("system_schema", &script);
    }

    /// Runs a script in a keyspace.
    pub fn run(&self, name: &str, script: &str) {
        block_on(async {
            let mut session = Connection::open(&self.url(name)).await.expect("the keyspace is there");
            session.execute(script).await.unwrap_or_else(|fault| panic!("{fault}"));
            session.close().await;
        });
    }

    /// The rows of a query in a keyspace, by their first values.
    pub fn first(&self, name: &str, query: &str) -> Vec<Option<String>> {
        block_on(async {
            let mut session = Connection::open(&self.url(name)).await.expect("the keyspace is there");
            let rows = session.rows(query).await.unwrap_or_else(|fault| panic!("{fault}"));
            session.close().await;
            rows.iter().map(|row| row.text(0).map(str::to_owned)).collect()
        })
    }

    /// All that the server says of a keyspace, without its name, in one order.
    pub fn described(&self, name: &str) -> String {
        block_on(async {
            let mut session = Connection::open(&self.url(name)).await.expect("the keyspace is there");
            let rows = session.rows(&format!("DESCRIBE KEYSPACE {name}")).await.expect("its description");
            session.close().await;
            let texts = rows.iter().filter_map(|row| row.text(3));
            let mut texts: Vec<String> =
                texts.map(|text| text.replace(&format!("{name}."), "").replace(&format!(" {name} "), " ")).collect();
            texts.sort();
            texts.join("\n\n")
        })
    }
}
