//! Changes of type by way of a shadow column: on rows, with what hangs on the column, and where it
//! cannot be.

use crate::support::{psql, server};
use crate::{project, run};

const BEFORE: &str = "\
manage: {comments: true, grants: true}
tables:
  items:
    columns:
      id: {type: integer, not_null: true, comment: its number, grants: {public: [SELECT]}}
      name: {type: text, default: \"'none'\"}
      size: {type: integer, not_null: true, default: 7}
    primary_key: [id]
    unique: {items_size_name: [size, name]}
    indexes:
      items_size: [size]
      items_name: {keys: [name, size], include: [id]}
";

/// The state of the rows: how many, and what they hold.
const STATE: &str = "SELECT count(*), sum(id::bigint), sum(size::bigint), count(name) FROM items";

#[test]
fn a_type_changes_beside_the_rows_and_takes_all_along() {
    let Some(server) = server(None) else { return };
    let (project, database) = (project(), server.database());
    let url = database.url();
    project.write("schemas/app.yaml", BEFORE);
    run(&project, url, "apply --yes").ok();
    psql(url, "INSERT INTO items SELECT i, CASE WHEN i % 2 = 0 THEN 'n' || i END, i FROM generate_series(1, 5000) i");
    let (before, file) = (psql(url, STATE), "SELECT relfilenode FROM pg_class WHERE oid = 'items'::regclass");
    let filenode = psql(url, file);
    let after = BEFORE.replace("{type: integer, not_null", "{type: bigint, not_null");
    project.write("schemas/app.yaml", &after);
    let plan = run(&project, url, "diff --shadow-columns --format sql").ok();
    assert!(!plan.contains("REWRITES_TABLE") && plan.contains("WRITES_ROWS"), "{plan}");
    assert!(plan.contains("CREATE UNIQUE INDEX CONCURRENTLY") && plan.contains("PRIMARY KEY USING INDEX"), "{plan}");
    run(&project, url, "apply --yes --shadow-columns").ok();
    assert_eq!(run(&project, url, "diff --exit-code").code, Some(0));
    assert_eq!((psql(url, STATE), psql(url, file)), (before, filenode), "no row is lost, and none was written anew");
    // Nothing of the way is left, and defaults, keys and comments are there.
    let left = "SELECT count(*) FROM pg_class WHERE relname LIKE '%dbtool%' OR EXISTS (SELECT FROM pg_proc WHERE proname LIKE '%dbtool%')";
    assert_eq!(psql(url, left), "0\n");
    assert_eq!(psql(url, "INSERT INTO items (id) VALUES (5000000000) RETURNING size, name"), "7|none\n");
}

#[test]
fn what_is_written_meanwhile_is_kept_in_step() {
    let Some(server) = server(None) else { return };
    let (project, database) = (project(), server.database());
    let url = database.url();
    let model = |of: &str| {
        format!("tables:\n  t: {{columns: {{id: {{type: integer, not_null: true}}, v: {of}}}, primary_key: [id]}}\n")
    };
    project.write("schemas/app.yaml", &model("integer"));
    run(&project, url, "apply --yes").ok();
    psql(url, "INSERT INTO t SELECT i, i FROM generate_series(1, 3) i");
    project.write("schemas/app.yaml", &model("text"));
    let plan = run(&project, url, "diff --shadow-columns --format sql").ok();
    // The first transaction of the plan alone, and then writers as they come.
    let first = plan.split("COMMIT;").next().unwrap_or_default();
    assert!(first.contains("CREATE TRIGGER"), "{plan}");
    psql(url, &format!("{first}COMMIT; INSERT INTO t VALUES (4, 40); UPDATE t SET v = 10 WHERE id = 1;"));
    let rest = plan.split_once("COMMIT;").map(|(_, rest)| rest.to_owned()).unwrap_or_default();
    let path = project.write("rest.sql", &rest);
    crate::support::psql_file(url, &path);
    assert_eq!(
        psql(url, "SELECT id, v, pg_typeof(v) FROM t ORDER BY id"),
        "1|10|text\n2|2|text\n3|3|text\n4|40|text\n"
    );
    assert_eq!(run(&project, url, "diff --exit-code").code, Some(0));
}

/// A change that was killed is made anew: once an index was built, and without a shadow.
#[test]
fn what_a_killed_run_has_left_goes_first() {
    let Some(server) = server(None) else { return };
    for (parts, flags) in [(3, " --shadow-columns"), (1, "")] {
        let (project, database) = (project(), server.database());
        let url = database.url();
        project.write("schemas/app.yaml", BEFORE);
        run(&project, url, "apply --yes").ok();
        psql(url, "INSERT INTO items SELECT i, 'n' || i, i FROM generate_series(1, 50) i");
        let (before, scratch) = (psql(url, STATE), format!("--scratch-url {url}"));
        project.write("schemas/app.yaml", &BEFORE.replace("{type: integer, not_null", "{type: bigint, not_null"));
        let plan = run(&project, url, &format!("diff --shadow-columns --format sql {scratch}")).ok();
        // Transactions, and what stands alone between them.
        let run_then: Vec<&str> = plan.split_inclusive("COMMIT;").take(parts).collect();
        let path = project.write("killed.sql", &run_then.concat());
        crate::support::psql_file(url, &path);
        assert_ne!(psql(url, "SELECT count(*) FROM pg_attribute WHERE attname LIKE '%dbtool_shadow'"), "0\n");
        run(&project, url, &format!("apply --yes {scratch}{flags}")).ok();
        assert_eq!(run(&project, url, &format!("diff --exit-code {scratch}")).code, Some(0));
        assert_eq!(psql(url, STATE), before);
        let left = "SELECT count(*) FROM pg_attribute WHERE attrelid = 'items'::regclass AND attname LIKE '%dbtool%'";
        assert_eq!(psql(url, left), "0\n");
    }
}

#[test]
fn a_migration_goes_by_a_shadow_column_and_back() {
    let Some(server) = server(None) else { return };
    let (project, database) = (project(), server.database());
    let url = database.url();
    let scratch = format!("--scratch-url {url}");
    let before = BEFORE.replace("size: {type: integer, not_null: true", "size: {type: integer");
    project.write("schemas/app.yaml", &before);
    run(&project, url, &format!("migrate new app first {scratch}")).ok();
    project.write("schemas/app.yaml", &before.replace("size: {type: integer", "size: {type: bigint"));
    let run_new = run(&project, url, &format!("migrate new app second --shadow-columns {scratch}"));
    assert!(run_new.stderr.contains("proved on rows of public.items (3)"), "{}", run_new.stderr);
    run_new.ok();
    run(&project, url, "migrate up").ok();
    psql(url, "INSERT INTO items (id) VALUES (1)");
    let first = psql(url, "SELECT min(version) FROM _sqlx_migrations");
    run(&project, url, &format!("migrate down --to {}", first.trim())).ok();
    assert_eq!(psql(url, "SELECT id, size, pg_typeof(size) FROM items"), "1|7|integer\n");
}

#[test]
fn where_it_cannot_be_the_plan_says_why() {
    let Some(server) = server(None) else { return };
    let (project, database) = (project(), server.database());
    let url = database.url();
    let model = |of: &str| {
        format!(
            "tables:\n  t: {{columns: {{id: {{type: integer, not_null: true}}, v: {of}}}, primary_key: [id]}}\nviews: {{w: {{query: SELECT v FROM public.t}}}}\n"
        )
    };
    project.write("schemas/app.yaml", &model("integer"));
    run(&project, url, "apply --yes").ok();
    project.write("schemas/app.yaml", &model("bigint"));
    let plan = run(&project, url, "diff --shadow-columns --format sql").ok();
    assert!(
        plan.contains("REWRITES_TABLE")
            && plan.contains("by a shadow column it cannot be made: view public.w needs the column"),
        "{plan}"
    );
    run(&project, url, "apply --yes --shadow-columns").ok();
}
