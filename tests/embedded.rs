//! The embedded PostgreSQL, put through what a machine does to it.
//!
//! This binary is also the client that gets killed: `embedded client …` opens a lease or a scratch
//! server, says so, and waits.

#![expect(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr, reason = "a test says so this way")]

mod support;

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use dbtool::embedded::{self, Choice, Product};
use dbtool::scratch::Scratch;
use libtest_mimic::{Arguments, Failed, Trial};
use support::{block_on, psql, skip};

const DBTOOL: &str = env!("CARGO_BIN_EXE_dbtool");

fn main() -> ExitCode {
    embedded::supervise_with(DBTOOL);
    let words: Vec<String> = std::env::args().skip(1).collect();
    if words.first().is_some_and(|word| word == "client") {
        return client(&words);
    }
    let mut trials = Vec::new();
    macro_rules! trials {
        ($($name:ident)*) => {$(
            trials.push(Trial::test(stringify!($name), || {
                // Skips are recorded under the thread's name.
                let thread = std::thread::Builder::new().name(stringify!($name).to_owned()).spawn($name)?;
                thread.join().map_err(|panic| {
                    let text = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
                    Failed::from(text.unwrap_or("panicked"))
                })
            }));
        )*};
    }
    trials! {
        a_lease_starts_the_server_and_its_end_stops_it
        sixteen_at_once_share_one_server
        nothing_is_left_when_a_client_is_killed
        nothing_is_left_when_every_dbtool_is_killed
        a_pinned_server_stays_until_it_is_stopped
        a_port_is_listened_on_with_a_password
        a_busy_port_is_a_clear_error
        a_stale_pid_file_is_no_hindrance
        a_half_made_data_folder_is_set_aside
        data_survives_a_killed_server
        reset_drops_a_database_or_everything
        a_long_path_gets_a_short_socket
        a_project_that_the_server_cannot_reach
        a_user_who_is_not_root
        a_full_disk_is_a_clear_error
        no_programs_and_no_network_is_one_clear_error
        a_wrong_bin_folder_is_a_clear_error
        scratch_databases_are_empty_and_quick
        the_nearest_version_stands_in
        scratch_on_someone_elses_server_leaves_nothing
        without_sockets_the_loopback_does
        every_major_version_can_be_fetched
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

/// `client lease FOLDER` or `client scratch`: prints a URL and waits to be killed.
fn client(words: &[String]) -> ExitCode {
    let word = |at: usize| words.get(at).cloned().unwrap_or_default();
    let major = std::env::var("MAJOR").ok().and_then(|major| major.parse().ok());
    block_on(async {
        let scratch;
        let lease;
        let opened = match word(1).as_str() {
            "lease" => {
                lease = embedded::open(Path::new(&word(2)), Choice::postgresql(major), "app").await;
                lease.as_ref().map(|lease| lease.url().to_owned()).map_err(Clone::clone)
            }
            _ => {
                scratch = Scratch::open(major, std::env::var("SCRATCH_URL").ok().as_deref()).await;
                match &scratch {
                    Ok(scratch) => scratch.database().await.map(|database| database.url().to_owned()),
                    Err(fault) => Err(fault.clone()),
                }
            }
        };
        match opened {
            Ok(url) => println!("{url}"),
            Err(fault) => {
                eprintln!("{fault}");
                return ExitCode::FAILURE;
            }
        }
        if word(3) != "once" {
            tokio::time::sleep(Duration::from_secs(60)).await;
        }
        ExitCode::SUCCESS
    })
}

/// A client process; killed with this value.
struct Client {
    child: Child,
    url: String,
}

impl Client {
    fn start(words: &[&str], environment: &[(&str, &str)]) -> Result<Self, String> {
        let mut child =
            client_command(words, environment).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut url = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
        if url.is_empty() {
            let output = child.wait_with_output().unwrap();
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        Ok(Self { child, url: url.trim().to_owned() })
    }

    /// What SIGKILL does: nothing of the client runs any more.
    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn client_command(words: &[&str], environment: &[(&str, &str)]) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.arg("client").args(words).env("DBTOOL_EXE", DBTOOL).envs(environment.iter().copied());
    command.stdin(Stdio::null());
    command
}

/// A project's folder, which any user may enter; its server is stopped with it.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        mode(folder.path(), 0o755);
        Self(folder)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn text(&self) -> String {
        self.path().display().to_string()
    }

    fn open(&self) -> embedded::Lease {
        block_on(embedded::open(self.path(), Choice::postgresql(Some(15)), "app")).unwrap()
    }

    fn data(&self) -> PathBuf {
        self.path().join(".dbtool/postgres-15/data")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = block_on(embedded::stop(self.path()));
    }
}

fn mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").is_ok_and(|metadata| metadata.uid() == 0)
}

/// The processes whose command line names that text, such as a folder.
fn processes(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc").unwrap().flatten() {
        let Ok(pid) = entry.file_name().to_string_lossy().parse::<u32>() else { continue };
        let line = fs::read(entry.path().join("cmdline")).unwrap_or_default();
        let line = String::from_utf8_lossy(&line).replace('\0', " ");
        // A zombie has no command line, and is gone for our purpose.
        if pid != std::process::id() && line.contains(text) {
            found.push(format!("{pid} {line}"));
        }
    }
    found
}

#[track_caller]
fn gone(text: &str, patience: Duration) {
    let end = Instant::now() + patience;
    loop {
        let left = processes(text);
        if left.is_empty() {
            return;
        }
        assert!(Instant::now() < end, "still running after {patience:?}: {left:#?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn kill(signal: &str, pid: &str) {
    assert!(Command::new("kill").args([signal, pid]).status().unwrap().success());
}

const SOON: Duration = Duration::from_secs(2);

fn a_lease_starts_the_server_and_its_end_stops_it() {
    let folder = Folder::new();
    let lease = folder.open();
    assert_eq!(lease.series(), 15);
    assert_eq!(
        psql(lease.url(), "SELECT current_database(), current_user, inet_server_addr() IS NULL"),
        "app|postgres|t\n"
    );
    assert_eq!(
        psql(lease.url(), "SHOW fsync; SHOW timezone; SHOW server_encoding; SHOW lc_collate"),
        "on\nUTC\nUTF8\nC\n"
    );
    psql(lease.url(), "CREATE TABLE kept (id int)");
    let status = block_on(embedded::status(folder.path(), None, "app")).unwrap();
    assert!(status[0].running && !status[0].pinned && status[0].bytes > 1_000_000, "{status:?}");
    assert_eq!(status[0].url.as_deref(), Some(lease.url()));
    assert_eq!(fs::read_to_string(folder.path().join(".dbtool/.gitignore")).unwrap(), "*\n");
    lease.close();
    gone(&folder.text(), SOON);
    assert!(
        embedded::url(folder.path(), Product::Postgresql, "app").unwrap_err().to_string().contains("dbtool db start")
    );
    // Without a version it is the one that is there.
    let again = block_on(embedded::open(folder.path(), Choice::postgresql(None), "app")).unwrap();
    assert_eq!(psql(again.url(), "SELECT count(*) FROM kept"), "0\n");
}

fn sixteen_at_once_share_one_server() {
    let folder = Folder::new();
    let path = folder.text();
    let starts: Vec<_> = (0..16)
        .map(|_| {
            let path = path.clone();
            std::thread::spawn(move || Client::start(&["lease", &path], &[("MAJOR", "15")]))
        })
        .collect();
    let clients: Vec<Client> = starts.into_iter().map(|start| start.join().unwrap().unwrap()).collect();
    let url = &clients[0].url;
    assert!(clients.iter().all(|client| client.url == *url));
    assert_eq!(processes(&folder.text()).iter().filter(|line| line.contains("postgres -D")).count(), 1);
    drop(clients);
    gone(&folder.text(), SOON);
}

fn nothing_is_left_when_a_client_is_killed() {
    let folder = Folder::new();
    let mut lease = Client::start(&["lease", &folder.text()], &[("MAJOR", "15")]).unwrap();
    assert!(!processes(&folder.text()).is_empty());
    lease.kill();
    gone(&folder.text(), SOON);

    let mut scratch = Client::start(&["scratch"], &[("MAJOR", "15")]).unwrap();
    let home = scratch_home(&scratch.url);
    assert!(home.exists());
    scratch.kill();
    gone(&home.display().to_string(), SOON);
    assert!(!home.exists(), "{}", home.display());
}

/// The folder of a scratch server, by its socket.
fn scratch_home(url: &str) -> PathBuf {
    let socket = url.split_once("?host=").unwrap().1.replace("%2F", "/");
    Path::new(&socket).parent().unwrap().to_owned()
}

fn nothing_is_left_when_every_dbtool_is_killed() {
    for words in [vec!["scratch"], vec!["lease"]] {
        let folder = Folder::new();
        let mut client = Client::start(&[words[0], &folder.text()], &[("MAJOR", "15")]).unwrap();
        let home = scratch_home(&client.url);
        let name = home.display().to_string();
        let supervisor = processes(&format!("db supervise {name}"));
        assert_eq!(supervisor.len(), 1, "{supervisor:?}");
        kill("-9", supervisor[0].split_whitespace().next().unwrap());
        client.kill();
        gone(&name, Duration::from_secs(4));
        assert_eq!(home.exists(), words[0] == "lease");
    }
}

fn a_pinned_server_stays_until_it_is_stopped() {
    let folder = Folder::new();
    let started = block_on(embedded::start(folder.path(), Choice::postgresql(Some(15)), "app", None)).unwrap();
    assert!(!started.already);
    folder.open().close();
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(psql(&started.url, "SELECT 1"), "1\n");
    assert_eq!(embedded::url(folder.path(), Product::Postgresql, "app").unwrap(), started.url);
    assert!(block_on(embedded::start(folder.path(), Choice::postgresql(None), "app", None)).unwrap().already);
    assert!(block_on(embedded::stop(folder.path())).unwrap());
    gone(&folder.text(), SOON);
    assert!(!block_on(embedded::stop(folder.path())).unwrap());
}

fn a_port_is_listened_on_with_a_password() {
    let folder = Folder::new();
    let port = free_port();
    let started = block_on(embedded::start(folder.path(), Choice::postgresql(Some(15)), "app", Some(port))).unwrap();
    assert!(started.url.contains(&format!("@127.0.0.1:{port}/app")), "{}", started.url);
    assert_eq!(psql(&started.url, "SELECT inet_server_port()"), format!("{port}\n"));
    for name in ["password", "running.json", "door", "users"] {
        use std::os::unix::fs::PermissionsExt;
        let metadata = fs::metadata(folder.path().join(".dbtool/postgres-15").join(name)).unwrap();
        assert_eq!(metadata.permissions().mode() & 0o777, 0o600, "{name}");
    }
    let open = format!("postgresql://postgres@127.0.0.1:{port}/app");
    let output = Command::new("psql").args(["-wXc", "SELECT 1", &open]).output().unwrap();
    assert!(!output.status.success(), "the port wants a password");
    let other = block_on(embedded::start(folder.path(), Choice::postgresql(None), "app", Some(port ^ 1))).unwrap_err();
    assert!(other.to_string().contains("dbtool db stop"), "{other}");
}

fn free_port() -> u16 {
    std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

fn a_busy_port_is_a_clear_error() {
    let folder = Folder::new();
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let fault = block_on(embedded::start(folder.path(), Choice::postgresql(Some(15)), "app", Some(port))).unwrap_err();
    assert!(fault.to_string().contains("another program has that port"), "{fault}");
    gone(&folder.text(), SOON);
    drop(folder.open());
}

fn a_stale_pid_file_is_no_hindrance() {
    let folder = Folder::new();
    drop(folder.open());
    gone(&folder.text(), SOON);
    // The number is another process's by now: this test's.
    let file = folder.data().join("postmaster.pid");
    fs::write(&file, format!("{}\n{}\n0\n5432\n\n\n\nready\n", std::process::id(), folder.data().display())).unwrap();
    mode(&file, 0o644);
    let lease = folder.open();
    assert_eq!(psql(lease.url(), "SELECT 1"), "1\n");
}

fn a_half_made_data_folder_is_set_aside() {
    let folder = Folder::new();
    // What a dbtool that was killed leaves: a copy that never got its name.
    let home = folder.path().join(".dbtool/postgres-15");
    fs::create_dir_all(home.join("data.new-1234/base")).unwrap();
    // What someone else's hand leaves.
    fs::create_dir_all(home.join("data/base")).unwrap();
    let lease = folder.open();
    assert_eq!(psql(lease.url(), "SELECT 1"), "1\n");
    let names: Vec<String> =
        fs::read_dir(&home).unwrap().flatten().map(|it| it.file_name().to_string_lossy().into_owned()).collect();
    assert!(!home.join("data.new-1234").exists(), "{names:?}");
    assert_eq!(names.iter().filter(|name| name.starts_with("data.broken-")).count(), 1, "{names:?}");
}

fn data_survives_a_killed_server() {
    let folder = Folder::new();
    let lease = folder.open();
    psql(lease.url(), "CREATE TABLE kept AS SELECT generate_series(1, 1000)");
    let pid = fs::read_to_string(folder.data().join("postmaster.pid")).unwrap().lines().next().unwrap().to_owned();
    kill("-9", &pid);
    // Its supervisor finds out, and the next one starts it again.
    gone(&format!("db supervise {}", folder.text()), SOON);
    let again = folder.open();
    assert_eq!(psql(again.url(), "SELECT count(*) FROM kept"), "1000\n");
    drop(lease);
}

fn reset_drops_a_database_or_everything() {
    let folder = Folder::new();
    assert!(!block_on(embedded::reset(folder.path(), None)).unwrap());
    let lease = folder.open();
    psql(lease.url(), "CREATE TABLE lost (id int)");
    assert!(block_on(embedded::reset(folder.path(), Some((Product::Postgresql, "app")))).unwrap());
    assert!(!block_on(embedded::reset(folder.path(), Some((Product::Postgresql, "app")))).unwrap());
    let again = folder.open();
    assert_eq!(psql(again.url(), "SELECT to_regclass('lost') IS NULL"), "t\n");
    drop((lease, again));
    assert!(block_on(embedded::reset(folder.path(), None)).unwrap());
    assert!(!folder.path().join(".dbtool/postgres-15").exists());
    gone(&folder.text(), SOON);
    drop(folder.open());
}

fn a_long_path_gets_a_short_socket() {
    let folder = Folder::new();
    let long = folder.path().join("a".repeat(60)).join("b".repeat(60));
    fs::create_dir_all(&long).unwrap();
    let lease = block_on(embedded::open(&long, Choice::postgresql(Some(15)), "app")).unwrap();
    assert_eq!(psql(lease.url(), "SELECT 1"), "1\n");
    let socket = scratch_home(&format!("{}/x", lease.url()));
    drop(lease);
    gone(&folder.text(), SOON);
    let _ = fs::remove_dir(socket);
}

fn a_project_that_the_server_cannot_reach() {
    if !is_root() {
        return skip("only root starts servers as another user");
    }
    let folder = Folder::new();
    let private = folder.path().join("private");
    fs::create_dir(&private).unwrap();
    mode(&private, 0o700);
    let lease = block_on(embedded::open(&private, Choice::postgresql(Some(15)), "app")).unwrap();
    assert_eq!(psql(lease.url(), "SELECT 1"), "1\n");
    let note = fs::read_to_string(private.join(".dbtool/elsewhere.txt")).unwrap();
    assert!(note.contains("refuses to run as root"), "{note}");
    let status = block_on(embedded::status(&private, None, "app")).unwrap();
    assert!(
        !status[0].data.starts_with(&private)
            && note.contains(status[0].data.parent().unwrap().parent().unwrap().to_str().unwrap())
    );
    drop(lease);
    assert!(block_on(embedded::reset(&private, None)).unwrap());
    assert!(!status[0].data.exists());
}

fn a_user_who_is_not_root() {
    use std::os::unix::fs::{MetadataExt, chown};
    use std::os::unix::process::CommandExt;
    if !is_root() {
        return skip("the other tests are this one: they do not run as root");
    }
    // Who may run this binary and dbtool depends on where they were built.
    let programs = tempfile::tempdir().unwrap();
    mode(programs.path(), 0o755);
    let copy = |from: &Path, name: &str| {
        let to = programs.path().join(name);
        fs::copy(from, &to).unwrap();
        to
    };
    let tester = copy(&std::env::current_exe().unwrap(), "tester");
    let dbtool = copy(Path::new(DBTOOL), "dbtool");
    let folder = Folder::new();
    let passwd = fs::read_to_string("/etc/passwd").unwrap();
    let nobody = passwd.lines().find_map(|line| line.strip_prefix("nobody:")).unwrap();
    let ids: Vec<u32> = nobody.split(':').skip(1).take(2).map(|id| id.parse().unwrap()).collect();
    chown(folder.path(), Some(ids[0]), Some(ids[1])).unwrap();
    let as_nobody = || {
        let mut command = Command::new(&tester);
        command.args(["client", "lease", &folder.text(), "once"]).env("DBTOOL_EXE", &dbtool).env("MAJOR", "15");
        command.env("HOME", folder.path()).env_remove("DBTOOL_CACHE_DIR").uid(ids[0]).gid(ids[1]).current_dir("/");
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        gone(&folder.text(), SOON);
    };
    as_nobody();
    assert_eq!(fs::metadata(folder.data()).unwrap().uid(), ids[0]);
    // Root works on the same data as the same user, and leaves nothing that this user cannot use.
    drop(folder.open());
    gone(&folder.text(), SOON);
    as_nobody();
}

fn a_full_disk_is_a_clear_error() {
    if !is_root() {
        return skip("only root can mount a small disk");
    }
    let disk = tempfile::tempdir().unwrap();
    let mounted =
        Command::new("mount").args(["-t", "tmpfs", "-o", "size=8m,mode=755", "tmpfs"]).arg(disk.path()).output();
    if !mounted.is_ok_and(|output| output.status.success()) {
        return skip("no disk can be mounted here");
    }
    let fault = block_on(embedded::open(disk.path(), Choice::postgresql(Some(15)), "app")).unwrap_err().to_string();
    let left: Vec<_> =
        fs::read_dir(disk.path().join(".dbtool/postgres-15")).unwrap().flatten().map(|it| it.file_name()).collect();
    assert!(Command::new("umount").arg(disk.path()).status().unwrap().success());
    assert!(fault.contains("the disk is full"), "{fault}");
    assert!(!left.iter().any(|name| name.to_string_lossy().starts_with("data")), "{left:?}");
}

fn no_programs_and_no_network_is_one_clear_error() {
    let folder = Folder::new();
    let cache = Folder::new();
    let offline = [("MAJOR", "14"), ("DBTOOL_CACHE_DIR", &cache.text()), ("DBTOOL_OFFLINE", "1")];
    let error = Client::start(&["lease", &folder.text()], &offline).err().unwrap();
    assert!(error.contains("the server programs of PostgreSQL 14 are not to be had"), "{error}");
    assert!(error.contains("DBTOOL_OFFLINE") && error.contains("apt-get install postgresql"), "{error}");
    // A network that does not answer.
    let dead = [("MAJOR", "14"), ("DBTOOL_CACHE_DIR", &cache.text()), ("DBTOOL_PG_MIRROR", "http://127.0.0.1:9")];
    let error = Client::start(&["lease", &folder.text()], &dead).err().unwrap();
    assert!(error.contains("cannot be reached"), "{error}");
    assert!(
        fs::read_dir(cache.path().join("postgres"))
            .unwrap()
            .flatten()
            .all(|it| it.path().extension().is_some_and(|it| it == "lock" || it == "failed"))
    );
}

fn a_wrong_bin_folder_is_a_clear_error() {
    let folder = Folder::new();
    let error = Client::start(&["lease", &folder.text()], &[("DBTOOL_PG_BIN", "/usr/bin")]).err().unwrap();
    assert!(error.contains("DBTOOL_PG_BIN is /usr/bin, which holds no PostgreSQL server"), "{error}");
}

fn scratch_databases_are_empty_and_quick() {
    drop(block_on(Scratch::open(Some(15), None)).unwrap());
    let start = Instant::now();
    let scratch = block_on(Scratch::open(Some(15), None)).unwrap();
    let opened = start.elapsed();
    let database = block_on(scratch.database()).unwrap();
    let made = start.elapsed();
    println!("scratch server {opened:?}, with a database {made:?}");
    assert_eq!((scratch.major(), scratch.note()), (15, None));
    assert_eq!(
        psql(database.url(), "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace; SHOW fsync"),
        "0\noff\n"
    );
    block_on(scratch.roles(&["app", "Some One", "public", "app"])).unwrap();
    block_on(scratch.roles(&["app"])).unwrap();
    assert_eq!(psql(database.url(), "SELECT rolname FROM pg_roles WHERE oid > 16383 ORDER BY 1"), "Some One\napp\n");
    let other = block_on(scratch.database()).unwrap();
    assert_ne!(database, other);
    block_on(database.drop()).unwrap();
    assert_eq!(psql(other.url(), "SELECT count(*) FROM pg_database WHERE datname LIKE 'scratch%'"), "1\n");
    let home = scratch_home(other.url());
    block_on(scratch.close());
    gone(&home.display().to_string(), SOON);
    assert!(!home.exists());
}

fn the_nearest_version_stands_in() {
    let cache = Folder::new();
    let newer = [("MAJOR", "99"), ("DBTOOL_CACHE_DIR", &cache.text()), ("DBTOOL_OFFLINE", "1")];
    let client = Client::start(&["scratch"], &newer).unwrap();
    assert_eq!(psql(&client.url, "SELECT 1"), "1\n");
    // A network that does not answer is asked once.
    let dead = [("MAJOR", "14"), ("DBTOOL_CACHE_DIR", &cache.text()), ("DBTOOL_PG_MIRROR", "http://127.0.0.1:9")];
    for _ in 0..2 {
        let client = Client::start(&["scratch"], &dead).unwrap();
        assert_eq!(psql(&client.url, "SELECT current_setting('server_version_num')::int >= 150000"), "t\n");
    }
    let mut asked = fs::read_dir(cache.path().join("postgres")).unwrap().flatten();
    assert!(asked.any(|it| it.file_name().to_string_lossy().ends_with(".failed")));
    let scratch = block_on(Scratch::open(Some(99), None)).unwrap();
    let note = scratch.note().unwrap().to_owned();
    assert!(note.contains("PostgreSQL 99 is not on this machine"), "{note}");
}

fn scratch_on_someone_elses_server_leaves_nothing() {
    let server = block_on(Scratch::open(Some(15), None)).unwrap();
    let theirs = block_on(server.database()).unwrap();
    let count = || psql(theirs.url(), "SELECT count(*) FROM pg_database WHERE datname LIKE 'dbtool_scratch_%'");
    let mine = block_on(Scratch::open(Some(16), Some(theirs.url()))).unwrap();
    assert!(mine.note().unwrap().contains("the scratch server is PostgreSQL 15"), "{:?}", mine.note());
    let database = block_on(mine.database()).unwrap();
    block_on(mine.roles(&["stub"])).unwrap();
    psql(database.url(), "CREATE TABLE t (id int); ALTER TABLE t OWNER TO stub");
    // One that is killed leaves its database, until the next one comes.
    let mut killed = Client::start(&["scratch"], &[("SCRATCH_URL", theirs.url())]).unwrap();
    assert_eq!(count(), "2\n");
    killed.kill();
    std::thread::sleep(Duration::from_millis(300));
    let next = block_on(Scratch::open(None, Some(theirs.url()))).unwrap();
    assert_eq!(count(), "1\n", "the stale one is dropped, the one in use is not");
    block_on(next.close());
    block_on(mine.close());
    assert_eq!(count(), "0\n");
    assert_eq!(psql(theirs.url(), "SELECT count(*) FROM pg_roles WHERE rolname = 'stub'"), "0\n");
}

fn without_sockets_the_loopback_does() {
    let folder = Folder::new();
    let loopback = [("MAJOR", "15"), ("DBTOOL_PG_LOOPBACK", "1")];
    let lease = Client::start(&["lease", &folder.text()], &loopback).unwrap();
    assert!(lease.url.contains("@127.0.0.1:"), "{}", lease.url);
    assert_eq!(psql(&lease.url, "SELECT 1"), "1\n");
    let scratch = Client::start(&["scratch"], &loopback).unwrap();
    assert_eq!(psql(&scratch.url, "SELECT 1"), "1\n");
}

fn every_major_version_can_be_fetched() {
    for major in [13, 14, 16, 17, 18] {
        let Some(server) = support::server(Some(major)) else { continue };
        let database = server.database();
        assert_eq!(
            psql(database.url(), "SELECT current_setting('server_version_num')::int / 10000"),
            format!("{major}\n")
        );
        assert_eq!(psql(database.url(), "CREATE EXTENSION citext; SELECT 'A'::citext = 'a'"), "t\n");
    }
}
