//! Every style of every example, golden file by golden file: `tests/styles/dbtool.yaml` names them, and `dbtool snapshot
//! --check` compares what is made of a live database and what is made of the model. `DBTOOL_WRITE_STYLES=1 cargo test --test styles` writes them anew.

#![expect(clippy::expect_used, reason = "a test that cannot go on says so this way")]

mod support;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use dbtool::document::Style;
use dbtool::engine::Engine;
use support::{Flavour, cassandra, mysql, server};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/styles")
}

/// A target of the configuration: its name, its engine and its styles.
type Golden<'a> = (&'a str, Option<Engine>, BTreeSet<&'a str>);

fn targets(config: &str) -> Vec<Golden<'_>> {
    let mut found: Vec<Golden<'_>> = Vec::new();
    for line in config.lines() {
        let style = line.split("{style: ").nth(1).and_then(|rest| rest.split(',').next());
        let name = line.strip_prefix("  ").filter(|rest| !rest.starts_with([' ', '#']));
        match (name, line.split_once("engine: "), found.last_mut()) {
            (Some(name), _, _) => found.push((name.trim_end_matches(':'), None, BTreeSet::new())),
            (None, Some((_, engine)), Some(last)) => last.1 = Engine::from_name(engine),
            (None, None, Some(last)) => last.2.extend(style.map(|style| style.trim_matches('\''))),
            (None, _, None) => {}
        }
    }
    found
}

fn config() -> String {
    std::fs::read_to_string(folder().join("dbtool.yaml")).expect("the configuration is read")
}

#[test]
fn every_example_has_a_golden_file_of_every_style() {
    let config = config();
    let targets = targets(&config);
    for (name, engine, styles) in &targets {
        let engine = engine.expect("an engine of each");
        let wanted: BTreeSet<&str> = Style::ALL.iter().filter(|it| it.suits(engine)).map(|it| it.name()).collect();
        assert_eq!(*styles, wanted, "{name}");
    }
    let own = std::fs::read_to_string(folder().join("../../dbtool.yaml")).expect("the project's configuration is read");
    assert_eq!(targets.len(), own.matches("engine: ").count(), "{targets:?}");
}

/// What is made of the database and of the model is what is kept, in every style.
#[track_caller]
fn is_as_kept(target: &str, url: &str, scratch: Option<&str>) {
    let run = |words: &[&str]| {
        let scratch = scratch.map(|url| vec!["--scratch-url", url]).unwrap_or_default();
        support::dbtool_in(&folder(), &[words, &scratch].concat(), &[("GOLDEN_URL", url)])
    };
    run(&["apply", target, "--yes"]).ok();
    if std::env::var_os("DBTOOL_WRITE_STYLES").is_some() {
        run(&["snapshot", target, "--write"]).ok();
    }
    let checked = run(&["snapshot", target, "--check"]);
    assert_eq!(checked.code, Some(0), "{}{}", checked.stdout, checked.stderr);
    let config = config();
    let targets = targets(&config);
    let (_, engine, styles) = targets.iter().find(|(name, ..)| *name == target).expect("its target");
    let engine = engine.expect("an engine");
    for style in Style::ALL.iter().filter(|style| !style.suits(engine)) {
        let said = run(&["snapshot", target, "--style", style.name()]).failed(1);
        assert!(said.contains(&format!("this is a database of {}'s", engine.label())), "{said}");
        let choice: Vec<&str> =
            said.split("choose one of ").nth(1).expect("a choice").split([' ', ',', '\n']).collect();
        assert!(styles.iter().all(|style| choice.contains(style)), "{said}");
    }
    // What a model does not say no model is shown in.
    let (beyond, told): (Vec<Style>, Vec<Style>) =
        Style::ALL.iter().filter(|style| style.suits(engine)).partition(|style| style.is_of_installation());
    for style in &beyond {
        let said = run(&["snapshot", target, "--style", style.name(), "--from", "model"]).failed(1);
        assert!(said.contains("which no model says"), "{said}");
    }
    let each: Vec<Vec<&str>> = match beyond.is_empty() {
        true => vec![Vec::new()],
        false => told.iter().map(|style| vec!["--style", style.name()]).collect(),
    };
    for style in each {
        let checked = run(&[&["snapshot", target, "--from", "model", "--check"], style.as_slice()].concat());
        let changed =
            |line: &&str| line.starts_with(['+', '-']) && !line.starts_with("---") && !line.starts_with("+++");
        let lines: Vec<&str> = checked.stdout.lines().filter(changed).collect();
        // The model says nothing of how its keyspace is replicated; the database does.
        if style.contains(&"json") {
            assert_eq!(checked.code, Some(2), "{}{}", checked.stdout, checked.stderr);
            assert_eq!((lines[0], lines.len()), ("-  \"keyspace\": {", 7), "{}", checked.stdout);
            continue;
        }
        // The model says how its tables are distributed; a database without Citus does not, nor another style.
        if target == "gochat-citus" {
            assert_eq!(checked.code, Some(2), "{}{}", checked.stdout, checked.stderr);
            assert_eq!(checked.stdout.matches("+++ ").count(), 1, "{}", checked.stdout);
            assert!(checked.stdout.contains("+++ gochat-citus/json.json"), "{}", checked.stdout);
            assert_eq!(lines.iter().filter(|line| **line == "+      \"citus\": {").count(), 22, "{}", checked.stdout);
            assert!(lines.iter().all(|line| line.starts_with('+')), "{}", checked.stdout);
            continue;
        }
        assert_eq!(checked.code, Some(0), "of the model: {}{}", checked.stdout, checked.stderr);
    }
}

#[track_caller]
fn of_postgresql(target: &str) {
    let Some(server) = server(None) else {
        return support::skip("no server of PostgreSQL: the styles were not compared");
    };
    is_as_kept(target, server.database().url(), Some(&server.url()));
}

#[test]
fn sourcegraph_is_shown_in_every_style() {
    of_postgresql("sourcegraph");
}

#[test]
fn member_platform_is_shown_in_every_style() {
    of_postgresql("member-platform");
}

#[test]
fn seydam_is_shown_in_every_style() {
    of_postgresql("seydam");
}

#[test]
fn gochat_is_shown_in_every_style() {
    of_postgresql("gochat-citus");
}

#[test]
fn staart_is_shown_in_every_style() {
    let Some(server) = mysql(Flavour::Mysql) else { return };
    let url = server.database("staart", "");
    is_as_kept("staart", &url, None);
    // What the server counts is no matter of the schema, and programs are shown like tables.
    let script = "INSERT INTO `backup-codes` (code, userId, updatedAt) SELECT 'c', id, NOW() FROM users; \
                  INSERT INTO organizations (name, username, updatedAt) VALUES ('a', 'a', NOW()), ('b', 'b', NOW())";
    server.run("staart", script);
    let shown = |more: &[&str]| {
        let words = [&["snapshot", "--url", &url, "--style", "mysql"], more].concat();
        support::dbtool_in(&folder(), &words, &[]).ok()
    };
    let kept = std::fs::read_to_string(folder().join("staart/mysql.md")).expect("the golden file");
    assert_eq!(shown(&[]), kept);
    server.run(
        "staart",
        "CREATE VIEW v AS SELECT 1 AS one; CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END; \
         CREATE TRIGGER r BEFORE INSERT ON users FOR EACH ROW SET NEW.name = '`'",
    );
    let more = shown(&[]);
    for (heading, text) in [
        ("# view v\n```sql\nCREATE ", "select 1 AS `one`;\n```\n"),
        ("# procedure p\n```sql\nCREATE ", "BEGIN SELECT 1; SELECT 2; END;\n```\n"),
        ("# trigger r\n```sql\nCREATE ", "SET NEW.name = '`';\n```\n"),
    ] {
        assert!(more.contains(heading) && more.contains(text), "{more}");
    }
    assert!(!shown(&["--exclude", "users"]).contains("# trigger r"), "a trigger goes with its table");
}

#[test]
fn gochats_messages_are_shown_in_every_style() {
    let Some(server) = cassandra(1) else { return };
    is_as_kept("gochat-scylladb", &server.keyspace("gochat", ""), None);
}
