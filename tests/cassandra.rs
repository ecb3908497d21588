//! Cassandra: transitions between schemas on real servers, each both ways, and what CQL cannot do.
//! What the server's DESCRIBE says of both sides must be equal to the letter.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on says so this way")]

#[path = "cassandra/grants.rs"]
mod grants;
#[path = "cassandra/lost.rs"]
mod lost;
#[path = "cassandra/nodes.rs"]
mod nodes;
#[path = "cassandra/preset.rs"]
mod preset;
mod support;
#[path = "cassandra/tls.rs"]
mod tls;

use std::path::{Path, PathBuf};

use libtest_mimic::{Arguments, Failed, Trial};
use support::{CassandraServer, Run, VERSIONS, cassandra, dbtool_in};

fn main() {
    let arguments = Arguments::from_args();
    let mut trials = Vec::new();
    for (number, version) in VERSIONS.into_iter().enumerate() {
        let name = |name: &str| format!("{version}::{name}");
        trials.push(Trial::test(name("refused"), move || refused(number)));
        trials.push(Trial::test(name("renamed"), move || renamed(number)));
        trials.push(Trial::test(name("keyspace"), move || keyspace(number)));
        trials.push(Trial::test(name("losses"), move || losses(number)));
        trials.push(Trial::test(name("migrations"), move || migrations(number)));
        trials.push(Trial::test(name("proved"), move || proved(number)));
        trials.push(Trial::test(name("adopted"), move || adopted(number)));
        trials.push(Trial::test(name("resumed"), move || resumed(number)));
        trials.push(Trial::test(name("sixteen_runners"), move || sixteen_runners(number)));
        trials.push(Trial::test(name("killed"), move || killed(number)));
        if number + 1 == VERSIONS.len() {
            trials.push(Trial::test(name("killed_anywhere"), move || killed_anywhere(number)));
            trials.push(Trial::test(name("asked"), move || asked(number)));
            trials.push(Trial::test(name("clocks"), move || clocks(number)));
            trials.push(Trial::test(name("killed_server"), move || killed_server(number)));
            trials.push(Trial::test(name("lost_log"), move || lost::log(number)));
            trials.push(Trial::test(name("preset"), move || preset::preset(number)));
            trials.push(Trial::test(name("nodes"), move || nodes::paused(number)));
        }
        trials.push(Trial::test(name("lost_notes"), move || lost::notes(number)));
        trials.push(Trial::test(name("tls"), move || tls::tls(number)));
        trials.push(Trial::test(name("grants"), move || grants::grants(number)));
        trials.push(Trial::test(name("gochat"), move || gochat(number)));
        trials.push(Trial::test(name("described"), move || described(number)));
        for (case, folder) in cases() {
            let word = |file: &str| std::fs::read_to_string(folder.join(file)).ok().map(|text| text.trim().to_owned());
            if word("since").is_some_and(|since| !version.starts_with(&since)) {
                continue;
            }
            for (way, from, to) in [("forward", "from.cql", "to.cql"), ("back", "to.cql", "from.cql")] {
                if word("only").is_some_and(|only| only != way) {
                    continue;
                }
                let folder = folder.clone();
                trials
                    .push(Trial::test(name(&format!("{case}::{way}")), move || transition(number, &folder, from, to)));
            }
        }
    }
    libtest_mimic::run(&arguments, trials).exit();
}

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every folder of `tests/cassandra` by its name.
fn cases() -> Vec<(String, PathBuf)> {
    let folder = std::fs::read_dir(project().join("tests/cassandra")).expect("the cases are read");
    let paths = folder.map(|entry| entry.expect("an entry is read").path()).filter(|path| path.is_dir());
    let mut found: Vec<(String, PathBuf)> =
        paths.map(|path| (path.file_name().unwrap_or_default().to_string_lossy().into_owned(), path)).collect();
    found.sort();
    assert!(found.len() > 5, "the cases are found");
    found
}

/// A name for keyspaces of a test, of which many run at once.
fn fresh(side: &str) -> String {
    use std::sync::atomic::{AtomicU32, Ordering};
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("t{}_{side}", COUNT.fetch_add(1, Ordering::Relaxed))
}

fn dbtool(args: &[&str]) -> Run {
    dbtool_in(project(), args, &[])
}

fn went(run: Run, what: &str) -> Result<String, Failed> {
    match run.code {
        Some(0) => Ok(run.stdout),
        _ => Err(format!("{what}:\n{}{}", run.stdout, run.stderr).into()),
    }
}

fn same(server: &CassandraServer, here: &str, there: &str) -> Result<(), Failed> {
    let (here, there) = (server.described(here), server.described(there));
    if here == there {
        return Ok(());
    }
    Err(similar::TextDiff::from_lines(&there, &here).unified_diff().to_string().into())
}

/// A model in a folder of its own: the folder and the file's path.
fn model(text: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("model.yaml");
    std::fs::write(&file, text).unwrap();
    (folder, file.display().to_string())
}

fn transition(version: usize, folder: &Path, from: &str, to: &str) -> Result<(), Failed> {
    let Some(server) = cassandra(version) else { return Ok(()) };
    if folder.ends_with("triggers") && !server.has_triggers() {
        support::skip("no javac and jar here: Cassandra's triggers are not tried");
        return Ok(());
    }
    let script = |file: &str| std::fs::read_to_string(folder.join(file)).expect("a side is read");
    let (here, there) = (fresh("here"), fresh("there"));
    let (live, goal) = (server.keyspace(&here, &script(from)), server.keyspace(&there, &script(to)));
    let (_kept, model) = model("");
    went(dbtool(&["inspect", "--url", &goal, "-o", &model]), "inspect")?;
    went(
        dbtool(&["diff", "--url", &goal, "--model", &model, "--exit-code"]),
        "the model is not what it was read from",
    )?;
    went(dbtool(&["apply", "--url", &live, "--model", &model, "--yes", "--allow", "all"]), "apply")?;
    same(server, &here, &there)?;
    went(dbtool(&["diff", "--url", &live, "--model", &model, "--exit-code"]), "the second diff").map(|_| ())
}

/// A plan is run on a scratch keyspace, and back: rows take no part in it there.
fn proved(version: usize) -> Result<(), Failed> {
    let Some(server) = cassandra(version) else { return Ok(()) };
    for case in ["tables", "types"] {
        let script =
            |file: &str| std::fs::read_to_string(project().join("tests/cassandra").join(case).join(file)).unwrap();
        let live = server.keyspace(&fresh("live"), &script("from.cql"));
        let goal = server.keyspace(&fresh("goal"), &script("to.cql"));
        let (_kept, model) = model("");
        went(dbtool(&["inspect", "--url", &goal, "-o", &model]), "inspect")?;
        let run = dbtool(&["diff", "--url", &live, "--model", &model, "--prove"]);
        let said = run.stderr.clone();
        went(run, "diff --prove")?;
        assert!(said.contains("proved up and back\n") || said.contains("proved up\n"), "{case}: {said}");
    }
    Ok(())
}

/// What CQL cannot do is refused with the way around it, before anything runs.
fn refused(version: usize) -> Result<(), Failed> {
    let Some(server) = cassandra(version) else { return Ok(()) };
    let name = fresh("refused");
    let url = server.keyspace(
        &name,
        "CREATE TYPE u (a int, b int); CREATE TABLE t (a int, b int, c int, s int static, gone int, was int static, x u, PRIMARY KEY (a, b)); \
         ALTER TABLE t DROP gone; ALTER TABLE t DROP was; CREATE TABLE n (k int PRIMARY KEY, hits counter)",
    );
    let before = server.described(&name);
    let types = "types: {u: {attributes: {a: int, b: int}}}";
    let n = "  n: {columns: {k: int, hits: counter}, partition_key: [k]}";
    let rest = "partition_key: [a], clustering_key: [b]";
    let columns = "a: int, b: int, c: int, s: {type: int, static: true}, x: u";
    let cases = [
        (
            format!(
                "{types}\ntables:\n{n}\n  t: {{columns: {{{columns}}}, partition_key: [b], clustering_key: [a]}}\n"
            ),
            "copy the rows into it",
        ),
        (
            format!(
                "{types}\ntables:\n{n}\n  t: {{columns: {{{columns}}}, partition_key: [a], clustering_key: [b desc]}}\n"
            ),
            "copy the rows into it",
        ),
        (
            format!("{types}\ntables:\n{n}\n  t: {{columns: {{{}}}, {rest}}}\n", columns.replace("c: int", "c: text")),
            "no statement makes a int a text",
        ),
        (
            format!(
                "{types}\ntables:\n{n}\n  t: {{columns: {{{}}}, {rest}}}\n",
                columns.replace("c: int", "c: {type: int, static: true}")
            ),
            "no statement makes a column static",
        ),
        (
            format!("{types}\ntables:\n{n}\n  t: {{columns: {{{columns}, gone: text}}, {rest}}}\n"),
            "of type int was dropped before",
        ),
        (
            format!("{types}\ntables:\n{n}\n  t: {{columns: {{{columns}, was: int}}, {rest}}}\n"),
            "of type int static was dropped before",
        ),
        (
            format!("{types}\ntables:\n{n}\n  t: {{columns: {{{}}}, {rest}}}\n", columns.replace(", x: u", "")),
            "no statement drops its column x, for a value of type u is not frozen",
        ),
        (
            format!("{}\ntables:\n{n}\n  t: {{columns: {{{columns}}}, {rest}}}\n", types.replace(", b: int", "")),
            "a type that columns hold values of",
        ),
        (
            format!(
                "{types}\ntables:\n{}\n  t: {{columns: {{{columns}}}, {rest}}}\n",
                n.replace("hits: counter", "hits: counter, v: int")
            ),
            "annot mix counter and non counter columns",
        ),
        (
            format!(
                "{types}\ntables:\n{n}\n  t: {{columns: {{{}}}, {rest}}}\n",
                columns.replace("c: int", "d: {type: int, renamed_from: c}")
            ),
            "PRIMARY KEY",
        ),
        (
            "tables: {n2: {columns: {k: int}, partition_key: [k], renamed_from: n}}\n".to_owned(),
            "table n cannot be renamed",
        ),
        ("tables:\n  t: {columns: {a: int}}\n".to_owned(), "has no partition key"),
        (
            "tables:\n  t: {columns: {a: {type: int, not_null: true}}, partition_key: [a]}\n".to_owned(),
            "knows no `not_null`",
        ),
        ("enums:\n  mood: [ok]\n".to_owned(), "Cassandra has no enums"),
    ];
    for (text, wanted) in cases {
        let (_kept, model) = model(&text);
        let said = dbtool(&["apply", "--url", &url, "--model", &model, "--yes", "--allow", "all"]).failed(1);
        if !said.contains(wanted) {
            return Err(format!("`{wanted}` is not said of\n{text}\n{said}").into());
        }
    }
    assert_eq!(server.described(&name), before);
    Ok(())
}

/// A column of the key gets its new name and keeps what it holds.
fn renamed(version: usize) -> Result<(), Failed> {
    let Some(server) = cassandra(version) else { return Ok(()) };
    let name = fresh("renamed");
    // A column of which there is an index gets no other name, so that the index goes and comes.
    let script = "CREATE TABLE t (a int, b int, v int, PRIMARY KEY (a, b)); CREATE INDEX by_b ON t (b); \
                  CREATE INDEX by_v ON t (v); INSERT INTO t (a, b, v) VALUES (1, 2, 3)";
    let url = server.keyspace(&name, script);
    let (_kept, model) = model(
        "tables:\n  t:\n    columns: {a: int, bucket: {type: int, renamed_from: b}, v: int}\n    \
         partition_key: [a]\n    clustering_key: [bucket]\n    indexes: {by_b: [bucket], by_v: [v]}\n",
    );
    let told = dbtool(&["diff", "--url", &url, "--model", &model, "--format", "sql"]).stdout;
    assert!(told.contains("DROP INDEX by_b") && !told.contains("by_v"), "{told}");
    for _ in 0..2 {
        went(dbtool(&["apply", "--url", &url, "--model", &model, "--yes"]), "apply")?;
    }
    assert_eq!(server.first(&name, "SELECT bucket FROM t WHERE a = 1"), [Some("2".to_owned())]);
    went(dbtool(&["diff", "--url", &url, "--model", &model, "--exit-code"]), "the second diff").map(|_| ())
}

/// How a keyspace is replicated is left alone unless the model says it.
fn keyspace(version: usize) -> Result<(), Failed> {
    let Some(server) = cassandra(version) else { return Ok(()) };
    let name = fresh("keyspace");
    let url = server.keyspace(&name, "");
    let (_kept, silent) = model("tables: {t: {columns: {a: int}, partition_key: [a]}}\n");
    went(dbtool(&["apply", "--url", &url, "--model", &silent, "--yes"]), "apply")?;
    assert!(server.described(&name).contains("'SimpleStrategy', 'replication_factor': '1'"));
    let (_kept, spoken) = model(
        "keyspace: {replication: {class: NetworkTopologyStrategy, replication_factor: 1}, durable_writes: false}\n\
         tables: {t: {columns: {a: int}, partition_key: [a]}}\n",
    );
    went(dbtool(&["apply", "--url", &url, "--model", &spoken, "--yes"]), "apply")?;
    let shown = server.described(&name);
    assert!(
        shown.contains("'NetworkTopologyStrategy', 'datacenter1': '1'") && shown.contains("durable_writes = false"),
        "{shown}"
    );
    for text in [&spoken, &silent] {
        went(dbtool(&["diff", "--url", &url, "--model", text, "--exit-code"]), "the second diff")?;
    }
    let said = dbtool(&["inspect", "--url", &server.url("nowhere")]).failed(1);
    assert!(said.contains("there is no keyspace nowhere") && said.contains("CREATE KEYSPACE nowhere"), "{said}");
    Ok(())
}

/// What loses rows or values is shown with how many, and not done unless it is allowed.
fn losses(version: usize) -> Result<(), Failed> {
    let Some(server) = cassandra(version) else { return Ok(()) };
    let name = fresh("losses");
    let script = "CREATE TABLE t (a int PRIMARY KEY, b int); CREATE TABLE gone (a int PRIMARY KEY); \
                  INSERT INTO t (a, b) VALUES (1, 1); INSERT INTO t (a) VALUES (2); INSERT INTO gone (a) VALUES (1)";
    let url = server.keyspace(&name, script);
    let before = server.described(&name);
    let (_kept, model) = model("tables: {t: {columns: {a: int}, partition_key: [a]}}\n");
    let said = dbtool(&["apply", "--url", &url, "--model", &model, "--yes"]).failed(3);
    assert!(said.contains("column t.b are lost: 1") && said.contains("table gone are lost: 1"), "{said}");
    assert_eq!(server.described(&name), before);
    went(dbtool(&["apply", "--url", &url, "--model", &model, "--yes", "--allow", "all"]), "apply").map(|_| ())
}

/// The rows of the history, by version.
fn history(server: &CassandraServer, name: &str) -> Vec<Option<String>> {
    server.first(name, &format!("SELECT description FROM dbtool.\"{name}\""))
}

/// Migrations that `new` writes are run, undone and run again, and reach the model.
fn migrations(version: usize) -> Result<(), Failed> {
    let Some(server) = cassandra(version) else { return Ok(()) };
    let name = fresh("migrated");
    let url = server.keyspace(&name, "");
    let empty = server.described(&name);
    let (folder, file) = model("tables: {t: {columns: {a: int, b: text}, partition_key: [a], indexes: {by_b: [b]}}}\n");
    let migrations = folder.path().join("migrations").display().to_string();
    let new = |title: &str| {
        went(dbtool(&["migrate", "new", title, "--url", &url, "--model", &file, "--migrations", &migrations]), title)
    };
    new("first")?;
    std::fs::write(&file, "tables:\n  t: {columns: {a: int, c: uuid, b: text}, partition_key: [a]}\n  u: {columns: {a: int}, partition_key: [a]}\n").unwrap();
    new("second")?;
    let run = |word: &str| went(dbtool(&["migrate", word, "--url", &url, "--migrations", &migrations]), word);
    run("up")?;
    went(dbtool(&["diff", "--url", &url, "--model", &file, "--exit-code"]), "diff")?;
    went(dbtool(&["migrate", "check", "--url", &url, "--model", &file, "--migrations", &migrations]), "check")?;
    let after = server.described(&name);
    let status = run("status")?;
    assert_eq!(status.matches("applied").count(), 2, "{status}");
    went(dbtool(&["migrate", "down", "--url", &url, "--migrations", &migrations, "--to", "0"]), "down")?;
    assert_eq!(server.described(&name), empty);
    assert!(history(server, &name).is_empty());
    run("up")?;
    assert_eq!(server.described(&name), after);
    Ok(())
}

/// golang-migrate's files and its history of one row are taken over, and the next migration runs.
fn adopted(version: usize) -> Result<(), Failed> {
    let Some(server) = cassandra(version) else { return Ok(()) };
    let name = fresh("adopted");
    let script = "CREATE TABLE a (k int PRIMARY KEY); CREATE TABLE b (k int PRIMARY KEY); \
                  CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean)";
    let url = server.keyspace(&name, script);
    let folder = tempfile::tempdir().unwrap();
    let (theirs, own) = (folder.path().join("theirs"), folder.path().join("own"));
    std::fs::create_dir(&theirs).unwrap();
    for (number, table) in [(1, "a"), (2, "b"), (3, "c")] {
        std::fs::write(
            theirs.join(format!("{number}_{table}.up.cql")),
            format!("CREATE TABLE {table} (k int PRIMARY KEY);\n"),
        )
        .unwrap();
        std::fs::write(theirs.join(format!("{number}_{table}.down.cql")), format!("DROP TABLE {table};\n")).unwrap();
    }
    let (theirs, own) = (theirs.display().to_string(), own.display().to_string());
    let import =
        || dbtool(&["migrate", "import", "--from", "golang-migrate", &theirs, "--url", &url, "--migrations", &own]);
    let dirty = |dirty: bool| {
        server.run(&name, &format!("INSERT INTO schema_migrations (version, dirty) VALUES (2, {dirty})"));
    };
    // What failed on its way is nobody's to adopt.
    dirty(true);
    let told = import();
    assert!(told.code == Some(1) && told.stderr.contains("dirty"), "{}", told.stderr);
    dirty(false);
    went(import(), "import")?;
    let status = went(dbtool(&["migrate", "status", "--url", &url, "--migrations", &own]), "status")?;
    assert_eq!((status.matches("applied").count(), status.matches("pending").count()), (2, 1), "{status}");
    went(dbtool(&["migrate", "up", "--url", &url, "--migrations", &own]), "up")?;
    assert!(server.described(&name).contains("CREATE TABLE c ("), "{}", server.described(&name));
    went(import(), "import again")?;
    Ok(())
}

/// A migration that is refused half-way goes on where it was once the cause is gone.
fn resumed(version: usize) -> Result<(), Failed> {
    let Some(server) = cassandra(version) else { return Ok(()) };
    let name = fresh("resumed");
    let url = server.keyspace(&name, "CREATE TABLE t (a int PRIMARY KEY, b int)");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("1_half.up.sql");
    std::fs::write(
        &file,
        "CREATE TABLE u (a int PRIMARY KEY);\nALTER TABLE u ADD c int;\nINSERT INTO u (a, c) VALUES (1, 2);\n\
         CREATE INDEX i ON missing (b);\nCREATE TABLE v (a int PRIMARY KEY);\n",
    )
    .unwrap();
    let migrations = folder.path().display().to_string();
    let up = ["migrate", "up", "--url", &url, "--migrations", &migrations];
    let said = dbtool(&up).failed(1);
    assert!(said.contains("1_half.up.sql:4:1"), "{said}");
    assert!(said.contains("the first 3 statements of this file are done"), "{said}");
    let status = dbtool(&["migrate", "status", "--url", &url, "--migrations", &migrations]);
    assert!(status.stdout.contains("unfinished"), "{}", status.stdout);
    // The last notes of a node that was killed may be lost; what the statements did to the schema is there.
    server.run(&name, &format!("UPDATE dbtool.\"{name}\" SET execution_time = -1000 WHERE version = 1"));
    // Once one turns out not to be done, nothing after it was.
    server.run(&name, "CREATE TABLE missing (a int PRIMARY KEY, b int); CREATE TABLE v (a int PRIMARY KEY)");
    let said = dbtool(&up).failed(1);
    assert!(said.contains("1_half.up.sql:5:1") && said.contains("already exist"), "{said}");
    server.run(&name, "DROP TABLE v");
    went(dbtool(&up), "the third run")?;
    let shown = server.described(&name);
    assert!(
        shown.contains("CREATE TABLE u") && shown.contains("CREATE TABLE v") && shown.contains("INDEX i"),
        "{shown}"
    );
    Ok(())
}

/// A runner that is killed leaves a lock that lapses, and the next one goes on where it was.
fn killed(version: usize) -> Result<(), Failed> {
    let Some(server) = cassandra(version) else { return Ok(()) };
    let name = fresh("killed");
    let url = server.keyspace(&name, "");
    let folder = tempfile::tempdir().unwrap();
    let script: String = (0..40).map(|n| format!("CREATE TABLE t{n} (a int PRIMARY KEY);\n")).collect();
    std::fs::write(folder.path().join("1_many.up.sql"), script).unwrap();
    let migrations = folder.path().display().to_string();
    let args = ["migrate", "up", "--url", &url, "--migrations", &migrations];
    let mut runner = std::process::Command::new(env!("CARGO_BIN_EXE_dbtool"))
        .args(args)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let count = || server.described(&name).matches("CREATE TABLE t").count();
    let begun = std::time::Instant::now();
    while count() < 3 {
        assert!(begun.elapsed().as_secs() < 60, "it does not begin");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    runner.kill().unwrap();
    runner.wait().unwrap();
    assert!(count() < 40, "it was done before it was killed");
    went(dbtool(&args), "the second run")?;
    assert_eq!(count(), 40);
    Ok(())
}

/// Fifty statements in five files, some of which change rows.
fn fifty() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for n in 1..=5 {
        let text = format!(
            "CREATE TABLE t{n} (a int PRIMARY KEY, b text);\nINSERT INTO t{n} (a, b) VALUES (1, 'x');\n\
             INSERT INTO t{n} (a, b) VALUES (2, 'y');\nALTER TABLE t{n} ADD c int;\nUPDATE t{n} SET c = 1 WHERE a = 1;\n\
             UPDATE t{n} SET c = 2 WHERE a = 2;\nCREATE INDEX i{n} ON t{n} (c);\nDELETE b FROM t{n} WHERE a = 2;\n\
             BEGIN BATCH INSERT INTO t{n} (a) VALUES (3); DELETE FROM t{n} WHERE a = 1; APPLY BATCH;\nDROP INDEX i{n};\n"
        );
        std::fs::write(folder.path().join(format!("{n}_m.up.sql")), text).unwrap();
    }
    folder
}

/// All that they make in a keyspace, and its history.
fn state(server: &CassandraServer, name: &str) -> String {
    let rows = support::block_on(async {
        let mut session = dbtool::engine::Connection::open(&server.url(name)).await.unwrap();
        let mut rows = Vec::new();
        for table in 1..=5 {
            rows.extend(session.rows(&format!("SELECT a, b, c FROM t{table}")).await.unwrap());
        }
        let history = format!("SELECT version, success, checksum FROM dbtool.{name}");
        rows.extend(session.rows(&history).await.unwrap());
        session.close().await;
        rows
    });
    format!("{}\n{rows:?}", server.described(name))
}

/// A keyspace that goes with the value.
struct Kept {
    server: &'static CassandraServer,
    name: String,
}

impl Drop for Kept {
    fn drop(&mut self) {
        self.server.forget(&self.name);
    }
}

/// Has something done to runs of them, each in a keyspace that is empty.
fn with_each(version: usize, job: impl FnOnce(&Path, &mut dyn FnMut() -> support::Ground<'static>)) {
    let Some(server) = cassandra(version) else { return };
    let folder = fifty();
    job(folder.path(), &mut || {
        let name = fresh("anywhere");
        let (url, lock) = (server.keyspace(&name, ""), name.clone());
        let lapse = move || {
            // As the fifteen seconds do that it lasts, which `killed` waits for.
            let rows = server.first("system_schema", "SELECT table_name FROM tables WHERE keyspace_name = 'dbtool'");
            if rows.contains(&Some("_locks".to_owned())) {
                server.run(&lock, &format!("DELETE FROM dbtool.\"_locks\" WHERE name = '{lock}' IF EXISTS"));
            }
        };
        let kept = Kept { server, name };
        support::Ground { url, state: Box::new(move || state(server, &kept.name)), lapse: Box::new(lapse) }
    });
}

/// Killed in the midst of fifty statements, after each of them and at any instant: the next run ends where an
/// undisturbed one does.
fn killed_anywhere(version: usize) -> Result<(), Failed> {
    with_each(version, |folder, fresh| support::kills(folder, support::KILLS, fresh));
    Ok(())
}

/// Sixteen that set out at once.
fn sixteen_runners(version: usize) -> Result<(), Failed> {
    with_each(version, |folder, fresh| support::of_sixteen_one_applies(folder, fresh));
    Ok(())
}

/// Asked to stop, or with a clock that is off.
fn asked(version: usize) -> Result<(), Failed> {
    with_each(version, |folder, fresh| support::asked(folder, fresh));
    Ok(())
}

fn clocks(version: usize) -> Result<(), Failed> {
    with_each(version, |folder, fresh| support::clocks(folder, fresh));
    Ok(())
}

/// The server's own process, killed in the midst of a run and started again: the next run ends where an undisturbed
/// one does.
fn killed_server(version: usize) -> Result<(), Failed> {
    let Some(undisturbed) = cassandra(version) else { return Ok(()) };
    // A node that answers before it has written its log loses what it has acknowledged, and keeps the schema.
    let Some(mut server) = support::own_cassandra(version, "commitlog_sync: batch") else { return Ok(()) };
    let (folder, name) = (fifty(), fresh("server"));
    let migrations = folder.path().display().to_string();
    let whole = undisturbed.keyspace(&name, "");
    went(dbtool(&["migrate", "up", "--url", &whole, "--migrations", &migrations]), "the undisturbed run")?;
    let url = server.keyspace(&name, "");
    // Each goes on where the one before it ended, and none comes to the end.
    support::server_killed(folder.path(), &url, &[6, 12, 15], &mut server);
    assert_eq!(state(&server, &name), state(undisturbed, &name));
    Ok(())
}

/// The style `cqlsh` is what cqlsh prints, where there is one to ask.
fn described(version: usize) -> Result<(), Failed> {
    let Some(server) = cassandra(version) else { return Ok(()) };
    let name = fresh("described");
    let script = "CREATE TYPE u (a int); CREATE TABLE t (a int PRIMARY KEY, b frozen<u>) WITH comment = 'it''s'; \
                  CREATE TABLE \"Other\" (k text PRIMARY KEY, v int); CREATE INDEX ON t (b); \
                  CREATE MATERIALIZED VIEW m AS SELECT * FROM \"Other\" WHERE v IS NOT NULL AND k IS NOT NULL PRIMARY KEY (v, k)";
    let url = server.keyspace(&name, script);
    let listed = went(dbtool(&["snapshot", "--url", &url, "--style", "listing"]), "listing")?;
    assert!(
        listed.contains("- t\\_b\\_idx: CREATE INDEX t") || listed.contains("CREATE INDEX t_b_idx ON t (b)"),
        "{listed}"
    );
    let shown = went(dbtool(&["snapshot", "--url", &url, "--style", "cqlsh"]), "snapshot")?;
    assert!(
        shown.starts_with(&format!("\nCREATE KEYSPACE {name} WITH")) && shown.contains("MATERIALIZED VIEW"),
        "{shown}"
    );
    let client = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("a target folder").join("tools/bin/cqlsh");
    let client = if client.exists() { client } else { PathBuf::from("cqlsh") };
    let asked = std::process::Command::new(client)
        .args(["127.0.0.1", &server.port().to_string(), "-e", &format!("DESCRIBE KEYSPACE {name}")])
        .output();
    match asked {
        Ok(output) if output.status.success() => {
            let printed = String::from_utf8_lossy(&output.stdout);
            let lines = printed.split_inclusive('\n').filter(|line| !line.starts_with("WARNING: cqlsh was built"));
            assert_eq!(lines.collect::<String>(), shown);
        }
        Ok(_) | Err(_) => support::skip("no cqlsh here: the style cqlsh was not compared with what it prints"),
    }
    Ok(())
}

/// GoChat's document is made of its two databases, and is seed 002 byte for byte.
fn gochat(version: usize) -> Result<(), Failed> {
    let Some(server) = cassandra(version) else { return Ok(()) };
    let Some(relational) = support::server(None) else { return Ok(()) };
    let database = relational.database();
    let wide = server.keyspace(&fresh("gochat"), "");
    let env = [("GOCHAT_CITUS_DATABASE_URL", database.url()), ("GOCHAT_SCYLLADB_DATABASE_URL", wide.as_str())];
    let run = |args: &[&str]| dbtool_in(project(), args, &env);
    for part in ["gochat/citus", "gochat/scylladb"] {
        went(run(&["apply", part, "--yes"]), part)?;
    }
    went(run(&["diff", "gochat", "--exit-code"]), "the second diff")?;
    let document = went(run(&["snapshot", "gochat", "--style", "mermaid"]), "snapshot")?;
    let committed = std::fs::read_to_string(project().join("snapshots/gochat.md")).unwrap();
    assert_eq!(document, committed);
    went(run(&["snapshot", "gochat", "--check"]), "check")?;
    // Each part is a site and is looked at by lint, as any database.
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    went(run(&["docs", "gochat/scylladb", "-o", &site.display().to_string()]), "docs")?;
    let page = std::fs::read_to_string(site.join("table/messages.html")).unwrap();
    for part in ["<h1", "Referred to by", "reactions.html", "<svg", "class=\"edge said\"", "((channel_id, bucket), id"]
    {
        assert!(page.contains(part), "{part} in {page}");
    }
    let linted = run(&["lint", "gochat/scylladb", "--only", "database"]);
    assert!(linted.stderr.contains(" objects: "), "{}", linted.stderr);
    let said = run(&["snapshot", "gochat", "--style", "dictionary"]).failed(1);
    assert!(said.contains("one target at a time"), "{said}");
    let Ok(seeds) = std::fs::read_dir(project().join("../shared/seeds")) else {
        support::skip("../shared/seeds is missing: GoChat's document was not compared with seed 002");
        return Ok(());
    };
    let mut files = seeds.map(|entry| entry.unwrap().path());
    let named = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("002"));
    assert_eq!(document, std::fs::read_to_string(files.find(named).unwrap()).unwrap());
    Ok(())
}
