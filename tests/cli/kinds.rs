//! A database of every kind of object goes into YAML and comes out of it as it was.

use std::path::Path;
use std::process::Command;

use super::support::{dbtool_in, psql, psql_file, server};

/// The passwords that the model names.
const SECRETS: [(&str, &str); 3] =
    [("FS_PG_MONITOR_PASSWORD", "hunter2"), ("SUB_PASSWORD", "hunter2"), ("SUB2_PASSWORD", "hunter2")];

#[test]
fn operators_and_what_goes_with_types_go_into_a_model_and_come_out_of_it() {
    round_trip("operators.sql", "");
    round_trip("base_types.sql", "");
}

#[test]
fn every_kind_goes_into_a_model_and_comes_out_of_it() {
    // Who goes on looking at them must not keep a database from being dropped.
    let drop = "alter subscription sub set (slot_name = none); drop subscription sub; drop subscription sub2";
    round_trip("kinds.sql", drop);
}

/// Reads what the script makes into a model, and makes it from that elsewhere; `drop` is run on both in the end.
fn round_trip(script: &str, drop: &str) {
    // A table may be published by rows and columns, and ICU is there, in every server that is tried.
    let Some(server) = server(None).filter(|server| server.major() >= 15) else {
        super::support::skip("the default server is older than PostgreSQL 15");
        return;
    };
    let (here, there) = (server.database(), server.database());
    server.roles(&["dbtool_kinds"]);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli");
    psql_file(here.url(), &folder.join(script));
    let project = super::Project::new(&[]);
    let run = |words: &[&str]| dbtool_in(project.path(), words, &SECRETS);
    for model in ["model.yaml", "model/"] {
        let inspected = run(&["inspect", "--url", here.url(), "--out", model]);
        assert!(!inspected.stderr.contains("warning"), "{}", inspected.stderr);
        inspected.ok();
        assert_eq!(run(&["diff", "--url", here.url(), "--model", model, "--exit-code"]).ok(), "");
    }
    run(&["apply", "--url", there.url(), "--model", "model.yaml", "--yes"]).ok();
    assert_eq!(run(&["diff", "--url", there.url(), "--model", "model.yaml", "--exit-code"]).ok(), "");
    let model = project.read("model.yaml");
    let again = run(&["inspect", "--url", there.url()]).ok();
    assert_eq!(model.lines().skip(1).collect::<Vec<_>>(), again.lines().collect::<Vec<_>>());
    let judge = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/tools/compare.py");
    if !judge.is_file() {
        psql(here.url(), drop);
        psql(there.url(), drop);
        super::support::skip("../shared/tools/compare.py is missing");
        return;
    }
    let output = Command::new("python3").arg(judge).args([here.url(), there.url()]).output();
    let told = output.map(|output| (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned()));
    psql(here.url(), drop);
    psql(there.url(), drop);
    assert!(matches!(&told, Ok((true, _))), "{told:?}");
}
