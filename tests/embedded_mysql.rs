//! The MySQL and MariaDB that dbtool runs itself, put through what a machine does to them, by the command
//! line alone.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so this way")]

mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use dbtool::embedded::{Choice, Product};
use dbtool::engine::mysql::Connection;
use dbtool::scratch::Scratch;
use libtest_mimic::{Arguments, Failed, Trial};
use support::{Flavour, Project, Run, block_on, dbtool_in, programs};

const DBTOOL: &str = env!("CARGO_BIN_EXE_dbtool");

const MODEL: &str = "\
tables:
  users:
    columns:
      id: {type: int, auto_increment: true}
      email: {type: varchar(100), not_null: true}
    primary_key: [id]
    indexes:
      users_email: {keys: [email], unique: true}
";

fn main() {
    dbtool::embedded::supervise_with(DBTOOL);
    let mut trials = Vec::new();
    macro_rules! trials {
        ($($name:ident)*) => {$(
            for flavour in Flavour::ALL {
                let title = format!("{}::{}", flavour.name(), stringify!($name));
                trials.push(Trial::test(title.clone(), move || in_thread(title, move || $name(flavour))));
            }
        )*};
    }
    trials! {
        from_nothing_to_a_document
        eight_at_once_share_one_server
        data_survives_a_killed_server
        migrations_survive_a_killed_server
        nothing_is_left_when_every_dbtool_is_killed
        a_server_is_started_stopped_and_reset
        a_port_is_listened_on_with_a_password
        without_sockets_the_loopback_does
        a_half_made_data_folder_is_set_aside
        another_users_programs_are_told_apart
        scratch_servers_leave_nothing
        a_user_who_may_make_no_database
    }
    let title = "no_program_is_one_clear_error";
    trials.push(Trial::test(title, move || in_thread(title.to_owned(), no_program_is_one_clear_error)));
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

/// Skips are recorded under the thread's name.
fn in_thread(name: String, test: impl FnOnce() + Send + 'static) -> Result<(), Failed> {
    let thread = std::thread::Builder::new().name(name).spawn(test)?;
    thread.join().map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
        Failed::from(text.unwrap_or("panicked"))
    })
}

/// A project with one target and no URL, whose server's programs are those of the tests.
struct Local {
    project: Project,
    flavour: Flavour,
    programs: PathBuf,
}

impl Local {
    fn new(flavour: Flavour) -> Option<Self> {
        let programs = programs(flavour)?;
        let config = format!(
            "targets:\n  app:\n    engine: {}\n    model: model.yaml\n    migrations: migrations\n",
            flavour.name()
        );
        let project = Project::new(&[("dbtool.yaml", &config), ("model.yaml", MODEL)]);
        Some(Self { project, flavour, programs })
    }

    fn variable(&self) -> &'static str {
        if self.flavour == Flavour::Mysql { "DBTOOL_MYSQL_BIN" } else { "DBTOOL_MARIADB_BIN" }
    }

    fn run_with(&self, args: &[&str], more: &[(&str, &str)]) -> Run {
        let programs = self.programs.display().to_string();
        let environment: Vec<(&str, &str)> =
            more.iter().copied().chain([(self.variable(), programs.as_str())]).collect();
        dbtool_in(self.project.path(), args, &environment)
    }

    fn run(&self, args: &[&str]) -> Run {
        self.run_with(args, &[])
    }

    /// The server's folder.
    fn home(&self) -> PathBuf {
        let inside = std::fs::read_dir(self.project.path().join(".dbtool")).unwrap().flatten();
        let mut homes = inside.map(|entry| entry.path()).filter(|path| path.is_dir());
        let home = homes.next().unwrap();
        assert!(homes.next().is_none(), "one server for the project");
        home
    }

    fn text(&self) -> String {
        self.project.path().display().to_string()
    }
}

impl Drop for Local {
    fn drop(&mut self) {
        let _ = self.run(&["db", "stop"]);
    }
}

/// Rows of the one column of a query.
fn ask(url: &str, sql: &str) -> Vec<String> {
    block_on(async {
        let mut session = Connection::open(url).await.unwrap();
        let rows = session.texts(sql).await.unwrap();
        session.close().await;
        rows.iter().map(|row| row.text(0).unwrap_or("NULL").to_owned()).collect()
    })
}

/// The processes whose command line names that text.
fn processes(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir("/proc").unwrap().flatten() {
        let Ok(pid) = entry.file_name().to_string_lossy().parse::<u32>() else { continue };
        let line = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
        let line = String::from_utf8_lossy(&line).replace('\0', " ");
        if pid != std::process::id() && line.contains(text) {
            found.push(format!("{pid} {line}"));
        }
    }
    found
}

/// A server stays for a few seconds when its last user has left.
const SOON: Duration = Duration::from_secs(20);

#[track_caller]
fn gone(text: &str) {
    let end = Instant::now() + SOON;
    while !processes(text).is_empty() {
        assert!(Instant::now() < end, "still running: {:#?}", processes(text));
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn kill(lines: &[String]) {
    for line in lines {
        let _ = Command::new("kill").args(["-9", line.split_whitespace().next().unwrap()]).status().unwrap();
    }
}

/// The way of a new project, with nothing installed for it, started or configured.
fn from_nothing_to_a_document(flavour: Flavour) {
    let Some(local) = Local::new(flavour) else { return };
    assert_eq!(local.run(&["diff", "app", "--exit-code"]).code, Some(2));
    local.run(&["migrate", "new", "app", "first"]).ok();
    local.run(&["migrate", "check", "app"]).ok();
    local.run(&["migrate", "up", "app"]).ok();
    assert_eq!(local.run(&["diff", "app", "--exit-code"]).ok(), "");
    let document = local.run(&["snapshot", "app", "--style", "listing"]).ok();
    assert!(document.contains("email"), "{document}");
    assert_eq!(local.run(&["snapshot", "app", "--style", "listing", "--from", "model"]).ok(), document);
    assert_eq!(local.run(&["migrate", "status", "app", "--exit-code"]).code, Some(0));
    local.run(&["migrate", "down", "app"]).ok();
    assert_eq!(local.run(&["diff", "app", "--exit-code"]).code, Some(2));
    local.run(&["apply", "app", "--yes"]).ok();
    assert_eq!(local.run(&["diff", "app", "--exit-code"]).ok(), "");
    assert_eq!(local.project.read(".dbtool/.gitignore"), "*\n");
    gone(&local.text());
}

fn eight_at_once_share_one_server(flavour: Flavour) {
    let Some(local) = Local::new(flavour) else { return };
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..8).map(|_| scope.spawn(|| local.run(&["diff", "app", "--exit-code"]))).collect();
        for run in runs {
            let run = run.join().unwrap();
            assert_eq!(run.code, Some(2), "{}{}", run.stdout, run.stderr);
        }
    });
    let data = format!("--datadir={}", local.home().join("data").display());
    assert_eq!(processes(&data).len(), 1, "{:#?}", processes(&data));
    let url = local.run(&["db", "url"]).ok();
    let left = ask(url.trim(), "SELECT COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE 'dbtool%'");
    assert_eq!(left, ["0"], "scratch databases are left");
    gone(&local.text());
}

fn data_survives_a_killed_server(flavour: Flavour) {
    let Some(local) = Local::new(flavour) else { return };
    local.run(&["db", "start"]).ok();
    local.run(&["apply", "app", "--yes"]).ok();
    let url = local.run(&["db", "url"]).ok();
    for round in 1..=3 {
        let url = url.trim();
        ask(url, &format!("INSERT INTO users (email) VALUES ('{round}@example.org')"));
        let data = format!("--datadir={}", local.home().join("data").display());
        let server = processes(&data);
        assert_eq!(server.len(), 1, "{server:#?}");
        kill(&server);
        // The one that is pinned comes again with the next command, and stays then.
        assert_eq!(local.run(&["diff", "app", "--exit-code"]).ok(), "");
        assert_eq!(ask(url, "SELECT COUNT(*) FROM users"), [round.to_string()]);
    }
}

/// Killed in the midst of migrations, the server comes again with the next run, which goes on where it was.
fn migrations_survive_a_killed_server(flavour: Flavour) {
    let Some(local) = Local::new(flavour) else { return };
    for n in 1..=8 {
        let text = format!(
            "CREATE TABLE t{n} (a int NOT NULL PRIMARY KEY);\nINSERT INTO t{n} VALUES (1), (10);\n\
             ALTER TABLE t{n} ADD COLUMN b int;\nUPDATE t{n} SET a = a + 1;\nALTER TABLE t{n} ADD KEY k (b);\n"
        );
        local.project.write(&format!("migrations/{n}_m.up.sql"), &text);
    }
    let mut broken = 0;
    for line in [9, 14] {
        let mut command = Command::new(DBTOOL);
        support::bare(&mut command);
        command.env(local.variable(), &local.programs).current_dir(local.project.path());
        command.args(["migrate", "up", "app", "--log-format", "json"]);
        let told = support::struck(&mut command, line, || {
            kill(&processes(&format!("--datadir={}", local.home().join("data").display())));
        });
        broken += usize::from(told.contains("\"level\":\"error\""));
    }
    assert!(broken > 0, "a run was broken");
    local.run(&["migrate", "up", "app"]).ok();
    let url = local.run(&["db", "start"]).ok();
    for n in 1..=8 {
        let rows = ask(url.trim(), &format!("SELECT CONCAT(a, ' ', COALESCE(b, '-')) FROM t{n} ORDER BY 1"));
        assert_eq!(rows, ["11 -", "2 -"], "t{n}");
    }
    let history = ask(url.trim(), "SELECT CONCAT(version, ':', success) FROM _sqlx_migrations ORDER BY 1");
    assert_eq!(history.join(" "), "1:1 2:1 3:1 4:1 5:1 6:1 7:1 8:1");
}

fn nothing_is_left_when_every_dbtool_is_killed(flavour: Flavour) {
    let Some(local) = Local::new(flavour) else { return };
    local.run(&["db", "start"]).ok();
    let home = local.home().display().to_string();
    let supervisor = processes(&format!("db supervise {home}"));
    assert_eq!(supervisor.len(), 1, "{supervisor:#?}");
    kill(&supervisor);
    gone(&home);
    // Supervisor and guard at once: the server is left alone, and is found.
    local.run(&["db", "start"]).ok();
    kill(&processes(&format!("db supervise {home}")).into_iter().chain(guards(&home)).collect::<Vec<_>>());
    assert_eq!(processes(&home).len(), 1, "{:#?}", processes(&home));
    local.run(&["diff", "app"]).ok();
    local.run(&["db", "stop"]).ok();
    gone(&home);
}

/// The guards of the server of a folder: they name its process and not its folder.
fn guards(home: &str) -> Vec<String> {
    let server = processes(&format!("--datadir={home}"));
    let pid = server.iter().map(|line| line.split_whitespace().next().unwrap()).next().unwrap();
    processes("dbtool-guard").into_iter().filter(|line| line.split_whitespace().any(|word| word == pid)).collect()
}

fn a_server_is_started_stopped_and_reset(flavour: Flavour) {
    let Some(local) = Local::new(flavour) else { return };
    assert!(local.run(&["db", "status"]).ok().is_empty());
    assert!(local.run(&["db", "url"]).failed(1).contains("dbtool db start"));
    let started = local.run(&["db", "start"]).ok();
    assert!(started.starts_with("mysql://root@localhost/app?socket="), "{started}");
    assert_eq!(local.run(&["db", "url"]).ok(), started);
    let label = if flavour == Flavour::Mysql { "MySQL 8" } else { "MariaDB 1" };
    let status = local.run(&["db", "status"]).ok();
    assert!(status.starts_with(label) && status.contains("runs until `dbtool db stop`"), "{status}");
    let json: serde_json::Value = serde_json::from_str(&local.run(&["db", "status", "--json"]).ok()).unwrap();
    assert_eq!(json[0]["product"], flavour.name());
    assert!(json[0]["bytes"].as_u64().unwrap() > 1_000_000 && json[0]["running"] == true, "{json}");
    // UTC, and every text, wherever the machine stands.
    let settings = "SELECT CONCAT_WS(' ', @@time_zone, @@character_set_database, @@sql_mode <> '')";
    assert_eq!(ask(started.trim(), settings), ["+00:00 utf8mb4 1"]);
    local.run(&["apply", "--yes"]).ok();
    assert_eq!(local.run(&["diff", "--exit-code"]).ok(), "");
    local.run(&["db", "reset", "app", "--yes"]).ok();
    assert_eq!(local.run(&["diff", "--exit-code"]).code, Some(2));
    local.run(&["db", "stop"]).ok();
    gone(&local.text());
    let status = local.run(&["db", "status"]).ok();
    assert!(status.starts_with(label) && status.contains("does not run"), "{status}");
    local.run(&["apply", "--yes"]).ok();
    local.run(&["db", "reset", "--yes"]).ok();
    gone(&local.text());
    assert!(local.run(&["db", "status"]).ok().is_empty());
    assert_eq!(local.run(&["diff", "--exit-code"]).code, Some(2));
}

fn free_port() -> u16 {
    std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

fn a_port_is_listened_on_with_a_password(flavour: Flavour) {
    let Some(local) = Local::new(flavour) else { return };
    let port = free_port();
    let url = local.run(&["db", "start", "--port", &port.to_string()]).ok();
    assert!(url.contains(&format!("@127.0.0.1:{port}/app")), "{url}");
    assert_eq!(ask(url.trim(), "SELECT CURRENT_USER()"), ["root@127.0.0.1"]);
    let open = format!("mysql://root@127.0.0.1:{port}/app");
    let refused = block_on(Connection::open(&open)).unwrap_err().to_string();
    assert!(refused.contains("Access denied"), "{refused}");
    let other = local.run(&["db", "start", "--port", &(port ^ 1).to_string()]).failed(1);
    assert!(other.contains("dbtool db stop"), "{other}");
    local.run(&["db", "stop"]).ok();
    let again = local.run(&["db", "start", "--port", &port.to_string()]).ok();
    assert_eq!(again, url, "the password is made once");
    local.run(&["db", "stop"]).ok();
    let taken = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let busy = taken.local_addr().unwrap().port().to_string();
    let fault = local.run(&["db", "start", "--port", &busy]).failed(1);
    assert!(fault.contains("another program has that port"), "{fault}");
}

fn without_sockets_the_loopback_does(flavour: Flavour) {
    let Some(local) = Local::new(flavour) else { return };
    let loopback = [("DBTOOL_MYSQL_LOOPBACK", "1")];
    let url = local.run_with(&["db", "start"], &loopback).ok();
    assert!(url.starts_with("mysql://root:") && url.contains("@127.0.0.1:"), "{url}");
    local.run_with(&["apply", "app", "--yes"], &loopback).ok();
    assert_eq!(ask(url.trim(), "SELECT COUNT(*) FROM users"), ["0"]);
}

fn a_half_made_data_folder_is_set_aside(flavour: Flavour) {
    let Some(local) = Local::new(flavour) else { return };
    local.run(&["db", "start"]).ok();
    local.run(&["db", "stop"]).ok();
    let home = local.home();
    std::fs::remove_dir_all(home.join("data")).unwrap();
    // What a dbtool that was killed leaves, and what someone else's hand leaves.
    std::fs::create_dir_all(home.join("data.new-1234/mysql")).unwrap();
    std::fs::create_dir_all(home.join("data/sys")).unwrap();
    assert_eq!(local.run(&["diff", "app", "--exit-code"]).code, Some(2));
    let names: Vec<String> =
        std::fs::read_dir(&home).unwrap().flatten().map(|it| it.file_name().to_string_lossy().into_owned()).collect();
    assert!(!home.join("data.new-1234").exists(), "{names:?}");
    assert_eq!(names.iter().filter(|name| name.starts_with("data.broken-")).count(), 1, "{names:?}");
}

/// A folder that is named must hold what it is named for, and nothing else takes its place.
fn another_users_programs_are_told_apart(flavour: Flavour) {
    let other = if flavour == Flavour::Mysql { Flavour::Mariadb } else { Flavour::Mysql };
    let (Some(local), Some(wrong)) = (Local::new(flavour), programs(other)) else { return };
    let wrong = wrong.display().to_string();
    let said = dbtool_in(local.project.path(), &["diff", "app"], &[(local.variable(), &wrong)]).failed(1);
    let label = if flavour == Flavour::Mysql { "MySQL" } else { "MariaDB" };
    let refused = format!("{} is {wrong}, which holds no {label} server", local.variable());
    assert!(said.contains(&refused), "{said}");
    let said = dbtool_in(local.project.path(), &["diff", "app"], &[(local.variable(), "/nowhere")]).failed(1);
    assert!(said.contains("is /nowhere, which holds no"), "{said}");
    assert!(!local.project.path().join(".dbtool").exists(), "nothing is made for nothing");
}

fn product(flavour: Flavour) -> Product {
    if flavour == Flavour::Mysql { Product::Mysql } else { Product::Mariadb }
}

fn scratch_servers_leave_nothing(flavour: Flavour) {
    // This process looks for programs where every dbtool does: no variable of its own can be set in it.
    let scratch = match block_on(Scratch::run(Choice::any(product(flavour)))) {
        Ok(scratch) => scratch,
        Err(fault) => return support::skip(&format!("{fault}")),
    };
    let database = block_on(scratch.database()).unwrap();
    let other = block_on(scratch.database()).unwrap();
    assert_ne!(database, other);
    assert_eq!(ask(database.url(), "SELECT @@character_set_database"), ["utf8mb4"]);
    ask(database.url(), "CREATE TABLE t (a int)");
    let socket = database.url().split_once("?socket=").unwrap().1.replace("%2F", "/");
    let home = Path::new(&socket).parent().unwrap().parent().unwrap().to_owned();
    assert!(home.is_dir(), "{}", home.display());
    block_on(scratch.close());
    gone(&home.display().to_string());
    let end = Instant::now() + SOON;
    while home.exists() {
        assert!(Instant::now() < end, "{} is left", home.display());
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Where the server of a URL makes no scratch database, one of dbtool's own takes its place.
fn a_user_who_may_make_no_database(flavour: Flavour) {
    let (Some(local), Some(server)) = (Local::new(flavour), support::mysql(flavour)) else { return };
    let name = format!("limited_{}", flavour.name());
    let admin = server.database(&name, "");
    let grants = format!(
        "CREATE USER IF NOT EXISTS limited@'127.0.0.1' IDENTIFIED BY 'pw'; \
         GRANT ALL ON `{name}`.* TO limited@'127.0.0.1'"
    );
    ask(&admin, &grants);
    let url = server.url(&name).replace("root@", "limited:pw@");
    let apply = ["apply", "app", "--url", &url, "--yes"];
    local.run(&apply).ok();
    assert_eq!(local.run(&["diff", "app", "--url", &url, "--exit-code"]).ok(), "");
    assert!(server.shown(&name).contains("UNIQUE KEY `users_email`"));
    // And where none is to be had, it is said what would do.
    let nowhere = [("PATH", ""), (local.variable(), "/nowhere")];
    let wider = MODEL.replace("varchar(100)", "varchar(120)");
    local.project.write("model.yaml", &wider);
    let said = dbtool_in(local.project.path(), &apply, &nowhere).failed(1);
    assert!(said.contains("dbtool_scratch_") && said.contains("--scratch-url"), "{said}");
}

fn no_program_is_one_clear_error() {
    let config = "targets:\n  app: {engine: mysql, model: model.yaml}\n  pair: {engine: mariadb, model: model.yaml}\n";
    let project = Project::new(&[("dbtool.yaml", config), ("model.yaml", MODEL)]);
    // Servers lie where no variable hides them, so the system's folders are covered for this one process.
    let cover = "mount -t tmpfs none /usr/sbin || exit 77; [ -e /usr/bin/mariadbd ] && exit 77; exec \"$0\" diff app";
    let mut command = Command::new("unshare");
    support::bare(&mut command);
    command.args(["-m", "sh", "-c", cover, DBTOOL]).current_dir(project.path()).stdin(Stdio::null());
    let output = match command.output() {
        Ok(output) if !String::from_utf8_lossy(&output.stderr).contains("unshare:") => output,
        _ => return support::skip("the system's folders cannot be covered: unshare is not allowed here"),
    };
    if output.status.code() == Some(77) {
        return support::skip("the system's folders cannot be covered: no disk can be mounted here");
    }
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("the server programs of MySQL are not to be had"), "{said}");
    for word in ["apt-get install mysql-server", "DBTOOL_MYSQL_BIN", "`url`"] {
        assert!(said.contains(word), "{word}: {said}");
    }
    assert!(!project.path().join(".dbtool").exists(), "nothing is made for nothing");
}
