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

/// Who may do what is told where it is asked for, by an option or by the configuration.
#[test]
fn rights_are_told_where_they_are_asked_for() {
    let Some(server) = server(None) else { return };
    let database = server.database();
    let role = format!("{}_reader", database.name());
    server.roles(&[&role]);
    psql(
        database.url(),
        &format!(
            "CREATE TABLE notes (id int PRIMARY KEY, owner text);
             ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
             CREATE POLICY own ON notes AS RESTRICTIVE FOR SELECT TO {role} USING (owner = 'a|b');
             GRANT SELECT ON notes TO {role} WITH GRANT OPTION; GRANT UPDATE (owner) ON notes TO PUBLIC;
             CREATE TABLE plain (id int PRIMARY KEY)"
        ),
    );
    let config = format!(
        "targets:\n  shop:\n    engine: postgresql\n    url: '{}'\n    snapshots:\n      - {{style: markdown, file: shop.md, rights: true}}\n",
        database.url()
    );
    let project = Project::new(&[("dbtool.yaml", &config)]);
    let told = project.dbtool(&["snapshot", "--style", "markdown", "--rights"]).ok();
    let expected = format!(
        "### Grants\n\n| To | Privileges | Columns | May be handed on | Revoked |\n| :--- | :--- | :--- | :--- | :--- |\n\
         | `{role}` | SELECT |  | SELECT |  |\n| everyone | UPDATE | `owner` |  |  |\n\n### Row security\n\n\
         Row security is enabled.\n\n| Policy | For | To | Rows that are seen | Rows that may be written | Kind |\n\
         | :--- | :--- | :--- | :--- | :--- | :--- |\n| `own` | select | `{role}` | `owner = 'a\\|b'::text` |  | restrictive |\n"
    );
    assert!(told.contains(&expected), "{told}\n{expected}");
    assert_eq!(told.matches("### Grants").count(), 1, "{told}");
    project.dbtool(&["snapshot", "--write"]).ok();
    assert_eq!(project.read("shop.md"), told);
    // As the configuration has it, and without one.
    assert_eq!(project.dbtool(&["snapshot"]).ok(), told);
    let nowhere = Project::new(&[]);
    let usual = nowhere.dbtool(&["snapshot", "--style", "markdown", "--url", database.url()]).ok();
    assert!(!usual.contains("### Grants") && !usual.contains("Row security is"), "{usual}");
    let refused = project.dbtool(&["snapshot", "--style", "dbml", "--rights"]).failed(1);
    assert!(refused.contains("the style `dbml` has no `rights`"), "{refused}");
}
