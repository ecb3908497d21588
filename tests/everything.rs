//! Databases that hold everything: each script under `tests/everything` goes into a model, of one
//! file and of a folder, and is rebuilt from it; neither dbtool nor a judge that knows nothing of it
//! finds a difference.
//!
//! They run on PostgreSQL 13, 15 and 18; `DBTOOL_TEST_POSTGRES=16,17` adds versions.

#[path = "everything/editors.rs"]
mod editors;
#[path = "everything/foretold.rs"]
mod foretold;
mod support;

use std::path::Path;

use support::{Project, dbtool_in, judge, psql_script, server, versions};

#[test]
fn tables_survive() {
    rebuild("tables.sql");
}

#[test]
fn families_survive() {
    rebuild("families.sql");
}

#[test]
fn views_survive() {
    rebuild("views.sql");
}

#[test]
fn routines_and_types_survive() {
    rebuild("routines_and_types.sql");
}

fn rebuild(script: &str) {
    for major in versions() {
        let Some(server) = server(Some(major)) else { continue };
        let (here, there, folder) = (server.database(), server.database(), server.database());
        psql_script(here.url(), major, &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/everything").join(script));
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
        editors::accept(&editors::schema("model"), &project.path().join("model.yaml"));
        for copy in [&there, &folder] {
            // Columns of children stand in their parents' order once they are made along with them.
            let told = judge(major, here.url(), copy.url(), &["--ignore-column-order"]);
            assert_eq!(told, Ok(()));
        }
    }
}
