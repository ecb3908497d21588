//! Cassandra: transitions between schemas on real servers, each both ways, and what CQL cannot do.
//! What the server's DESCRIBE says of both sides must be equal to the letter.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on says so this way")]

mod support;

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
    let paths = folder.map(|entry| entry.expect("an entry is read").path());
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

/// What CQL cannot do is refused with the way around it, before anything runs.
fn refused(version: usize) -> Result<(), Failed> {
    let Some(server) = cassandra(version) else { return Ok(()) };
    let name = fresh("refused");
    let url = server.keyspace(
        &name,
        "CREATE TYPE u (a int, b int); CREATE TABLE t (a int, b int, c int, s int static, gone int, x u, PRIMARY KEY (a, b)); \
         ALTER TABLE t DROP gone; CREATE TABLE n (k int PRIMARY KEY, hits counter)",
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
    let script = "CREATE TABLE t (a int, b int, v int, PRIMARY KEY (a, b)); INSERT INTO t (a, b, v) VALUES (1, 2, 3)";
    let url = server.keyspace(&name, script);
    let (_kept, model) = model(
        "tables:\n  t:\n    columns: {a: int, bucket: {type: int, renamed_from: b}, v: int}\n    \
         partition_key: [a]\n    clustering_key: [bucket]\n",
    );
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
