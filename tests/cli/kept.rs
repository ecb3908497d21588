//! What is kept in the user's cache by its content: large models, and what scratch servers made of models. Scratch
//! servers that stay for the next command.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so this way")]

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant, UNIX_EPOCH};

use super::support::{Project, Run, TestDatabase, TestServer, dbtool_in, psql, server};

/// More than is read again each time: nearly all of it is a comment.
fn model(column: &str) -> String {
    let table = |number: u32| format!("  t{number}:\n    columns: {{{column}: {{type: integer, not_null: true}}}}\n");
    format!("{}tables:\n{}", "# what is said at length\n".repeat(3000), (0..10).map(table).collect::<String>())
}

fn document(project: &Project) -> Run {
    let cache = project.path().join("cache");
    let words = ["snapshot", "--from", "model", "--model", "model.yaml", "--style", "dbml"];
    dbtool_in(project.path(), &words, &[("DBTOOL_CACHE_DIR", cache.to_str().unwrap())])
}

fn files(project: &Project) -> Vec<PathBuf> {
    let folder = project.path().join("cache/models");
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries.map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn a_model_is_kept_by_its_content() {
    let project = Project::new(&[("model.yaml", &model("id"))]);
    let first = document(&project).ok();
    assert!(first.contains(r#""id" "integer""#), "{}", &first[..200]);
    let [file] = &files(&project)[..] else { panic!("one model is kept") };
    // It is what is read: another's text in its place is believed.
    let kept = fs::read_to_string(file).unwrap();
    fs::write(file, kept.replace("\"t7\"", "\"seven\"")).unwrap();
    assert!(document(&project).ok().contains("seven"));
    // What is not whole is passed over, and written anew.
    fs::write(file, &kept[..kept.len() / 2]).unwrap();
    assert_eq!(document(&project).ok(), first);
    assert_eq!(fs::read_to_string(file).unwrap(), kept);
    // Another content is another model; a fault is told as ever.
    project.write("model.yaml", &model("number"));
    assert!(document(&project).ok().contains(r#""number" "integer""#));
    assert_eq!(files(&project).len(), 2);
    project.write("model.yaml", &model("id").replace("  t9:", "  t8:"));
    for _ in 0..2 {
        assert!(document(&project).failed(1).contains("`t8` is written twice"));
    }
    // No more than sixteen stay.
    for number in 0..20 {
        let other = fs::File::create(file.with_file_name(format!("{number}.model"))).unwrap();
        other.set_modified(UNIX_EPOCH + Duration::from_secs(number)).unwrap();
    }
    project.write("model.yaml", &model("another"));
    document(&project).ok();
    assert_eq!(files(&project).len(), 16);
    assert!(file.exists(), "what was used last stays");
    assert!(!file.with_file_name("6.model").exists() && file.with_file_name("7.model").exists());
    project.write("model.yaml", "tables: {t: {columns: {id: int}}}\n");
    document(&project).ok();
    assert_eq!(files(&project).len(), 16, "a small model is read each time");
}

#[cfg(unix)]
#[test]
fn nobody_else_writes_or_reads_what_is_kept() {
    use std::os::unix::fs::{PermissionsExt, chown};
    let project = Project::new(&[("model.yaml", &model("id"))]);
    let folder = project.path().join("cache/models");
    fs::create_dir_all(&folder).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o777)).unwrap();
    let first = document(&project).ok();
    assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    let [file] = &files(&project)[..] else { panic!("one model is kept") };
    assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
    // A folder that is another user's may hold anything: it is not looked into. Only root can try that.
    let kept = fs::read_to_string(file).unwrap();
    fs::write(file, kept.replace("\"t7\"", "\"seven\"")).unwrap();
    if chown(&folder, Some(12345), None).is_err() {
        return super::support::skip("not root: no folder of another user could be made");
    }
    assert_eq!(document(&project).ok(), first);
}

/// A model in a person's words, which are not the server's.
fn hand_written(default: &str) -> String {
    format!(
        "tables:\n  t:\n    columns: {{id: int, region: {{type: varchar(8), default: \"{default}\"}}}}\n    \
         checks: {{t_check: \"region in ('us', 'eu')\"}}\n"
    )
}

fn with_table(server: &TestServer) -> TestDatabase {
    let database = server.database();
    psql(
        database.url(),
        "CREATE TABLE t (id int, region varchar(8) DEFAULT 'us', CONSTRAINT t_check CHECK (region IN ('us', 'eu')))",
    );
    database
}

#[test]
fn what_a_scratch_server_answered_is_kept() {
    let Some(server) = server(Some(15)) else { return };
    let database = with_table(server);
    let url = database.url();
    let project = Project::new(&[("model.yaml", &hand_written("'us'"))]);
    let cache = project.path().join("cache");
    let diff = || {
        let words = ["diff", "--url", url, "--model", "model.yaml", "--format", "sql"];
        dbtool_in(project.path(), &words, &[("DBTOOL_CACHE_DIR", cache.to_str().unwrap())])
    };
    let answers = || -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(cache.join("answers")) else { return Vec::new() };
        entries.map(|entry| entry.unwrap().path()).collect()
    };
    assert_eq!(diff().ok(), "");
    let [file] = &answers()[..] else { panic!("one answer is kept") };
    // It is what is believed.
    let kept = fs::read_to_string(file).unwrap();
    assert!(kept.contains("'us'::character varying"), "{kept}");
    fs::write(file, kept.replace("'us'::character varying\"", "'eu'::character varying\"")).unwrap();
    assert!(diff().ok().contains("SET DEFAULT 'eu'"));
    // What is not whole is asked again.
    fs::write(file, &kept[..kept.len() / 2]).unwrap();
    assert_eq!(diff().ok(), "");
    assert_eq!(fs::read_to_string(file).unwrap(), kept);
    // Another model, and another database, are other questions.
    project.write("model.yaml", &hand_written("'eu'"));
    for _ in 0..2 {
        assert!(diff().ok().contains("SET DEFAULT 'eu'"));
    }
    assert_eq!(answers().len(), 2);
    psql(url, "ALTER TABLE t ALTER region SET DEFAULT 'eu'");
    assert_eq!(diff().ok(), "");
    assert_eq!(answers().len(), 3);
    // A fault is told each time.
    project.write("model.yaml", &hand_written("'us' + 1"));
    for _ in 0..2 {
        assert!(diff().failed(1).contains("model.yaml:3"));
    }
    assert_eq!(answers().len(), 3);
}

#[cfg(unix)]
#[test]
fn a_scratch_server_stays_for_the_next_command() {
    use std::os::unix::fs::PermissionsExt;
    let Some(server) = server(Some(15)) else { return };
    let database = with_table(server);
    let url = database.url();
    let project = Project::new(&[]);
    let (cache, temporary) = (project.path().join("cache"), project.path().join("tmp"));
    fs::create_dir(&temporary).unwrap();
    fs::set_permissions(&temporary, fs::Permissions::from_mode(0o777)).unwrap();
    // Each asks another question.
    let mut asked = 0;
    let mut diff = |keep: &str| {
        asked += 1;
        project.write("model.yaml", &format!("{}# {asked}\n", hand_written(&format!("'{asked}'"))));
        let words = ["diff", "--url", url, "--model", "model.yaml", "--format", "sql", "--scratch-keep", keep];
        let places = [("DBTOOL_CACHE_DIR", cache.to_str().unwrap()), ("TMPDIR", temporary.to_str().unwrap())];
        let sql = dbtool_in(project.path(), &words, &places).ok();
        assert!(sql.contains(&format!("SET DEFAULT '{asked}'")), "{sql}");
    };
    let homes = || -> Vec<PathBuf> {
        let entries = fs::read_dir(&temporary).unwrap().map(|entry| entry.unwrap().path());
        entries.filter(|path| path.join("running.json").exists()).collect()
    };
    let running = |home: &PathBuf| -> serde_json::Value {
        serde_json::from_slice(&fs::read(home.join("running.json")).unwrap()).unwrap()
    };
    diff("0");
    // What it ends with cleans up behind it.
    let begun = Instant::now();
    while !homes().is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(30), "{:?} stays", homes());
        std::thread::sleep(Duration::from_millis(50));
    }
    diff("1min");
    let [home] = &homes()[..] else { panic!("one server stays") };
    let before = running(home);
    let socket = before["socket"].as_str().unwrap().replace('/', "%2F");
    let admin = format!("postgresql://postgres@localhost/postgres?host={socket}");
    assert_eq!(psql(&admin, "SELECT count(*) FROM pg_database"), "3\n");
    // It is the same server, and of what was left on it nothing is there.
    psql(&admin, "CREATE ROLE left_behind");
    psql(&admin, "CREATE DATABASE left_behind OWNER left_behind IS_TEMPLATE true");
    diff("1min");
    assert_eq!(running(home), before);
    assert_eq!(
        psql(
            &admin,
            "SELECT rolname FROM pg_roles WHERE oid >= 16384 UNION SELECT datname FROM pg_database WHERE oid >= 16384"
        ),
        ""
    );
    // One command uses it at a time.
    {
        let busy = fs::File::options().read(true).write(true).open(home.join("busy")).unwrap();
        busy.lock().unwrap();
        psql(&admin, "CREATE ROLE of_another");
        diff("1min");
        assert_eq!(psql(&admin, "SELECT count(*) FROM pg_roles WHERE rolname = 'of_another'"), "1\n");
    }
    // Where what is left cannot be removed, another takes its place.
    psql(&admin, "ALTER SYSTEM SET datestyle = 'German'");
    diff("1s");
    let [other] = &homes()[..] else { panic!("one server stays") };
    assert_eq!(other, home);
    assert_ne!(running(home)["pid"], before["pid"]);
    // And goes when its time has come.
    for _ in 0..100 {
        if fs::read_dir(&temporary).unwrap().next().is_none() {
            return;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("{:?} is still there", homes());
}
