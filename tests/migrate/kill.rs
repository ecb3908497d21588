//! dbtool and the server, killed without warning: the next run ends where an undisturbed one does.

use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use super::files::write;
use super::server::{Database, run};
use crate::support::{Ground, KILLS, Project, asked, bare, clocks, kills, of_sixteen_one_applies, psql, struck};

/// Fifty migrations of every way to run.
fn fifty() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for number in 1..=10 {
        let texts = [
            format!(
                "CREATE TABLE t{number} (c int);\nINSERT INTO t{number} SELECT g FROM generate_series(1, 500) g;\nCREATE TYPE e{number} AS ENUM ('a');\n"
            ),
            format!("-- no-transaction\nCREATE UNIQUE INDEX CONCURRENTLY t{number}_c ON public.t{number} (c);\n"),
            format!("-- no-transaction\nALTER TYPE public.e{number} ADD VALUE 'b';\n"),
            format!("ALTER TABLE t{number} ADD COLUMN d e{number} DEFAULT 'b';\nUPDATE t{number} SET c = c + 1000;\n"),
            format!("-- no-transaction\nDROP INDEX CONCURRENTLY t{number}_c;\n"),
        ];
        for (index, text) in texts.iter().enumerate() {
            write(folder.path(), &format!("{}_m.up.sql", number * 10 + index), text);
        }
    }
    folder
}

/// Everything that the migrations make, and the history but for its times.
fn state(url: &str) -> String {
    let sums: Vec<String> = (1..=10).map(|n| format!("SELECT {n} || ' ' || sum(c) || max(d) FROM t{n}")).collect();
    let asked = [
        "SELECT relname || relkind::text || coalesce(indisvalid::text, '') FROM pg_class LEFT JOIN pg_index ON indexrelid = oid \
         WHERE relnamespace = 'public'::regnamespace ORDER BY 1",
        "SELECT enumtypid::regtype || enumlabel FROM pg_enum ORDER BY 1",
        &sums.join(" UNION ALL "),
        "SELECT version || description || success || encode(checksum, 'hex') FROM _sqlx_migrations ORDER BY version",
    ];
    asked.map(|sql| psql(url, sql)).join("\n")
}

fn fresh() -> Ground<'static> {
    let database = Database::new();
    Ground { url: database.url(), state: Box::new(move || state(&database.url())), lapse: Box::new(|| ()) }
}

#[test]
fn postgresql() {
    kills(fifty().path(), KILLS, &mut fresh);
}

#[test]
fn of_sixteen_runners_one_applies() {
    of_sixteen_one_applies(fifty().path(), &mut fresh);
}

#[test]
fn asked_nicely() {
    asked(fifty().path(), &mut fresh);
}

#[test]
fn clocks_set_back() {
    clocks(fifty().path(), &mut fresh);
}

/// The server that dbtool runs itself, all of whose processes go at once: the next run starts it again.
#[test]
fn a_killed_server_comes_again() {
    let folder = fifty();
    let undisturbed = Database::new();
    run(&undisturbed.url(), folder.path(), "up").ok();
    let config = format!("targets:\n  app: {{engine: postgresql, migrations: '{}'}}\n", folder.path().display());
    let project = Project::new(&[("dbtool.yaml", &config)]);
    let mut broken = 0;
    for line in [9, 20, 30, 40] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dbtool"));
        bare(&mut command);
        command.args(["migrate", "up", "app", "--log-format", "json"]).current_dir(project.path());
        let told = struck(&mut command, line, || kill_server(&project.path().join(".dbtool")));
        broken += usize::from(told.contains("\"level\":\"error\""));
    }
    assert!(broken > 1, "runs were broken");
    project.dbtool(&["migrate", "up", "app"]).ok();
    let url = project.dbtool(&["db", "start"]).ok();
    assert_eq!(state(url.trim()), state(&undisturbed.url()));
    project.dbtool(&["db", "stop"]).ok();
}

/// Kills the server of a folder, where it runs, and the sessions that it serves.
fn kill_server(home: &Path) {
    for entry in std::fs::read_dir(home).into_iter().flatten().flatten() {
        let file = std::fs::read_to_string(entry.path().join("data/postmaster.pid")).unwrap_or_default();
        let Some(pid) = file.lines().next() else { continue };
        let children = Command::new("ps").args(["-o", "pid=", "--ppid", pid]).output().unwrap().stdout;
        let children = String::from_utf8(children).unwrap();
        let all = std::iter::once(pid).chain(children.split_whitespace());
        let _ = Command::new("kill").arg("-9").args(all).status().unwrap();
    }
}
