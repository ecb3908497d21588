//! A project's life: begun, migrated, checked.

use crate::support::{Project, dbtool_in, psql, server};
use crate::{MODEL, project, run};

#[test]
fn a_project_begins_with_a_live_database() {
    let Some(server) = server(None) else { return };
    let database = server.database();
    let url = database.url();
    psql(url, "CREATE TABLE things (id int PRIMARY KEY)");
    let project = Project::new(&[(".gitignore", "/target")]);
    let begun = project.dbtool(&["init", "shop", "--url", url]);
    assert_eq!(begun.code, Some(0), "{}", begun.stderr);
    assert_eq!(begun.stdout, "");
    assert_eq!(project.read(".gitignore"), "/target\n.dbtool/\n");
    let config = project.read("dbtool.yaml");
    assert!(config.contains("url: ${DATABASE_URL}") && !config.contains("postgresql://"), "{config}");
    let with = |words: &[&str]| dbtool_in(project.path(), words, &[("DATABASE_URL", url)]);
    assert_eq!(with(&["diff", "--exit-code"]).ok(), "");
    with(&["migrate", "check"]).ok();
    with(&["migrate", "baseline"]).ok();
    assert_eq!(with(&["migrate", "up"]).ok(), "");
    // The history is dbtool's own, and no drift.
    assert_eq!(with(&["diff", "--exit-code"]).ok(), "");
    assert!(project.dbtool(&["init"]).failed(1).contains("already here"));
    assert_eq!(project.read("dbtool.yaml"), config);
}

#[test]
fn migrations_are_written_run_and_undone() {
    let Some(server) = server(None) else { return };
    let (project, database) = (project(), server.database());
    let url = database.url();
    let paths = run(&project, url, "migrate new app first").ok();
    assert_eq!(paths.lines().count(), 3, "{paths}");
    assert_eq!(run(&project, url, "migrate new again").ok(), "");
    assert!(run(&project, url, "migrate up --dry-run").ok().contains("CREATE TABLE"));
    assert_eq!(run(&project, url, "migrate status --exit-code").code, Some(2));
    run(&project, url, "migrate up").ok();
    run(&project, url, "migrate up").ok();
    assert_eq!(run(&project, url, "diff --exit-code").ok(), "");
    let status: serde_json::Value =
        serde_json::from_str(&run(&project, url, "migrate status --format json").ok()).unwrap();
    assert_eq!((&status["pending"], &status["migrations"][0]["state"]), (&0.into(), &"applied".into()));
    run(&project, url, "migrate check").ok();
    run(&project, url, "migrate down").ok();
    assert_eq!(psql(url, "SELECT to_regclass('public.users') IS NULL"), "t\n");
    // A model that has moved on is a finding.
    project.write("schemas/app.yaml", &MODEL.replace("email:", "name: text\n      email:"));
    let found = run(&project, url, "migrate check");
    assert_eq!(found.code, Some(2), "{}", found.stderr);
    assert!(found.stdout.contains("do not reach the model"), "{}", found.stdout);
}
