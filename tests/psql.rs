//! Styles `psql` and `psql+` are what the real psql prints, byte for byte: every relation of every
//! schema in `tests/psql` is described by both. Each psql from 13 on that is found is asked on a
//! server of its own version, and the newest on the oldest server as well. `tests/run` fetches
//! psqls that the machine lacks; what cannot be had is said loudly.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use dbtool::document::{Document, Style};
use dbtool::engine::Connection;
use dbtool::model::Sort;

/// The versions whose `\d` is told.
const MAJORS: std::ops::RangeInclusive<u32> = 13..=18;

#[test]
fn documents_are_what_psql_prints() {
    let psqls = psqls();
    let missing: Vec<String> = MAJORS.filter(|major| !psqls.contains_key(major)).map(|it| it.to_string()).collect();
    if !missing.is_empty() {
        support::skip(&format!("no psql {} on this machine: not compared with it", missing.join(", ")));
    }
    let mut pairs: Vec<(u32, u32)> = psqls.keys().map(|major| (*major, *major)).collect();
    pairs.extend(psqls.keys().next_back().map(|newest| (*newest, *MAJORS.start())));
    pairs.sort_unstable();
    pairs.dedup();
    let (mut wrong, mut compared) = (Vec::new(), 0_usize);
    for (client, server) in pairs {
        // Whatever is not to be had has been said to be skipped.
        let Some(server) = support::server(Some(server)) else { continue };
        for case in cases(server.major()) {
            let database = server.database();
            compared += compare((client, &psqls[&client]), database.url(), &case, &mut wrong);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared > 0 || psqls.is_empty() || !missing.is_empty(), "nothing was compared");
}

/// Builds a case and compares both styles; the number of relations that were compared.
fn compare(psql: (u32, &Path), url: &str, case: &Path, wrong: &mut Vec<String>) -> usize {
    let (major, psql) = psql;
    let mut compared = 0;
    for (round, (style, command)) in [(Style::Psql, "\\d"), (Style::PsqlPlus, "\\d+")].into_iter().enumerate() {
        let document = Document {
            include: [Sort::Indexes, Sort::Types].into(),
            psql_version: Some(major),
            ..Document::new(style)
        };
        let schema = support::block_on(async {
            let mut connection = Connection::open(url).await.unwrap();
            if round == 0 {
                connection.execute(&std::fs::read_to_string(case).unwrap()).await.unwrap();
            }
            let schema = connection.introspect(&document.reading()).await.unwrap();
            connection.close().await;
            schema
        });
        let ours = sections(&document.render(&schema).unwrap());
        let theirs = real(psql, url, command);
        let what = format!("{}, psql {major}'s {command}", case.display());
        assert!(!theirs.is_empty(), "{what}: no relation");
        for (ours, theirs) in ours.iter().zip(&theirs).filter(|(ours, theirs)| ours != theirs) {
            let diff =
                similar::TextDiff::from_lines(&theirs.1, &ours.1).unified_diff().header("psql", "dbtool").to_string();
            wrong.push(format!("{what}: {} is {}\n{diff}", theirs.0, ours.0));
        }
        if ours.len() != theirs.len() {
            wrong.push(format!("{what}: {} relations, psql knows {}", ours.len(), theirs.len()));
        }
        compared += ours.len();
    }
    compared
}

/// The schemas that a server of that version can hold: `since_15.sql` says itself from which on.
fn cases(major: u32) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut cases: Vec<PathBuf> =
        std::fs::read_dir(root.join("psql")).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.push(root.join("sourcegraph/schema.sql"));
    cases.retain(|case| {
        let name = case.file_stem().unwrap().to_string_lossy().into_owned();
        name.split_once("_since_").is_none_or(|(_, since)| since.parse::<u32>().unwrap() <= major)
    });
    cases.sort();
    cases
}

/// Every psql that can be asked, by its major version: those of the system, and those that
/// `tests/run` fetched.
fn psqls() -> BTreeMap<u32, PathBuf> {
    let folders = support::client_folders();
    let candidates = std::iter::once(PathBuf::from("psql")).chain(folders.into_iter().map(|it| it.join("psql")));
    let known = candidates.filter_map(|psql| Some((support::client_major(&psql)?, psql)));
    known.filter(|(major, _)| MAJORS.contains(major)).collect()
}

fn run(psql: &Path, url: &str, arguments: &[String]) -> String {
    let output =
        Command::new(psql).args(["-X", "-d", url]).args(arguments).env("PGCLIENTENCODING", "UTF8").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Titles and texts of psql's own descriptions, of every relation.
fn real(psql: &Path, url: &str, command: &str) -> Vec<(String, String)> {
    const MARK: &str = "-- here a relation ends --\n";
    let query = "SELECT quote_ident(nspname) || '.' || quote_ident(relname) \
                 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
                 WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'i', 'I', 'c') AND nspname !~ '^pg_' \
                 AND nspname <> 'information_schema' \
                 ORDER BY nspname COLLATE \"C\", relname COLLATE \"C\"";
    let names = run(psql, url, &["-At0".to_owned(), "-c".to_owned(), query.to_owned()]);
    let names = names.split('\0').map(|name| name.trim_end_matches('\n')).filter(|name| !name.is_empty());
    let commands = names.flat_map(|name| [format!("{command} {name}"), format!("\\echo '{}'", MARK.trim_end())]);
    let arguments: Vec<String> = commands.flat_map(|command| ["-c".to_owned(), command]).collect();
    let text = run(psql, url, &arguments);
    let texts = text.split(MARK).filter_map(|text| text.split_once('\n'));
    texts.map(|(title, body)| (title.trim().to_owned(), body.to_owned())).collect()
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
