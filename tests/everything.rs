//! Databases that hold everything: each script under `tests/everything` goes into a model, of one
//! file and of a folder, and is rebuilt from it; neither dbtool nor a judge that knows nothing of it
//! finds a difference.
//!
//! They run on PostgreSQL 15 and 18; `DBTOOL_TEST_POSTGRES=16,17` adds versions.

#![expect(clippy::expect_used, reason = "a test that cannot go on says so this way")]

mod support;

use std::path::Path;
use std::process::Command;

use support::{Project, dbtool_in, psql_file, server, skip};

#[test]
fn tables_survive() {
    rebuild("tables.sql");
}

#[test]
fn views_survive() {
    rebuild("views.sql");
}

#[test]
fn routines_and_types_survive() {
    rebuild("routines_and_types.sql");
}

/// The versions to be tried: two, and those that the environment names.
fn versions() -> Vec<u32> {
    let named = std::env::var("DBTOOL_TEST_POSTGRES").unwrap_or_default();
    let named = named.split(',').filter(|major| !major.is_empty());
    let mut versions = vec![15, 18];
    versions.extend(named.map(|major| major.trim().parse::<u32>().expect("DBTOOL_TEST_POSTGRES lists majors")));
    versions.sort_unstable();
    versions.dedup();
    versions
}

fn rebuild(script: &str) {
    for major in versions() {
        // The scripts speak of what came with 15.
        if major < 15 {
            skip(&format!("everything/{script} needs PostgreSQL 15, not {major}"));
            continue;
        }
        let Some(server) = server(Some(major)) else { continue };
        let (here, there, folder) = (server.database(), server.database(), server.database());
        psql_file(here.url(), &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/everything").join(script));
        let project = Project::new(&[]);
        let run = |words: &[&str]| dbtool_in(project.path(), words, &[]);
        for (model, copy) in [("model.yaml", &there), ("model/", &folder)] {
            let inspected = run(&["inspect", "--url", here.url(), "--out", model]);
            assert!(!inspected.stderr.contains("warning"), "{major}: {}", inspected.stderr);
            inspected.ok();
            assert_eq!(run(&["diff", "--url", here.url(), "--model", model, "--exit-code"]).ok(), "");
            run(&["apply", "--url", copy.url(), "--model", model, "--yes"]).ok();
            assert_eq!(run(&["diff", "--url", copy.url(), "--model", model, "--exit-code"]).ok(), "");
        }
        for copy in [&there, &folder] {
            judge(major, here.url(), copy.url());
        }
    }
}

/// Asks the judge, where it can read this version.
fn judge(major: u32, here: &str, there: &str) {
    let judge = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/tools/compare.py");
    if major > 16 || !judge.is_file() {
        skip(&format!("compare.py cannot be asked about PostgreSQL {major}: dbtool alone compared what it rebuilt"));
        return;
    }
    // Columns of children stand in their parents' order once they are made along with them.
    let output = Command::new("python3").arg(judge).args([here, there, "--ignore-column-order"]).output();
    let output = output.expect("python3 runs");
    let (told, why) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{major}: {told}{why}");
}
