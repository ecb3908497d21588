//! What the steps of a plan really take, as a scratch server says it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so this way")]

use std::collections::BTreeSet;

use dbtool::engine::{Connection, Engine, Reading, Sides};
use dbtool::error::Fault;
use dbtool::plan::{Step, plan_as};
use dbtool::proof::way::Way;
use serde_json::Value;

use crate::support::{block_on, psql, server};
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

/// Of a large database only what a plan touches is made anew: what those statements take is the same.
#[test]
fn of_a_large_database_as_much_is_made_as_a_plan_touches() {
    let Some(server) = server(None) else { return };
    let (project, from, to) = (project(), server.database(), server.database());
    let mut sql = "CREATE DOMAIN short AS text;\n".to_owned();
    for at in 0..60 {
        let up = at / 2;
        sql += &format!("CREATE TABLE t{at} (id integer PRIMARY KEY, up integer REFERENCES t{up});\n");
    }
    sql +=
        "ALTER TABLE t11 ADD name short; CREATE TABLE gone (id integer REFERENCES t9); CREATE TABLE t60 (of integer)";
    psql(from.url(), &sql);
    psql(to.url(), &sql);
    psql(
        to.url(),
        "ALTER DOMAIN short ADD CHECK (VALUE <> ''); DROP TABLE gone; ALTER TABLE t60 ADD FOREIGN KEY (of) REFERENCES t33",
    );
    let diff = format!("diff --no-online --prove --format json --from {} --to {}", from.url(), to.url());
    let steps = steps(&run(&project, from.url(), &diff).ok());
    let lock = |sql: &str, relation: &str| {
        let step = step(&steps, sql);
        let locks = step["locks"].as_array().unwrap();
        let lock = locks.iter().find(|lock| lock["relation"] == relation).cloned();
        lock.unwrap_or_else(|| panic!("{relation} is not among the locks of {step}"))
    };
    // What needs what is touched is there, and so is what is touched from afar.
    let domain = lock("DOMAIN", "public.t11");
    assert_eq!((&domain["mode"], &domain["read"]), (&"SHARE".into(), &true.into()));
    assert_eq!(lock("DROP TABLE", "public.t9")["mode"], "ACCESS EXCLUSIVE");
    assert_eq!(lock("FOREIGN KEY", "public.t33")["mode"], "SHARE ROW EXCLUSIVE");
}

#[test]
fn the_name_of_a_relation_is_the_one_before_the_statement() {
    let Some(server) = server(None) else { return };
    let (project, from) = (project(), server.database());
    psql(from.url(), "CREATE SCHEMA old; CREATE TABLE old.thing (id integer)");
    project.write(
        "schemas/app.yaml",
        "schemas:\n  fresh: {renamed_from: old}\ntables:\n  fresh.thing:\n    columns: {id: integer, more: integer}\n",
    );
    let steps = steps(&run(&project, from.url(), "diff --prove --format json").ok());
    assert_eq!(step(&steps, "ALTER SCHEMA")["locks"], serde_json::json!([]));
    assert_eq!(step(&steps, "more")["locks"][0]["relation"], "fresh.thing");
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

#[test]
fn what_would_be_lost_is_counted() {
    let Some(server) = server(None) else { return };
    let (project, database) = (project(), server.database());
    let url = database.url();
    run(&project, url, "apply --yes").ok();
    psql(
        url,
        "ALTER TABLE users ADD note text; INSERT INTO users (email, note) VALUES ('a', 'x'), ('b', 'y'), ('c', NULL)",
    );
    psql(url, "CREATE TABLE \"Old\" AS SELECT generate_series(1, 7)");
    let stderr = run(&project, url, "apply --yes").failed(3);
    assert!(
        stderr.contains("public.users.note is dropped with all its values; 2 rows have a value there now"),
        "{stderr}"
    );
    assert!(stderr.contains("with all its rows; 7 rows are in it now"), "{stderr}");
    let json = run(&project, url, "diff --format json").ok();
    let steps = steps(&json);
    let lost = |sql: &str| step(&steps, sql)["hazards"][0]["lost"].clone();
    assert_eq!(lost("DROP COLUMN note"), serde_json::json!({"count": 2, "estimated": false}));
    assert_eq!(lost("DROP TABLE"), serde_json::json!({"count": 7, "estimated": false}));
    assert_eq!(step(&steps, "DROP COLUMN note")["hazards"][0]["relation"], "public.users");

    // Where it cannot be counted for a lock, an estimate is said to be one, and nothing waits.
    psql(url, "ANALYZE \"Old\"");
    let mut locker = std::process::Command::new("psql");
    locker.args(["-Xq", "-c", "BEGIN; LOCK TABLE \"Old\"; SELECT pg_sleep(600)", url]);
    let mut locker = locker.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().unwrap();
    while psql(url, "SELECT count(*) FROM pg_locks WHERE relation = '\"Old\"'::regclass") == "0\n" {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let live = run(&project, url, "diff --format json");
    psql(
        url,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)' AND datname = current_database() AND pid <> pg_backend_pid()",
    );
    locker.wait().unwrap();
    let text = live.ok();
    assert!(text.contains("has about 7 rows, by the server's estimate"), "{text}");
    assert!(text.contains(r#""lost":{"count":7,"estimated":true}"#), "{text}");
}

#[test]
fn a_step_is_refused_beyond_the_limit_of_its_table_s_size() {
    let Some(server) = server(None) else { return };
    let (project, database) = (project(), server.database());
    let url = database.url();
    run(&project, url, "apply --yes").ok();
    psql(
        url,
        "ALTER TABLE users ADD n integer; INSERT INTO users (email) SELECT i::text FROM generate_series(1, 3000) i",
    );
    project.write("schemas/app.yaml", &MODEL.replace("    primary_key", "      n: bigint\n    primary_key"));
    let limit = |size: &str| crate::CONFIG.replace("    url:", &format!("    limits: {{rewrite: {size}}}\n    url:"));
    project.write("dbtool.yaml", &limit("64kB"));
    let stderr = run(&project, url, "apply --yes").failed(3);
    assert!(stderr.contains("beyond the limit `rewrite`") && stderr.contains("too heavy"), "{stderr}");
    assert!(stderr.contains("--allow column:public.users.n"), "{stderr}");
    assert!(run(&project, url, "diff --format json").ok().contains("\"refused\":true"));
    project.write("dbtool.yaml", &limit("1GB"));
    assert!(run(&project, url, "apply --dry-run").ok().contains("TYPE bigint"));
    project.write("dbtool.yaml", &limit("64kB"));
    run(&project, url, "apply --yes --allow column:public.users.n").ok();
    project.write("dbtool.yaml", &crate::CONFIG.replace("    url:", "    limits: {rewrites: 1GB}\n    url:"));
    assert!(run(&project, url, "diff").failed(1).contains("did you mean `rewrite`?"));
}

#[test]
fn each_limit_is_of_its_own_hazards() {
    let Some(server) = server(None) else { return };
    let (project, database) = (project(), server.database());
    let url = database.url();
    run(&project, url, "apply --yes").ok();
    psql(url, "INSERT INTO users (email) SELECT i::text FROM generate_series(1, 3000) i");
    let limit = |limits: &str| crate::CONFIG.replace("    url:", &format!("    limits: {{{limits}}}\n    url:"));
    // A plain index keeps writers waiting; a check is scanned for, online too.
    for (part, line, refused, free) in [
        ("indexes: {users_email: [email]}", "apply --yes --no-online", "block: 64kB", "rewrite: 64kB, scan: 64kB"),
        ("checks: {full: email <> ''}", "apply --yes", "scan: 64kB", "block: 64kB, rewrite: 64kB"),
    ] {
        project.write("schemas/app.yaml", &format!("{MODEL}    {part}\n"));
        project.write("dbtool.yaml", &limit(refused));
        let word = refused.split(':').next().unwrap();
        let stderr = run(&project, url, line).failed(3);
        assert!(stderr.contains(&format!("beyond the limit `{word}`")), "{part}: {stderr}");
        project.write("dbtool.yaml", &limit(free));
        run(&project, url, line).ok();
        project.write("schemas/app.yaml", MODEL);
        run(&project, url, "apply --yes").ok();
    }
    // What is small passes all of them, and a size that is none is told with its place.
    project.write("dbtool.yaml", &limit("block: 64kB, scan: 64kB, rewrite: 64kB"));
    psql(url, "CREATE TABLE tiny (id integer)");
    project.write("schemas/app.yaml", &format!("{MODEL}  tiny: {{columns: {{id: bigint}}}}\n"));
    run(&project, url, "apply --yes").ok();
    project.write("dbtool.yaml", &limit("scan: much"));
    let stderr = run(&project, url, "diff").failed(1);
    assert!(stderr.contains("dbtool.yaml:") && stderr.contains("`much`"), "{stderr}");
}

/// A plan leads where it should and back, and rows are there all the while.
#[test]
fn a_plan_is_proved_up_and_back_on_rows() {
    let Some(server) = server(None) else { return };
    let (project, from, to) = (project(), server.database(), server.database());
    psql(
        from.url(),
        "CREATE TABLE p (a integer) PARTITION BY LIST (a); CREATE TABLE place (a integer);
         CREATE TABLE t (id integer PRIMARY KEY, at place, ats place[], note text);
         CREATE TABLE up (x integer, z text); CREATE TABLE low (y integer) INHERITS (up)",
    );
    psql(
        to.url(),
        "CREATE TABLE p (a integer) PARTITION BY LIST (a); CREATE TABLE q PARTITION OF p DEFAULT;
         CREATE TABLE place (a integer, b text);
         CREATE TABLE t (id bigint PRIMARY KEY, at place, ats place[], note text, UNIQUE (note));
         CREATE TABLE up (x integer); CREATE TABLE low (y integer) INHERITS (up)",
    );
    let diff =
        |from: &str, to: &str, more: &str| run(&project, from, &format!("diff --prove {more} --from {from} --to {to}"));
    // A partition comes and goes with its rows, values of a row type get another part, a parent's column goes.
    for (from, to) in [(from.url(), to.url()), (to.url(), from.url())] {
        let told = diff(from, to, "--no-online");
        let words = told.stderr.clone();
        told.ok();
        assert!(words.contains("proved up and back on rows of "), "{words}");
        assert!(words.contains("public.t (3)"), "{words}");
    }

    // What the rows hold may be in the way, and nothing else is.
    let refused = server.database();
    psql(
        refused.url(),
        "CREATE TABLE p (a integer) PARTITION BY LIST (a); CREATE TABLE place (a integer);
         CREATE TABLE t (id integer PRIMARY KEY, at place, ats place[], note text CHECK (note = 'none'));
         CREATE TABLE up (x integer, z text); CREATE TABLE low (y integer) INHERITS (up)",
    );
    let told = diff(from.url(), refused.url(), "--no-online");
    let words = told.stderr.clone();
    told.ok();
    assert!(words.contains("depends on what the rows hold: "), "{words}");
    assert!(words.contains("proved up and back\n"), "{words}");
}

/// What leads elsewhere, and what loses more than it says, does not pass.
#[test]
fn a_plan_that_leads_elsewhere_or_loses_in_silence_does_not_prove() {
    let Some(server) = server(None) else { return };
    let (from, to) = (server.database(), server.database());
    psql(from.url(), "CREATE TABLE t (id integer PRIMARY KEY, note text)");
    psql(to.url(), "CREATE TABLE t (id bigint PRIMARY KEY, note text); CREATE INDEX by_note ON t (note)");
    let told = |change: fn(&mut Vec<Step>)| {
        block_on(async {
            let dialect = Engine::Postgresql.dialect();
            let mut sides = Vec::new();
            for url in [from.url(), to.url()] {
                let mut session = Connection::open(url).await?;
                sides.push(session.introspect(&Reading::default()).await?);
                session.close().await;
            }
            let (before, after) = (&sides[0], &sides[1]);
            let mut steps = plan_as(dialect, Sides { before, after, online: false })?.steps;
            change(&mut steps);
            let made = server.database();
            psql(made.url(), "CREATE TABLE t (id integer PRIMARY KEY, note text)");
            let way = Way {
                dialect,
                before,
                made: before,
                after,
                renames: &[],
                words: &BTreeSet::from(["t".to_owned()]),
                assigned: &BTreeSet::new(),
                clear: &|_| (),
            };
            let mut session = Connection::open(made.url()).await?;
            let (run, proof) = way.run(&steps, true, &mut session).await?;
            session.close().await;
            Ok::<_, Fault>((run.failed.map(|fault| fault.to_string()), proof.lines().join("\n")))
        })
        .unwrap()
    };
    assert_eq!(told(|_| ()), (None, "proved up and back on rows of public.t (3)".to_owned()));
    let elsewhere = told(|steps| steps.retain(|step| !step.sql.contains("INDEX"))).0.unwrap();
    assert!(elsewhere.contains("the plan does not lead to what is wanted"), "{elsewhere}");
    assert!(elsewhere.contains("index public.t.by_note is not there"), "{elsewhere}");
    let silent = told(|steps| {
        let mut more = steps[0].clone();
        more.sql = "DELETE FROM public.t WHERE id = (SELECT min(id) FROM public.t)".to_owned();
        steps.push(more);
    });
    let silent = silent.0.unwrap();
    assert!(silent.contains("the plan loses data and no step of it says so"), "{silent}");
    assert!(silent.contains("1 of 3 rows of public.t are gone"), "{silent}");
}
