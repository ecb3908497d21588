//! A database of every kind of object goes into YAML and comes out of it as it was.

use std::path::Path;

use super::support::{TestServer, dbtool_in, judge, psql, psql_script, server, versions};

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
    for major in versions() {
        if let Some(server) = server(Some(major)) {
            round_trip_on(server, script, drop);
        }
    }
}

fn round_trip_on(server: &TestServer, script: &str, drop: &str) {
    let (here, there) = (server.database(), server.database());
    server.roles(&["dbtool_kinds"]);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli");
    psql_script(here.url(), server.major(), &folder.join(script));
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
    let told = judge(server.major(), here.url(), there.url(), &[]);
    psql(here.url(), drop);
    psql(there.url(), drop);
    assert_eq!(told, Ok(()));
}
