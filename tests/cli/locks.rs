//! Locks of others, and Ctrl-C.

#![expect(clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on says so this way")]

use std::process::Stdio;
use std::time::Duration;

use crate::support::{psql, server};
use crate::{MODEL, project, run};

/// Another session's lock on a table, which lets it be read and not altered. It lasts until it is
/// dropped.
struct Locked<'a> {
    url: &'a str,
    session: std::process::Child,
}

impl<'a> Locked<'a> {
    fn new(url: &'a str, table: &str) -> Self {
        Self::in_mode(url, table, "SHARE")
    }

    fn in_mode(url: &'a str, table: &str, mode: &str) -> Self {
        let sql = format!("BEGIN; LOCK TABLE {table} IN {mode} MODE; SELECT pg_sleep(600)");
        let mut command = std::process::Command::new("psql");
        command.args(["-Xq", "-c", &sql, url]).stdout(Stdio::null()).stderr(Stdio::null());
        let locked = Self { url, session: command.spawn().unwrap() };
        until(url, &lock(table, "mode IN ('ShareLock', 'RowShareLock', 'RowExclusiveLock')"));
        locked
    }
}

impl Drop for Locked<'_> {
    fn drop(&mut self) {
        psql(
            self.url,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)' AND datname = current_database() AND pid <> pg_backend_pid()",
        );
        self.session.wait().unwrap();
    }
}

/// Whether there is a lock of this sort on a table.
fn lock(table: &str, sort: &str) -> String {
    let here = "database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    format!("EXISTS (SELECT FROM pg_locks WHERE {here} AND relation = '{table}'::regclass AND {sort})")
}

/// Waits until a condition holds.
fn until(url: &str, condition: &str) {
    for _ in 0..1500 {
        if psql(url, &format!("SELECT {condition}")) == "t\n" {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("in vain: {condition}");
}

#[test]
fn a_lock_is_waited_for_and_given_up() {
    let Some(server) = server(None) else { return };
    let (project, database) = (project(), server.database());
    let url = database.url();
    run(&project, url, "apply --yes").ok();
    project.write("schemas/app.yaml", &MODEL.replace("email:", "name: text\n      email:"));
    let locked = Locked::new(url, "users");
    let stderr = run(&project, url, "apply --yes --lock-timeout 100ms --retries 1").failed(1);
    assert!(stderr.contains("trying again") && stderr.contains("55P03"), "{stderr}");
    drop(locked);
    run(&project, url, "apply --yes --lock-timeout 100ms").ok();
}

#[cfg(unix)]
#[test]
fn ctrl_c_rolls_back_and_ends_with_130() {
    let Some(server) = server(None) else { return };
    let (project, database) = (project(), server.database());
    let url = database.url();
    run(&project, url, "apply --yes").ok();
    let model = MODEL.replace("email:", "name: text\n      email:");
    project.write("schemas/app.yaml", &format!("{model}  aaa: {{columns: {{id: int}}}}\n"));
    for signal in ["-INT", "-TERM"] {
        let _locked = Locked::new(url, "users");
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_dbtool"));
        command.args(["apply", "--yes", "--lock-timeout", "0"]).env("APP_URL", url).current_dir(project.path());
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        until(url, &lock("users", "NOT granted"));
        std::process::Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(130), "{stderr}");
        assert!(stderr.contains("nothing was changed"), "{stderr}");
    }
    until(url, &format!("to_regclass('public.aaa') IS NULL AND NOT {}", lock("users", "true")));
}

/// Someone holds on to rows of a table for long. The plan never waits behind it longer than its timeout, and nobody
/// waits behind the plan longer than that; when that one is gone it is done.
#[test]
fn an_online_plan_neither_waits_nor_makes_wait() {
    let Some(server) = server(None) else { return };
    let (project, database) = (project(), server.database());
    let url = database.url();
    run(&project, url, "apply --yes").ok();
    psql(url, "INSERT INTO users (email) VALUES ('one'), ('two')");
    let model = format!("{MODEL}    checks: {{named: \"email <> ''\"}}\n");
    project.write("schemas/app.yaml", &model);
    let holder = Locked::in_mode(url, "users", "ROW SHARE");
    let stderr = run(&project, url, "apply --yes --lock-timeout 200ms --retries 1").failed(1);
    assert!(stderr.contains("55P03"), "{stderr}");
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| run(&project, url, "apply --yes --lock-timeout 200ms --retries 60"));
        // Meanwhile the plan asks for its lock again and again, and writes get through between.
        let start = std::time::Instant::now();
        let mut writes = 0;
        while start.elapsed() < Duration::from_secs(5) {
            psql(url, "UPDATE users SET email = email || '!' WHERE id = 1");
            writes += 1;
        }
        if waiting.is_finished() {
            let run = waiting.join().unwrap();
            panic!("it did not wait: {:?} {} {}", run.code, run.stdout, run.stderr);
        }
        assert!(writes > 3, "{writes} writes");
        drop(holder);
        waiting.join().unwrap().ok();
    });
    assert_eq!(run(&project, url, "diff --exit-code").ok(), "");
}

/// Reads and writes a table, again and again, and gives up where one waits for a lock for longer than
/// any of the plan's may take.
struct Busy<'a> {
    url: &'a str,
    statement: &'static str,
}

impl Busy<'_> {
    /// How often it got through until `done`; what the server said where it did not.
    fn run(&self, done: &std::sync::atomic::AtomicBool) -> Result<u32, String> {
        let mut count = 0;
        while !done.load(std::sync::atomic::Ordering::Relaxed) {
            let sql = format!("SET lock_timeout = '1500ms'; {}", self.statement);
            let output = std::process::Command::new(crate::support::client("psql"))
                .args(["-Xq", "-v", "ON_ERROR_STOP=1", "-c", &sql, self.url])
                .stdout(Stdio::null())
                .output()
                .unwrap();
            if !output.status.success() {
                return Err(format!("{}: {}", self.statement, String::from_utf8_lossy(&output.stderr)));
            }
            count += 1;
        }
        Ok(count)
    }
}

/// Every way of an online plan at once, on a table that is read and written all the while and that an
/// open transaction has written to: no step waits for longer than its timeout, so nobody waits behind it.
#[test]
fn an_online_plan_of_many_steps_lets_reads_and_writes_through() {
    let Some(server) = server(None) else { return };
    let (project, database) = (project(), server.database());
    let url = database.url();
    run(&project, url, "apply --yes").ok();
    psql(
        url,
        "ALTER TABLE users ADD team int, ADD gone text; CREATE INDEX users_old ON users (email, id);
         CREATE TABLE teams (id int PRIMARY KEY); INSERT INTO teams VALUES (1);
         INSERT INTO users (email, team) SELECT i::text, 1 FROM generate_series(1, 20000) i",
    );
    let columns = "email: {type: text, not_null: true}\n      team: {type: int, not_null: true}\n      token: {type: uuid, default: gen_random_uuid()}\n      state: {type: text, default: \"'new'\", not_null: true}";
    let model = MODEL.replace("email: {type: text, not_null: true}", columns);
    assert_ne!(model, MODEL, "the model is of that shape");
    let rest = "    checks: {named: \"email <> ''\"}\n    unique: {users_email_key: [email]}\n    indexes: {users_team: [team], users_old: [email, team]}\n    foreign_keys: {users_team_fkey: {columns: [team], references: teams}}\n  teams: {columns: {id: int}, primary_key: [id]}\n";
    project.write("schemas/app.yaml", &format!("{model}{rest}"));
    let done = std::sync::atomic::AtomicBool::new(false);
    let holder = Locked::in_mode(url, "users", "ROW EXCLUSIVE");
    std::thread::scope(|scope| {
        let busy = ["SELECT count(*) FROM users WHERE id < 100", "UPDATE users SET email = email || '!' WHERE id = 1"];
        let busy = busy.map(|statement| {
            let done = &done;
            scope.spawn(move || Busy { url, statement }.run(done))
        });
        let plan = scope.spawn(|| run(&project, url, "apply --yes --allow all --lock-timeout 200ms --retries 200"));
        std::thread::sleep(Duration::from_secs(3));
        let early = plan.is_finished();
        drop(holder);
        let plan = plan.join().unwrap();
        done.store(true, std::sync::atomic::Ordering::Relaxed);
        for busy in busy {
            let count = busy.join().unwrap().unwrap_or_else(|told| panic!("{told}"));
            assert!(count > 5, "it got through {count} times");
        }
        assert!(!early, "the plan did not wait for the open transaction: {} {}", plan.stdout, plan.stderr);
        plan.ok();
    });
    assert_eq!(run(&project, url, "diff --exit-code").ok(), "");
    assert_eq!(psql(url, "SELECT count(*), count(token), count(DISTINCT token) FROM users"), "20000|20000|20000\n");
}
