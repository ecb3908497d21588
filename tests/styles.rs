//! Every style of every example of PostgreSQL's, golden file by golden file: `tests/styles/dbtool.yaml` names them, and
//! `dbtool snapshot --check` compares. `DBTOOL_WRITE_STYLES=1 cargo test --test styles` writes them anew.

#![expect(clippy::expect_used, reason = "a test that cannot go on says so this way")]

mod support;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use dbtool::document::Style;
use support::server;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/styles")
}

/// The targets of the configuration, each with its styles.
fn targets(config: &str) -> Vec<(&str, BTreeSet<&str>)> {
    let mut found: Vec<(&str, BTreeSet<&str>)> = Vec::new();
    for line in config.lines() {
        let style = line.split("{style: ").nth(1).and_then(|rest| rest.split(',').next());
        match (line.strip_prefix("  ").filter(|rest| !rest.starts_with(' ')), style) {
            (Some(name), _) => found.push((name.trim_end_matches(':'), BTreeSet::new())),
            (None, Some(style)) => _ = found.last_mut().expect("a target").1.insert(style.trim_matches('\'')),
            (None, None) => {}
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
    // What cqlsh prints is of Cassandra's databases alone.
    let wanted: BTreeSet<&str> = Style::ALL.iter().filter(|it| **it != Style::Cqlsh).map(|it| it.name()).collect();
    let targets = targets(&config);
    for (name, styles) in &targets {
        assert_eq!(*styles, wanted, "{name}");
    }
    let own = std::fs::read_to_string(folder().join("../../dbtool.yaml")).expect("the project's configuration is read");
    let examples = own.matches("engine: postgresql").count();
    assert_eq!(targets.len(), examples, "{targets:?}");
}

#[track_caller]
fn is_as_kept(target: &str) {
    let Some(server) = server(None) else {
        return support::skip("no server of PostgreSQL: the styles were not compared");
    };
    let database = server.database();
    let scratch = server.url();
    let run = |words: &[&str]| {
        let words = [words, &["--scratch-url", &scratch]].concat();
        support::dbtool_in(&folder(), &words, &[("GOLDEN_URL", database.url())])
    };
    run(&["apply", target, "--yes"]).ok();
    if std::env::var_os("DBTOOL_WRITE_STYLES").is_some() {
        run(&["snapshot", target, "--write"]).ok();
    }
    let checked = run(&["snapshot", target, "--check"]);
    assert_eq!(checked.code, Some(0), "{}{}", checked.stdout, checked.stderr);
}

#[test]
fn sourcegraph_is_shown_in_every_style() {
    is_as_kept("sourcegraph");
}

#[test]
fn member_platform_is_shown_in_every_style() {
    is_as_kept("member-platform");
}

#[test]
fn seydam_is_shown_in_every_style() {
    is_as_kept("seydam");
}

#[test]
fn gochat_is_shown_in_every_style() {
    is_as_kept("gochat-citus");
}
