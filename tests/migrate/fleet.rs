//! One target that is many databases: some at once, the first ones alone, and not on where it fails.

use std::process::{Command, Stdio};
use std::time::Duration;

use super::files::{USERS, folder, write};
use super::server::Database;
use crate::support::{Project, bare, block_on, dbtool, server};

/// A server's URL with another database, and that database made.
fn made(name: &str) -> String {
    let base = server(None).unwrap().url();
    block_on(async {
        let mut admin = dbtool::engine::Connection::open(&base).await.unwrap();
        admin.execute(&format!("DROP DATABASE IF EXISTS {name}")).await.unwrap();
        admin.execute(&format!("CREATE DATABASE {name}")).await.unwrap();
        admin.close().await;
    });
    let (address, query) = base.split_once('?').map_or((base.as_str(), ""), |(address, query)| (address, query));
    format!("{}/{name}?{query}", address.rsplit_once('/').unwrap().0)
}

fn project(more: &str, migrations: &std::path::Path) -> Project {
    let config = format!(
        "targets:\n  app:\n    engine: postgresql\n    model: model.yaml\n    migrations: '{}'\n{more}",
        migrations.display()
    );
    Project::new(&[("dbtool.yaml", &config), ("model.yaml", "tables: {users: {columns: {id: int}}}\n")])
}

async fn tables(url: String) -> String {
    let mut session = dbtool::engine::Connection::open(&url).await.unwrap();
    let rows = session.rows("SELECT count(*)::text FROM pg_class WHERE relname = 'users'").await.unwrap();
    session.close().await;
    rows[0].text(0).unwrap().to_owned()
}

/// Forty, or as many as `DBTOOL_TEST_FLEET` says.
#[test]
fn many_databases_of_a_server_in_flat_memory() {
    let count = std::env::var("DBTOOL_TEST_FLEET").ok().and_then(|text| text.parse().ok()).unwrap_or(40_usize);
    let folder = folder(&USERS);
    let urls: Vec<String> = (0..count).map(|number| made(&format!("fleet_{number:04}"))).collect();
    made("other");
    let base = format!("    url: '{}'\n", urls[0]);
    let few = project(&format!("{base}    databases: fleet_000[0-4]\n"), folder.path());
    let all = project(&format!("{base}    databases: fleet_*\n"), folder.path());
    let small = peak(&few);
    let large = peak(&all);
    assert!(large < small + 16 * 1024, "{small} kB for 5, {large} kB for {count}");
    for url in urls {
        assert_eq!(block_on(tables(url)), "1");
    }
    let again = all.dbtool(&["migrate", "up", "--format", "json"]).ok();
    let summary: serde_json::Value = serde_json::from_str(&again).unwrap();
    assert_eq!((&summary["databases"], &summary["done"]), (&count.into(), &count.into()), "{again}");
    assert_eq!(summary["targets"][7]["target"], "app[fleet_0007]");
    assert_eq!(summary["targets"][7]["migrations"], serde_json::json!([]));
    let table = all.dbtool(&["migrate", "status"]).ok();
    assert_eq!(table.lines().filter(|line| line.contains("1 migration, 0 not done")).count(), count, "{table}");
    // All are as the model says, but for the one that is not.
    all.dbtool(&["diff", "--exit-code"]).ok();
    let drifted = made("fleet_0039");
    let found = all.dbtool(&["diff", "--exit-code"]);
    assert_eq!(found.code, Some(2), "{}", found.stderr);
    assert!(
        found.stdout.contains("app[fleet_0039]  differs") && found.stdout.contains("CREATE TABLE"),
        "{}",
        found.stdout
    );
    assert_eq!(block_on(tables(drifted)), "0");
    // What works on one database says that this is many.
    assert!(all.dbtool(&["inspect"]).failed(1).contains("`app` is many databases"));
}

/// The most memory that `migrate up` has, in kB.
fn peak(project: &Project) -> u64 {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dbtool"));
    bare(&mut command);
    command.args(["migrate", "up", "--jobs", "4"]).current_dir(project.path());
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let mut peak = 0;
    let status = loop {
        let text = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak = line.and_then(|line| line.trim().trim_end_matches(" kB").trim().parse().ok()).unwrap_or(peak);
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    assert!(status.success());
    peak
}

#[test]
fn the_first_alone_and_not_on_where_it_fails() {
    let folder = folder(&USERS);
    let urls: Vec<String> = (0..6).map(|number| made(&format!("canary_{number}"))).collect();
    let control = Database::new();
    block_on(control.execute("CREATE TABLE tenants (name text, url text)"));
    for (number, url) in urls.iter().enumerate() {
        block_on(control.execute(&format!("INSERT INTO tenants VALUES ('t{number}', '{url}')")));
    }
    let project = project(
        &format!("    urls_from: {{url: '{}', query: 'SELECT url, name FROM tenants ORDER BY name'}}\n", control.url()),
        folder.path(),
    );
    let spoil = |number: usize, sql: &str| {
        let url = urls[number].clone();
        let sql = sql.to_owned();
        block_on(async move {
            let mut session = dbtool::engine::Connection::open(&url).await.unwrap();
            session.execute(&sql).await.unwrap();
            session.close().await;
        });
    };
    // The first fails: no other is touched.
    spoil(0, "CREATE TABLE users ()");
    let told = project.dbtool(&["migrate", "up"]);
    let table = told.stdout.clone();
    assert!(told.failed(1).contains("app[t0]: "), "{table}");
    assert_eq!(table.lines().filter(|line| line.contains("skipped")).count(), 5, "{table}");
    assert_eq!(block_on(tables(urls[1].clone())), "0");
    spoil(0, "DROP TABLE users");
    // Others fail: it stops once there are as many as are let pass, and goes on the next time.
    for number in [2, 3] {
        spoil(number, "CREATE TABLE users ()");
    }
    let words = ["migrate", "up", "--jobs", "1", "--format", "json", "--max-failures", "2"];
    let told = project.dbtool(&words);
    let summary: serde_json::Value = serde_json::from_str(&told.stdout).unwrap();
    assert_eq!((told.code, &summary["failed"], &summary["skipped"]), (Some(1), &2.into(), &2.into()), "{summary}");
    for number in [2, 3] {
        spoil(number, "DROP TABLE users");
    }
    project.dbtool(&["migrate", "up"]).ok();
    for url in &urls {
        assert_eq!(block_on(tables(url.clone())), "1");
    }
    // A row that is no URL is told without what it holds.
    block_on(control.execute("INSERT INTO tenants VALUES ('z', 'hunter2')"));
    let said = project.dbtool(&["migrate", "status"]).failed(1);
    assert!(said.contains("row 7 of `urls_from` of `app` is no URL") && !said.contains("hunter2"), "{said}");
}

#[test]
fn a_list_and_the_schemas_of_tenants() {
    let files = folder(&USERS);
    let urls = [made("list_a"), made("list_b")];
    let list = project(&format!("    urls: ['{}', '{}']\n", urls[0], urls[1]), files.path());
    let table = list.dbtool(&["migrate", "up"]).ok();
    assert!(table.contains("app[list_a]  done") && table.contains("app[list_b]  done"), "{table}");
    let json = list.dbtool(&["migrate", "status", "--format", "json"]).ok();
    assert_eq!(json.lines().count(), 2);
    // One is meant where it is named.
    list.dbtool(&["migrate", "down", "app", "--url", &urls[0]]).ok();
    assert!(list.dbtool(&["migrate", "down", "app"]).failed(1).contains("many databases"));
    write(files.path(), "2_more.sql", "CREATE TABLE more (id int);");

    let database = Database::new();
    block_on(database.execute("CREATE SCHEMA tenant_1; CREATE SCHEMA \"tenant_Ü 2\"; CREATE SCHEMA other"));
    let tenants = project(&format!("    url: '{}'\n    tenants: 'tenant_*'\n", database.url()), files.path());
    for _ in 0..2 {
        let table = tenants.dbtool(&["migrate", "up"]).ok();
        assert_eq!(table.lines().count(), 2, "{table}");
    }
    let all = "SELECT relnamespace::regnamespace::text || '.' || relname FROM pg_class WHERE relname IN ('users', 'more', '_sqlx_migrations') ORDER BY 1";
    assert_eq!(
        block_on(database.text(all)),
        "\"tenant_Ü 2\"._sqlx_migrations,\"tenant_Ü 2\".more,\"tenant_Ü 2\".users,tenant_1._sqlx_migrations,tenant_1.more,tenant_1.users"
    );
    assert!(tenants.dbtool(&["diff"]).failed(1).contains("many schemas"));

    let both = project("    urls: []\n    databases: x\n", files.path());
    assert!(both.dbtool(&["migrate", "up"]).failed(1).contains("in more than one way"));
    let none = project("    urls: []\n", files.path());
    assert!(none.dbtool(&["migrate", "up"]).failed(1).contains("no database at all"));
    // Without a fleet nothing is told on stdout, and JSON has the one.
    let one = Database::new();
    let path = files.path().display().to_string();
    let words = ["migrate", "up", "--url", &one.url(), "--migrations", &path, "--format", "json"];
    let summary: serde_json::Value = serde_json::from_str(&dbtool(&words).ok()).unwrap();
    assert_eq!(summary["targets"][0]["migrations"], serde_json::json!([1, 2]));
}
