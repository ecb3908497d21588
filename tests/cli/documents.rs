//! The documents that are laid out of the objects, golden file by golden file, of a schema whose
//! names try to break out of each; and the script that makes the database anew.

use super::Project;
use super::support::{self, psql, server};

const SCHEMA: &str = include_str!("documents.sql");
const STYLES: [&str; 6] = ["markdown", "mermaid-er", "dbml", "plantuml", "graphviz", "json"];

#[test]
fn documents_are_the_golden_ones_from_a_database_and_from_its_model() {
    let Some(server) = server(None) else { return support::skip("no server of PostgreSQL") };
    let database = server.database();
    psql(database.url(), SCHEMA);
    let project = Project::new(&[]);
    let scratch = server.url();
    let dbtool =
        |words: &[&str]| project.dbtool(&[&["--scratch-url", &scratch, "--url", database.url()], words].concat());
    dbtool(&["inspect", "-o", "model.yaml"]).ok();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("documents");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for style in STYLES {
        let live = dbtool(&["snapshot", "--style", style]).ok();
        let model = dbtool(&["snapshot", "--style", style, "--from", "model", "--model", "model.yaml"]).ok();
        assert_eq!(live, model, "{style} from the model");
        // Databases of tests are called otherwise each time.
        settings.bind(|| insta::assert_snapshot!(style, live.replace(database.name(), "hostile")));
    }
}

#[test]
fn the_script_makes_the_database_anew() {
    let Some(server) = server(None) else { return support::skip("no server of PostgreSQL") };
    let (database, copy) = (server.database(), server.database());
    psql(database.url(), SCHEMA);
    let project = Project::new(&[]);
    let scratch = server.url();
    let dbtool = |words: &[&str]| project.dbtool(&[&["--scratch-url", &scratch], words].concat());
    let script = dbtool(&["snapshot", "--style", "sql", "--url", database.url()]).ok();
    assert!(script.contains("CREATE TABLE zwei.child"), "{script}");
    psql(copy.url(), &script);
    support::judge(server.major(), database.url(), copy.url(), &[]).unwrap();
    dbtool(&["inspect", "-o", "model.yaml", "--url", database.url()]).ok();
    let from_model =
        dbtool(&["snapshot", "--style", "sql", "--from", "model", "--model", "model.yaml", "--url", copy.url()]).ok();
    assert_eq!(script, from_model);
}
