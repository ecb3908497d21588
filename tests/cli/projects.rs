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
    // What is the server's, and not the database's, is no part of the model.
    let manage = project.read("schemas/shop/_model.yaml");
    assert!(manage.contains("grants") && !manage.contains("memberships"), "{manage}");
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

#[test]
fn a_project_begins_in_a_repository_that_has_a_database() {
    let Some(server) = server(None) else { return };
    let database = server.database();
    let url = database.url();
    psql(
        url,
        "CREATE TABLE goose_db_version (id serial PRIMARY KEY, version_id bigint, is_applied boolean, tstamp timestamp)",
    );
    psql(url, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, true), (1, true)");
    psql(url, "CREATE TABLE things (id int PRIMARY KEY)");
    let project = Project::new(&[
        (".env", "SHOP_URL=postgres://me:hush@localhost/shop\n"),
        ("compose.yaml", "services:\n  db:\n    image: postgres:15\n"),
        (
            "db/migrations/00001_things.sql",
            "-- +goose Up\nCREATE TABLE things (id int PRIMARY KEY);\n-- +goose Down\nDROP TABLE things;\n",
        ),
    ]);
    let begun = project.dbtool(&["init", "shop"]);
    assert_eq!(begun.code, Some(0), "{}", begun.stderr);
    for line in [
        "found .env: SHOP_URL is the URL of a database (postgresql)",
        "found compose.yaml: the service `db` runs postgresql 15",
        "found db/migrations: migrations of goose",
    ] {
        assert!(begun.stderr.contains(line), "{}", begun.stderr);
    }
    assert!(!begun.stderr.contains("hush"), "{}", begun.stderr);
    let config = project.read("dbtool.yaml");
    assert!(config.contains("url: ${SHOP_URL}\n    postgres_version: 15\n") && !config.contains("hush"), "{config}");

    // The other tool's history is its own, with the sequence of its key.
    assert!(config.contains("exclude: ['*goose_db_version']"), "{config}");

    // What it says comes next does what it says.
    let steps: Vec<String> = begun
        .stderr
        .lines()
        .filter_map(|line| line.trim().strip_prefix("dbtool ")?.split("  #").next().map(|it| it.trim().to_owned()))
        .collect();
    assert_eq!(
        steps,
        [
            "inspect shop -o schemas/shop/",
            "migrate import shop db/migrations --from goose",
            "diff shop",
            "migrate new shop add_things"
        ]
    );
    // `.env` says where the database is, and the environment says it louder.
    assert!(!begun.stderr.contains("export"), "{}", begun.stderr);
    project.write(".env", &format!("export SHOP_URL='{url}' # the shop\n"));
    let run = |line: &str| project.dbtool(&line.split(' ').collect::<Vec<_>>());
    run(&steps[0]).ok();
    // Its own migrations are yet to come, and its model can be looked at.
    let linted = run("lint");
    assert!(linted.stderr.contains("shop: there are no migrations at migrations/shop"), "{}", linted.stderr);
    assert!(linted.stdout.contains("things.yaml:5:7") && linted.stdout.contains("[small-key]"), "{}", linted.stdout);
    for step in &steps[1..3] {
        run(step).ok();
    }
    let elsewhere = dbtool_in(project.path(), &["diff"], &[("SHOP_URL", "postgres://127.0.0.1:1/none")]);
    assert!(elsewhere.failed(1).contains("127.0.0.1:1"));
    assert_eq!(run("migrate up").ok(), "");
    psql(url, "DROP TABLE goose_db_version");
    assert_eq!(run("diff --exit-code").ok(), "");
    run("migrate check").ok();
}

#[test]
fn phases_are_timed_where_that_is_asked_for() {
    let Some(server) = server(None) else { return };
    let (project, database) = (project(), server.database());
    let phases = |line: &str| -> Vec<String> {
        let told = run(&project, database.url(), line);
        assert_eq!(told.code, Some(0), "{}", told.stderr);
        let lines = told.stderr.lines().filter(|line| line.trim_end().ends_with(" ms"));
        lines.map(|line| line.split("  ").next().unwrap_or_default().to_owned()).collect()
    };
    let timed = phases("diff --timings");
    for phase in ["connect", "load", "introspect", "canonicalise", "plan", "weigh", "render", "all else", "total"] {
        assert!(timed.iter().any(|timed| timed == phase), "{phase}: {timed:?}");
    }
    assert!(phases("apply --yes --timings").contains(&"apply".to_owned()));
    assert_eq!(phases("diff"), Vec::<String>::new());
    let told = run(&project, database.url(), "diff --timings --log-format json").stderr;
    let last: serde_json::Value = serde_json::from_str(told.lines().last().unwrap()).unwrap();
    assert!(last["phase"] == "total" && last["elapsed_ms"].is_u64(), "{last}");
}
