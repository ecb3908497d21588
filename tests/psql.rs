//! Style `psql` is what the real psql prints, byte for byte: every table of every schema in
//! `tests/psql` is described by both. psql 15 or later is looked for on the machine; without one, or
//! without a server of its version, the test says so loudly and passes.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;

use dbtool::document::{Document, Style};
use dbtool::engine::postgres::Connection;
use dbtool::scratch::Scratch;

#[tokio::test(flavor = "multi_thread")]
async fn documents_are_what_psql_prints() {
    dbtool::embedded::supervise_with(env!("CARGO_BIN_EXE_dbtool"));
    let Some((psql, major)) = psql() else {
        return support::skip("no psql 15 or later on this machine: documents were not compared with it");
    };
    let scratch = Scratch::open(Some(major), None).await.unwrap();
    if scratch.major() != major {
        scratch.close().await;
        return support::skip(&format!("no PostgreSQL {major}: documents were not compared with its psql"));
    }
    let mut wrong = Vec::new();
    for case in cases() {
        let database = scratch.database().await.unwrap();
        let mut connection = Connection::open(database.url()).await.unwrap();
        connection.execute(&std::fs::read_to_string(&case).unwrap()).await.unwrap();
        let document = Document::new(Style::Psql);
        let schema = connection.introspect(&document.reading()).await.unwrap();
        connection.close().await;
        let ours = sections(&document.render(&schema).unwrap());
        let theirs: Vec<(String, String)> =
            names(&psql, database.url()).iter().map(|name| real(&psql, database.url(), name)).collect();
        assert!(!theirs.is_empty(), "{} makes no table", case.display());
        for (ours, theirs) in ours.iter().zip(&theirs).filter(|(ours, theirs)| ours != theirs) {
            let diff =
                similar::TextDiff::from_lines(&theirs.1, &ours.1).unified_diff().header("psql", "dbtool").to_string();
            wrong.push(format!("{}: {} is {}\n{diff}", case.display(), theirs.0, ours.0));
        }
        if ours.len() != theirs.len() {
            wrong.push(format!("{}: {} tables, psql knows {}", case.display(), ours.len(), theirs.len()));
        }
    }
    scratch.close().await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut cases: Vec<PathBuf> =
        std::fs::read_dir(root.join("psql")).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.push(root.join("sourcegraph/schema.sql"));
    cases.sort();
    cases
}

/// A psql that prints as style `psql` does, with its major version.
fn psql() -> Option<(PathBuf, u32)> {
    let installed = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let installed = installed.map(|entry| entry.path().join("bin/psql"));
    installed.chain([PathBuf::from("psql")]).find_map(|psql| {
        let output = Command::new(&psql).arg("--version").output().ok()?;
        let version = String::from_utf8_lossy(&output.stdout).into_owned();
        let major = version.split_whitespace().find_map(|word| word.split('.').next()?.parse().ok())?;
        (major >= 15).then_some((psql, major))
    })
}

fn run(psql: &Path, url: &str, arguments: &[&str]) -> String {
    let output =
        Command::new(psql).args(["-X", "-d", url]).args(arguments).env("PGCLIENTENCODING", "UTF8").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The tables' names, quoted as `\d` takes them.
fn names(psql: &Path, url: &str) -> Vec<String> {
    let query = "SELECT quote_ident(nspname) || '.' || quote_ident(relname) \
                 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
                 WHERE relkind = 'r' AND nspname !~ '^pg_' AND nspname <> 'information_schema' \
                 ORDER BY nspname COLLATE \"C\", relname COLLATE \"C\"";
    let names = run(psql, url, &["-At0", "-c", query]);
    names.split('\0').map(str::to_owned).filter(|name| !name.trim().is_empty()).collect()
}

/// Title and text of psql's own description.
fn real(psql: &Path, url: &str, name: &str) -> (String, String) {
    let text = run(psql, url, &["-c", &format!("\\d {}", name.trim_end_matches('\n'))]);
    let (title, body) = text.split_once('\n').unwrap();
    (title.trim().to_owned(), body.to_owned())
}

/// Title and text of each section of a document, Markdown's own signs taken away.
fn sections(document: &str) -> Vec<(String, String)> {
    let mut sections = Vec::new();
    let mut lines = document.split_inclusive('\n');
    while let Some(line) = lines.next() {
        let Some(title) = line.strip_prefix("# ") else {
            assert_eq!(line, "\n", "between sections");
            continue;
        };
        let fence = lines.next().unwrap();
        let body: String = lines.by_ref().take_while(|line| *line != fence).collect();
        sections.push((title.trim_end().replace('\\', ""), body));
    }
    sections
}
