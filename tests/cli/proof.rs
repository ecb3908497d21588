//! What the steps of a plan really take, as a scratch server says it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so this way")]

use serde_json::Value;

use crate::support::{psql, server};
use crate::{MODEL, project, run};

fn steps(report: &str) -> Vec<Value> {
    let report: Value = serde_json::from_str(report).unwrap();
    report["steps"].as_array().unwrap().clone()
}

fn step<'a>(steps: &'a [Value], sql: &str) -> &'a Value {
    steps.iter().find(|step| step["sql"].as_str().unwrap().contains(sql)).unwrap()
}

#[test]
fn locks_rewrites_and_scans_are_measured_and_never_guessed() {
    let Some(server) = server(None) else { return };
    let (project, database) = (project(), server.database());
    let url = database.url();
    run(&project, url, "apply --yes").ok();
    psql(url, "ALTER TABLE users ADD score integer, ADD note text; CREATE TABLE other (id integer)");
    // An integer becomes a bigint, a text a varchar, and an index and a check come.
    let model = MODEL.replace("    primary_key", "      score: bigint\n      note: {type: text, storage: external}\n    checks: {positive: score > 0}\n    indexes: {users_score: [score]}\n    primary_key");
    project.write("schemas/app.yaml", &format!("{model}  other: {{columns: {{id: integer}}}}\n"));

    // What was not run was not measured.
    for step in steps(&run(&project, url, "diff --no-online --format json").ok()) {
        assert_eq!((&step["measured"], &step["locks"]), (&Value::Bool(false), &Value::Array(Vec::new())), "{step}");
    }
    let report = run(&project, url, "diff --no-online --prove --format json").ok();
    let steps = steps(&report);
    assert!(steps.iter().all(|step| step["measured"] == true), "{report}");
    let lock = |sql: &str| step(&steps, sql)["locks"].clone();
    let users = |mode: &str, rewritten: bool, read: bool| serde_json::json!([{"relation": "public.users", "mode": mode, "rewritten": rewritten, "read": read}]);
    assert_eq!(lock("TYPE bigint"), users("ACCESS EXCLUSIVE", true, true));
    assert_eq!(lock("SET STORAGE"), users("ACCESS EXCLUSIVE", false, false));
    assert_eq!(lock("ADD CONSTRAINT positive"), users("ACCESS EXCLUSIVE", false, true));
    assert_eq!(lock("CREATE INDEX"), users("SHARE", false, true));

    let text = run(&project, url, "diff --no-online --prove").ok();
    assert!(text.contains("-- locks public.users: ACCESS EXCLUSIVE; rewrites public.users\n"), "{text}");
    assert!(text.contains("-- locks public.users: SHARE; reads all of public.users\n"), "{text}");
    // Nothing of it happened where the data is.
    assert!(run(&project, url, "diff").ok().contains("TYPE bigint"));
}

#[test]
fn what_cannot_be_in_a_transaction_is_not_measured() {
    let Some(server) = server(None) else { return };
    let (project, database) = (project(), server.database());
    let url = database.url();
    run(&project, url, "apply --yes").ok();
    project.write(
        "schemas/app.yaml",
        &format!("{MODEL}    indexes: {{users_email: [email]}}\n    checks: {{full: email <> ''}}\n"),
    );
    let steps = steps(&run(&project, url, "diff --prove --format json").ok());
    assert_eq!(step(&steps, "CONCURRENTLY")["measured"], false);
    let validate = step(&steps, "VALIDATE");
    assert_eq!(validate["measured"], true);
    assert_eq!(validate["locks"][0]["mode"], "SHARE UPDATE EXCLUSIVE");
    assert_eq!((&validate["locks"][0]["read"], &validate["locks"][0]["rewritten"]), (&true.into(), &false.into()));
}

#[test]
fn a_migration_s_page_tells_what_was_measured() {
    let Some(server) = server(None) else { return };
    let (project, database) = (project(), server.database());
    let url = database.url();
    run(&project, url, "migrate new app first").ok();
    project.write("schemas/app.yaml", &MODEL.replace("    primary_key", "      note: text\n    primary_key"));
    let paths = run(&project, url, "migrate new app second").ok();
    let page = paths.lines().find(|path| path.ends_with(".md")).unwrap();
    let page = std::fs::read_to_string(project.path().join(page)).unwrap();
    assert!(
        page.contains("## Locks\n")
            && page.contains("ADD COLUMN note text\n    locks public.users: ACCESS EXCLUSIVE\n"),
        "{page}"
    );
}
