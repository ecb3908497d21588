//! dbtool as a library: the example's comparison, and what else a program can ask.

use dbtool::Diff;
use dbtool::report::Format;

use crate::support::{Project, psql, server};

#[path = "../../examples/drift.rs"]
#[expect(dead_code, reason = "its `main` is a program's")]
mod example;

#[expect(clippy::unwrap_used, reason = "a test that cannot go on says so this way")]
fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Runtime::new().unwrap()
}

#[test]
fn a_program_compares_a_database_with_its_model() {
    let Some(server) = server(None) else { return };
    let database = server.database();
    psql(
        database.url(),
        "CREATE TABLE users (id bigint PRIMARY KEY, old text); CREATE TABLE flyway_schema_history (id int)",
    );
    let model = "tables: {users: {columns: {id: bigint, email: text}, primary_key: [id]}}";
    let project = Project::new(&[("model.yaml", model), ("bad.yaml", "tables: {users: {colums: {}}}")]);
    let path = |name: &str| project.path().join(name).display().to_string();
    let drift = runtime().block_on(example::drift(database.url(), &path("model.yaml"))).unwrap();
    assert!(!drift.is_none() && drift.summary() == "2 changes: 1 to create, 1 to drop", "{}", drift.summary());
    let told = example::told(&drift);
    assert!(told.contains("Create column public.users.email\nDrop column public.users.old\n"), "{told}");
    assert!(told.contains("  DELETES_DATA: the column public.users.old"), "{told}");
    // What it says is what the program says.
    let said = project.dbtool(&[
        "diff",
        "--url",
        database.url(),
        "--model",
        "model.yaml",
        "--exclude",
        "public.flyway_schema_history",
        "--format",
        "sql",
    ]);
    assert_eq!(drift.render(Format::Sql), said.ok());
    assert_eq!(drift.before().objects.keys().filter(|id| *id.name == *"old").count(), 1);
    assert_eq!(drift.after().objects.keys().filter(|id| *id.name == *"old").count(), 0);
    assert!(drift.unmodelled().is_empty());

    // A project's target, other schemas, and a database that is as it should be.
    psql(database.url(), "CREATE SCHEMA other; ALTER TABLE users DROP COLUMN old, ADD COLUMN email text");
    let config = format!("targets: {{shop: {{engine: postgresql, url: '{}', model: model.yaml}}}}", database.url());
    project.write("dbtool.yaml", &config);
    let of_target = Diff::of_target(path("dbtool.yaml"), "shop").scratch_url(server.url());
    let found = runtime().block_on(of_target.clone().schemas(["other"]).run()).unwrap();
    assert_eq!(found.summary(), "1 change: 1 to drop");
    let only = of_target.schemas(["public"]).exclude("*.flyway_*").offline();
    assert!(runtime().block_on(only.run()).unwrap().is_none());

    // What is wrong is told as the program tells it, and no secret with it.
    let bad = runtime().block_on(Diff::of_database(database.url(), path("bad.yaml")).run()).unwrap_err();
    assert!(bad.to_string().contains("bad.yaml:1:18: unknown key `colums`"), "{bad}");
    let nowhere = Diff::of_database("postgres://me:hush@127.0.0.1:1/none", path("model.yaml"));
    let nowhere = runtime().block_on(nowhere.run()).unwrap_err();
    assert!(!format!("{nowhere} {nowhere:?}").contains("hush"), "{nowhere:?}");
    assert!(runtime().block_on(Diff::between("nothing.yaml", "model").run()).is_err());
}
