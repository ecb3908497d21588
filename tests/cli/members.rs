//! Grants on what extensions and the server itself hold.

use std::path::Path;

use super::support::{Project, dbtool, psql, psql_file, server};

#[test]
fn grants_on_members_of_extensions_go_into_a_model_and_come_out_of_it() {
    let Some(server) = server(None) else { return };
    let (here, there) = (server.database(), server.database());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/extension_members/from.sql");
    psql_file(here.url(), &script);
    let project = Project::new(&[]);
    let model = project.path().join("model.yaml").display().to_string();
    dbtool(&["inspect", "--url", here.url(), "--out", &model]).ok();
    let text = project.read("model.yaml");
    for line in ["routine ext.hstore(text, text):", "foreign data wrapper postgres_fdw:", "comment: counts"] {
        assert!(text.contains(line), "{line}: {text}");
    }
    assert_eq!(dbtool(&["diff", "--url", here.url(), "--model", &model, "--exit-code"]).ok(), "");
    dbtool(&["apply", "--url", there.url(), "--model", &model, "--yes"]).ok();
    let again = dbtool(&["inspect", "--url", there.url()]).ok();
    assert_eq!(text.lines().skip(1).collect::<Vec<_>>(), again.lines().collect::<Vec<_>>());
    // What the user took back is a difference, both ways.
    psql(there.url(), "revoke usage on type ext.hstore from members_reader; grant usage on type ext.hstore to public");
    let drift = dbtool(&["diff", "--url", there.url(), "--model", &model]).ok();
    assert!(drift.contains("REVOKE USAGE ON TYPE ext.hstore FROM PUBLIC"), "{drift}");
}

#[test]
fn grants_on_what_is_the_servers_own_go_into_a_model_and_come_out_of_it() {
    let Some(server) = server(None) else { return };
    let (here, there) = (server.database(), server.database());
    let told = dbtool(&["inspect", "--url", here.url()]).ok();
    assert!(!told.contains("system_objects"), "a new database is as initdb made it: {told}");
    psql(
        here.url(),
        "revoke usage on language plpgsql from public; grant execute on function pg_ls_waldir() to public",
    );
    let project = Project::new(&[]);
    let model = project.path().join("model.yaml").display().to_string();
    let inspected = dbtool(&["inspect", "--url", here.url(), "--out", &model]);
    assert!(!inspected.stderr.contains("warning"), "{}", inspected.stderr);
    inspected.ok();
    let text = project.read("model.yaml");
    for line in ["system_objects:", "language plpgsql:", "routine pg_catalog.pg_ls_waldir():"] {
        assert!(text.contains(line), "{line}: {text}");
    }
    dbtool(&["apply", "--url", there.url(), "--model", &model, "--yes"]).ok();
    let granted = "select has_language_privilege('pg_monitor', 'plpgsql', 'usage'), \
                   has_function_privilege('pg_signal_backend', 'pg_ls_waldir()', 'execute')";
    assert_eq!(psql(there.url(), granted), "f|t\n");
    psql(there.url(), "grant usage on language plpgsql to public");
    let drift = dbtool(&["diff", "--url", there.url(), "--model", &model]).ok();
    assert!(drift.contains("REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC"), "{drift}");
}
