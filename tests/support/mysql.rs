//! MySQL and MariaDB servers of the tests' own, from programs that are on this machine: `mysqld` and
//! `mariadbd` on the path, in `/usr/sbin`, or what `.ci/run` has unpacked. One of each sort for a test
//! binary, in a temporary folder, stopped with it.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use dbtool::engine::mysql::Connection;

use super::{Mortal, block_on};

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavour {
    Mysql,
    Mariadb,
}

impl Flavour {
    pub const ALL: [Flavour; 2] = [Flavour::Mysql, Flavour::Mariadb];

    /// The name in `meta.json` of the cases.
    pub fn name(self) -> &'static str {
        match self {
            Flavour::Mysql => "mysql",
            Flavour::Mariadb => "mariadb",
        }
    }
}

/// A server that runs as long as this process does.
#[derive(Debug)]
pub struct MysqlServer {
    port: u16,
    folder: PathBuf,
    watch: Child,
}

/// Runs the server until its own stdin ends, as it does when the test's process does, however it
/// does; then leaves nothing behind. Each line before that has one that has died started again.
const WATCH: &str = r#"folder=$1; shift; "$@" > /dev/null 2>&1 < /dev/null &
while read -r _; do wait; "$@" > /dev/null 2>&1 < /dev/null & done; kill $!; wait; rm -rf "$folder""#;

/// The server of a sort; none, and told so, where its programs are not here.
pub fn mysql(flavour: Flavour) -> Option<&'static MysqlServer> {
    static SERVERS: [OnceLock<Option<MysqlServer>>; 2] = [OnceLock::new(), OnceLock::new()];
    let place = usize::from(flavour == Flavour::Mariadb);
    let server = SERVERS[place].get_or_init(|| start(flavour, &program(flavour)?, new_folder(), &[]));
    if server.is_none() {
        super::skip(&format!("no {} here: install it, or let `.ci/run` do so", flavour.name()));
    }
    server.as_ref()
}

/// The server of MySQL 5.7; none, and told so, where its programs are not here.
pub fn mysql57() -> Option<&'static MysqlServer> {
    static SERVER: OnceLock<Option<MysqlServer>> = OnceLock::new();
    let server = SERVER.get_or_init(|| {
        let tools =
            Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("a target folder").join("tools/mysql-5.7/bin");
        let folder = std::env::var_os("DBTOOL_TEST_MYSQL57").map_or(tools, PathBuf::from);
        let program = Some(folder.join("mysqld")).filter(|program| program.is_file())?;
        start(Flavour::Mysql, &program, new_folder(), &[])
    });
    if server.is_none() {
        super::skip("no MySQL 5.7 here: let `.ci/run` fetch it; how such a server is read was not tried");
    }
    server.as_ref()
}

/// The folder of a server's programs, for dbtool to run; none, and told so, where they are not here or a
/// server's account may not look there.
pub fn programs(flavour: Flavour) -> Option<PathBuf> {
    mysql(flavour)?;
    program(flavour)?.parent().map(Path::to_owned)
}

/// Where the server's program is.
fn program(flavour: Flavour) -> Option<PathBuf> {
    let tools = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("a target folder").join("tools/mysql/bin");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::var_os("DBTOOL_TEST_MYSQL").map(PathBuf::from).into_iter().collect();
    folders.push(tools);
    folders.extend(std::env::split_paths(&path));
    folders.extend(["/usr/sbin", "/usr/bin"].map(PathBuf::from));
    let name = if flavour == Flavour::Mysql { "mysqld" } else { "mariadbd" };
    // Debian's MariaDB calls itself mysqld too, by a link.
    let real =
        |path: &PathBuf| std::fs::canonicalize(path).is_ok_and(|path| path.file_name().is_some_and(|it| it == name));
    folders.into_iter().map(|folder| folder.join(name)).find(real)
}

/// A server of a test's own with all its files in a new folder below that one, until it is stopped; none, and told
/// so, where its programs are not here.
pub fn server_in(flavour: Flavour, folder: &Path) -> Option<MysqlServer> {
    server_with(flavour, folder, &[])
}

/// The same with more options.
pub fn server_with(flavour: Flavour, folder: &Path, more: &[String]) -> Option<MysqlServer> {
    mysql(flavour)?;
    let folder = folder.join("server");
    std::fs::create_dir(&folder).expect("a folder");
    start(flavour, &program(flavour)?, folder, more)
}

fn new_folder() -> PathBuf {
    tempfile::Builder::new().prefix("dbtool-mysql").tempdir().expect("a folder").keep()
}

fn start(flavour: Flavour, program: &Path, folder: PathBuf, more: &[String]) -> Option<MysqlServer> {
    // A server refuses to be root, and its account must see the folder.
    let open = Command::new("chmod").arg("777").arg(&folder).status().expect("chmod");
    assert!(open.success(), "the folder is opened");
    let inside = |name: &str| folder.join(name).display().to_string();
    let port = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its number").port();
    let mut common = vec!["--no-defaults".to_owned(), format!("--datadir={}", inside("data"))];
    if rustix::process::geteuid().is_root() {
        common.push("--user=mysql".to_owned());
    }
    // A server that starts removes what others of its sort have in a folder for what is temporary.
    let temporary = inside("tmp");
    std::fs::create_dir(&temporary).expect("a folder");
    std::fs::set_permissions(&temporary, std::os::unix::fs::PermissionsExt::from_mode(0o777)).expect("it is opened");
    common.push(format!("--tmpdir={temporary}"));
    let init = inside("init.sql");
    std::fs::write(
        &init,
        "CREATE USER IF NOT EXISTS root@'127.0.0.1';\nGRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION;\n",
    )
    .expect("its first statements");
    let mut initialise = match flavour {
        Flavour::Mysql => {
            let base = program.parent().and_then(Path::parent).expect("a base folder");
            common.push(format!("--basedir={}", base.display()));
            common.push(format!("--lc-messages-dir={}", base.join("share").display()));
            let mut command = Command::new(program);
            command.args(&common).arg("--initialize-insecure");
            // Unknown to 5.7.
            common.push("--loose-mysqlx=OFF".to_owned());
            command
        }
        Flavour::Mariadb => {
            let mut command = Command::new("mariadb-install-db");
            command.args(&common).args(["--auth-root-authentication-method=normal", "--skip-test-db"]);
            command
        }
    };
    let made = initialise.stdin(Stdio::null()).output().expect("the server's program runs");
    if !made.status.success() {
        // Such as a program that lies where the server's account may not look.
        super::skip(&format!("{} does not start: {}", flavour.name(), String::from_utf8_lossy(&made.stderr)));
        return None;
    }
    let watch = Command::new("sh")
        .args(["-c", WATCH, "sh"])
        .arg(&folder)
        .arg(program)
        .args(&common)
        .args([
            format!("--socket={}", inside("s")),
            format!("--pid-file={}", inside("pid")),
            format!("--port={port}"),
            format!("--init-file={init}"),
        ])
        .args([
            "--bind-address=127.0.0.1",
            "--innodb-buffer-pool-size=16M",
            "--innodb-flush-log-at-trx-commit=0",
            "--skip-log-bin",
            "--skip-name-resolve",
            "--performance-schema=OFF",
        ])
        .args(more)
        .stdin(Stdio::piped())
        .spawn()
        .expect("the server starts");
    let server = MysqlServer { port, folder, watch };
    server.ready();
    Some(server)
}

/// One of a test's own goes before the disk that it is on.
impl Drop for MysqlServer {
    fn drop(&mut self) {
        drop(self.watch.stdin.take());
        let _ = self.watch.wait();
    }
}

impl Mortal for MysqlServer {
    /// Its process ends without warning; its data stays.
    fn kill(&mut self) {
        let text = std::fs::read_to_string(self.folder.join("pid")).expect("its number");
        let pid = text.trim().parse().ok().and_then(rustix::process::Pid::from_raw).expect("a number");
        rustix::process::kill_process(pid, rustix::process::Signal::KILL).expect("it is ours");
    }

    fn start_again(&mut self) {
        let pipe = self.watch.stdin.as_mut().expect("it is piped");
        std::io::Write::write_all(pipe, b"\n").expect("whoever watches it listens");
        self.ready();
    }
}

impl MysqlServer {
    /// Waits until it takes clients.
    fn ready(&self) {
        let begun = Instant::now();
        while block_on(Connection::open(&self.url("mysql"))).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(60), "the server is not ready after a minute");
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// The URL of one of its databases.
    pub fn url(&self, database: &str) -> String {
        format!("mysql://root@127.0.0.1:{}/{database}", self.port)
    }

    /// The port of 127.0.0.1 that it listens at.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// A new database with what a script makes there; its URL.
    pub fn database(&self, name: &str, script: &str) -> String {
        let url = self.url(name);
        block_on(async {
            let mut admin = Connection::open(&self.url("mysql")).await.expect("the server answers");
            let anew = format!("DROP DATABASE IF EXISTS `{name}`; CREATE DATABASE `{name}` CHARACTER SET utf8mb4");
            admin.execute_as(&anew, "").await.expect("a database");
            admin.close().await;
        });
        if !script.trim().is_empty() {
            self.run(name, script);
        }
        url
    }

    /// Runs a script in a database.
    pub fn run(&self, name: &str, script: &str) {
        self.try_run(name, script).unwrap_or_else(|fault| panic!("{fault}"));
    }

    /// Runs a script in a database, which may refuse it.
    pub fn try_run(&self, name: &str, script: &str) -> Result<(), String> {
        block_on(async {
            let mut session = Connection::open(&self.url(name)).await.expect("the database is there");
            let ran = session.execute_as(script, script).await.map_err(|fault| fault.to_string());
            session.close().await;
            ran
        })
    }

    /// The rows of a query in a database, by their first values.
    pub fn texts(&self, name: &str, query: &str) -> Vec<String> {
        block_on(async {
            let mut session = Connection::open(&self.url(name)).await.expect("the database is there");
            let rows = session.texts(query).await.unwrap_or_else(|fault| panic!("{fault}"));
            session.close().await;
            rows.iter().map(|row| row.text(0).unwrap_or_default().to_owned()).collect()
        })
    }

    /// All that the server says of a database, but for what of it is no matter of the schema: how far
    /// counters have come, when events begin, and dbtool's own table.
    pub fn shown(&self, name: &str) -> String {
        block_on(async {
            let mut session = Connection::open(&self.url(name)).await.expect("the database is there");
            let list = "SELECT IF(TABLE_TYPE = 'VIEW', 'VIEW', 'TABLE'), TABLE_NAME FROM information_schema.TABLES \
                 WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME <> '_sqlx_migrations' ORDER BY 2";
            let mut shown = Vec::new();
            for row in session.texts(list).await.expect("its tables") {
                let (kind, table) = (row.text(0).expect("a kind"), row.text(1).expect("a name"));
                let sql = format!("SHOW CREATE {kind} `{}`", table.replace('`', "``"));
                let created = session.texts(&sql).await.expect("its statement");
                shown.push(created[0].text(1).expect("its text").to_owned());
            }
            let rest = [
                "SELECT TRIGGER_NAME, ACTION_TIMING, EVENT_MANIPULATION, EVENT_OBJECT_TABLE, TRIM(TRAILING ';' FROM ACTION_STATEMENT), \
                 ACTION_ORDER, SQL_MODE, DEFINER FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE() ORDER BY 1",
                "SELECT ROUTINE_NAME, ROUTINE_TYPE, DTD_IDENTIFIER, TRIM(TRAILING ';' FROM ROUTINE_DEFINITION), IS_DETERMINISTIC, SQL_DATA_ACCESS, \
                 SECURITY_TYPE, SQL_MODE, ROUTINE_COMMENT, DEFINER FROM information_schema.ROUTINES \
                 WHERE ROUTINE_SCHEMA = DATABASE() ORDER BY 2, 1",
                "SELECT EVENT_NAME, TRIM(TRAILING ';' FROM EVENT_DEFINITION), EVENT_TYPE, EXECUTE_AT, INTERVAL_VALUE, INTERVAL_FIELD, STATUS, \
                 ON_COMPLETION, EVENT_COMMENT, SQL_MODE, DEFINER FROM information_schema.EVENTS \
                 WHERE EVENT_SCHEMA = DATABASE() ORDER BY 1",
            ];
            for sql in rest {
                for row in session.texts(sql).await.expect("what else there is") {
                    shown.push(format!("{row:?}"));
                }
            }
            session.close().await;
            let text = shown.join("\n");
            let counter =
                |word: &str| word.strip_prefix("AUTO_INCREMENT=").is_none_or(|rest| rest.parse::<u64>().is_err());
            text.split(' ').filter(|word| counter(word)).collect::<Vec<_>>().join(" ")
        })
    }
}
