//! Cassandra servers of the tests' own, from the jars that `.ci/run` has fetched: one of each version
//! for a test binary, in a temporary folder, stopped with it.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use dbtool::engine::Connection;

use super::block_on;

/// The versions, oldest first.
pub const VERSIONS: [&str; 2] = ["4.1.9", "5.0.4"];

/// A server that runs as long as this process does.
#[derive(Debug)]
pub struct CassandraServer {
    port: u16,
    _watch: Child,
}

/// Runs the server until its own stdin ends, as it does when the test's process does, however it
/// does; then leaves nothing behind.
const WATCH: &str =
    r#"folder=$1; shift; "$@" > "$folder/out" 2>&1 < /dev/null & read -r _; kill -9 $!; wait; rm -rf "$folder""#;

/// The server of a version, by its place in [`VERSIONS`]; none, and told so, where it cannot be had.
pub fn cassandra(version: usize) -> Option<&'static CassandraServer> {
    static SERVERS: [OnceLock<Option<CassandraServer>>; 2] = [OnceLock::new(), OnceLock::new()];
    let server = SERVERS[version].get_or_init(|| start(VERSIONS[version]));
    if server.is_none() {
        super::skip(&format!("no Cassandra {} here: `.ci/run` fetches it with Maven", VERSIONS[version]));
    }
    server.as_ref()
}

fn tools() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("a target folder").join("tools")
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its number").port()
}

fn start(version: &str) -> Option<CassandraServer> {
    let lib = tools().join("cassandra").join(version).join("lib");
    let java = Command::new("java").arg("-version").stderr(Stdio::null()).status();
    if !lib.is_dir() || !java.is_ok_and(|status| status.success()) {
        return None;
    }
    let folder = tempfile::Builder::new().prefix("dbtool-cassandra").tempdir().expect("a folder").keep();
    let (port, storage) = (free_port(), free_port());
    let watch = Command::new("sh")
        .args(["-c", WATCH, "sh"])
        .arg(&folder)
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/cassandra.sh"))
        .args([&lib, &folder])
        .args([port.to_string(), storage.to_string()])
        .stdin(Stdio::piped())
        .spawn()
        .expect("the server starts");
    let server = CassandraServer { port, _watch: watch };
    let begun = Instant::now();
    let ready = || {
        std::fs::read_to_string(folder.join("log")).is_ok_and(|log| log.contains("Starting listening for CQL clients"))
    };
    while !ready() {
        let out = || std::fs::read_to_string(folder.join("out")).unwrap_or_default();
        assert!(begun.elapsed() < Duration::from_secs(240), "the server is not ready after four minutes: {}", out());
        std::thread::sleep(Duration::from_millis(200));
    }
    Some(server)
}

impl CassandraServer {
    /// The URL of one of its keyspaces.
    pub fn url(&self, keyspace: &str) -> String {
        format!("cassandra://127.0.0.1:{}/{keyspace}", self.port)
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
