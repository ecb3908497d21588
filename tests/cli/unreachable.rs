//! Bad input: one clear error each, exit code 1, nothing changed.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so this way")]

use std::io::{Read, Write};
use std::net::TcpListener;

use crate::support::{Project, dbtool_in, psql, server};
use crate::{CONFIG, MODEL, project, run};

/// The one error of a command on a database, which it leaves as it was.
#[track_caller]
fn error(project: &Project, url: &str, line: &str, parts: &[&str]) {
    let run = run(project, url, line);
    let stderr = &run.stderr;
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""), "{line}: {stderr}");
    assert_eq!(stderr.matches("error: ").count(), 1, "{line}: {stderr}");
    for part in parts {
        assert!(stderr.contains(part), "{line} lacks `{part}`: {stderr}");
    }
}

/// A server that answers everyone with the same bytes, at this port of the loopback address.
fn impostor(answer: &'static [u8]) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 1024]);
            let _ = stream.write_all(answer);
        }
    });
    port
}

#[test]
fn no_server_and_no_database() {
    let project = project();
    let nobody = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
    let url = format!("postgresql://u@127.0.0.1:{nobody}/d");
    for line in ["diff", "apply --yes", "inspect", "snapshot", "migrate status"] {
        error(&project, &url, line, &["cannot connect to 127.0.0.1", "help: "]);
    }
    let Some(server) = server(None) else { return };
    let database = server.database();
    let missing = database.url().replace(database.name(), "no_such_database");
    error(&project, &missing, "diff", &["does not exist", "create the database first"]);
}

#[test]
fn what_answers_is_not_postgresql() {
    let project = project();
    let mysql = impostor(b"\x4a\0\0\0\x0a8.0.31\0\x08\0\0\0");
    let http = impostor(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    for port in [mysql, http] {
        let url = format!("postgresql://u@127.0.0.1:{port}/d");
        error(&project, &url, "diff", &["cannot connect", "is a PostgreSQL server running there?"]);
    }
    error(&project, "mysql://u@localhost/d", "diff", &["the URL of `app` is of MySQL, its model of PostgreSQL"]);
    error(
        &project,
        "oracle://u@localhost/d",
        "diff",
        &["dbtool.yaml:6:10", "does not speak `oracle`", "it speaks postgresql://"],
    );
}

#[test]
fn a_server_that_says_nothing_is_given_up() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("postgresql://u@127.0.0.1:{}/d", listener.local_addr().unwrap().port());
    let run = dbtool_in(project().path(), &["diff"], &[("APP_URL", &url), ("PGCONNECT_TIMEOUT", "1")]);
    assert!(run.failed(1).contains("no answer within 1 s"));
}

#[test]
fn a_wrong_model_changes_nothing() {
    let Some(server) = server(None) else { return };
    let database = server.database();
    let url = database.url();
    let cases: [(&str, &[&str]); 8] = [
        ("tables: {t: {columns: {id: nosuch}}}", &["schemas/app.yaml:1:", "type \"nosuch\" does not exist"]),
        ("tables: {t: {columns: {id: {type: int, references: nowhere(id)}}}}", &["schemas/app.yaml:1:", "nowhere"]),
        ("tables: {t: {columns: {id: {type: int, default: nosuch()}}}}", &["schemas/app.yaml:1:", "nosuch()"]),
        ("tables: {t: {columns: {id: int}, indexes: {i: [no]}}}", &["schemas/app.yaml:1:", "no"]),
        ("tables:\n\tt: {}\n", &["schemas/app.yaml:2:", "tab"]),
        ("tables: {t: {columns: {id: int}, colums: {}}}", &["schemas/app.yaml:1:", "columns"]),
        ("tables: {t: {columns: {id: int, id: int}}}", &["schemas/app.yaml:1:", "id"]),
        ("tables: [", &["schemas/app.yaml:"]),
    ];
    for (model, parts) in cases {
        let project = Project::new(&[("dbtool.yaml", CONFIG), ("schemas/app.yaml", model)]);
        error(&project, url, "diff", parts);
        error(&project, url, "apply --yes", parts);
        error(&project, url, "migrate new x", parts);
        assert!(!project.path().join("migrations").exists(), "{model}");
    }
    let project = Project::new(&[("dbtool.yaml", CONFIG)]);
    error(&project, url, "diff", &["cannot read the model schemas/app.yaml", "help: "]);
    assert_eq!(psql(url, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"), "0\n");
}

#[test]
fn a_folder_of_migrations_that_is_none() {
    let Some(server) = server(None) else { return };
    let database = server.database();
    let (project, url) = (project(), database.url());
    error(&project, url, "migrate up", &["no folder of migrations", "help: "]);
    project.write("migrations/app", "");
    error(&project, url, "migrate up", &["not a folder of migrations but a file"]);
    assert_eq!(psql(url, "SELECT to_regclass('_sqlx_migrations') IS NULL"), "t\n");
}

#[test]
fn the_local_server_is_steered_and_its_password_is_asked_for() {
    let project = Project::new(&[
        ("dbtool.yaml", "targets: {app: {engine: postgresql, model: schemas/app.yaml}}\n"),
        ("schemas/app.yaml", MODEL),
    ]);
    assert!(project.dbtool(&["db", "url"]).failed(1).contains("does not run"));
    let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
    let url = project.dbtool(&["db", "start", "--port", &port.to_string()]).ok();
    assert_eq!(project.dbtool(&["db", "url"]).ok(), url);
    let status = project.dbtool(&["db", "status", "--json"]).ok();
    let status: serde_json::Value = serde_json::from_str(&status).unwrap();
    assert_eq!((&status[0]["running"], &status[0]["pinned"]), (&true.into(), &true.into()));
    project.dbtool(&["apply", "--yes"]).ok();
    assert_eq!(psql(url.trim(), "SELECT count(*) FROM users"), "0\n");

    let wrong = format!("postgresql://postgres:hunter2@127.0.0.1:{port}/app");
    let stderr = project.dbtool(&["diff", "app", "--url", &wrong]).failed(1);
    assert!(stderr.contains("password") && stderr.contains("help: ") && !stderr.contains("hunter2"), "{stderr}");

    assert!(project.dbtool(&["db", "reset", "app"]).failed(1).contains("--yes"));
    project.dbtool(&["db", "reset", "app", "--yes"]).ok();
    assert_eq!(project.dbtool(&["diff", "--exit-code"]).code, Some(2));
    project.dbtool(&["db", "stop"]).ok();
    assert!(project.dbtool(&["db", "url"]).failed(1).contains("does not run"));
    project.dbtool(&["db", "reset", "--yes"]).ok();
}
