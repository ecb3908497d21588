//! `dbtool doctor` and `dbtool explain`.

use crate::support::{Flavour, Project, dbtool, dbtool_in, mysql, psql, server};
use crate::{bare, project, run};

#[test]
fn all_that_works_is_said_and_nothing_is_changed() {
    let Some(server) = server(None) else { return };
    let (project, database) = (project(), server.database());
    let url = database.url();
    project.write("migrations/1_a.sql", "CREATE TABLE a (id int);\n");
    let scratch = format!("--scratch-url {url}");
    let said = run(&project, url, &format!("doctor {scratch}")).ok();
    for words in ["dbtool.yaml names app\n", "\napp\n", "ok     database        PostgreSQL ", "user ", "time zone"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(said.contains("makes databases for comparing and proving") && !said.contains("FAULT"), "{said}");
    let json = run(&project, url, &format!("doctor --format json {scratch}")).ok();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["version"], &json["healthy"]), (&1.into(), &true.into()));
    assert_eq!(json["checks"][0]["of"], "configuration");
    assert_eq!(psql(url, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"), "0\n");
}

#[test]
fn what_does_not_work_is_said_with_the_remedy() {
    let Some(server) = server(None) else { return };
    let (project, database) = (project(), server.database());
    let url = database.url();
    // A user without rights, whom the catalog tells of what is others'.
    psql(url, "CREATE TABLE t (id int)");
    psql(
        url,
        "DO $$BEGIN CREATE ROLE dbtool_doctor LOGIN PASSWORD 'x'; EXCEPTION WHEN duplicate_object THEN NULL; END$$",
    );
    let (scheme, rest) = url.split_once("://").unwrap();
    let poor = format!("{scheme}://dbtool_doctor:x@{}", rest.split_once('@').unwrap().1);
    let scratch = format!("--scratch-url {url}");
    let said = run(&project, &poor, &format!("doctor {scratch}")).ok();
    assert!(said.contains("note   rights          dbtool_doctor may make no schemas"), "{said}");
    assert!(
        said.contains("may not alter 1 tables, views and sequences") && said.contains("help: connect as"),
        "{said}"
    );
    // A typing error in the model, and a server that is not there.
    project.write("schemas/app.yaml", "tables:\n  t:\n    colums: {id: int}\n");
    let failed = run(&project, "postgresql://u:canary@127.0.0.1:1/x", &format!("doctor {scratch}"));
    assert_eq!(failed.code, Some(1), "{}", failed.stderr);
    for words in
        ["FAULT  model", "app.yaml:3:5", "help: did you mean `columns`?", "FAULT  database", "ok     scratch server"]
    {
        assert!(failed.stdout.contains(words), "{words}: {}", failed.stdout);
    }
    assert!(!failed.stdout.contains("canary"), "{}", failed.stdout);
    assert!(failed.stderr.contains("checks failed"), "{}", failed.stderr);
    let broken = Project::new(&[("dbtool.yaml", "targets: [\n")]);
    let said = dbtool_in(broken.path(), &["doctor"], &[]);
    assert!(said.code == Some(1) && said.stdout.contains("FAULT  configuration"), "{}", said.stdout);
}

#[test]
fn mysql_and_mariadb_tell_what_a_user_lacks() {
    for flavour in Flavour::ALL {
        let Some(server) = mysql(flavour) else { continue };
        let url = server.database("doctor", "CREATE TABLE t (id int)");
        let said = dbtool(&["doctor", "--url", &url]).ok();
        assert!(said.contains("ok     rights          user root@") && said.contains("ok     scratch server"), "{said}");
        let user = "DROP USER IF EXISTS dbtool_doctor; CREATE USER dbtool_doctor; GRANT SELECT, DROP ON `doctor`.* TO dbtool_doctor";
        server.database("doctor_users", user);
        let poor = url.replace("root@", "dbtool_doctor@");
        let said = dbtool(&["doctor", "--url", &poor, "--scratch-url", &url]).ok();
        assert!(said.contains("itself has not ALTER, ALTER ROUTINE, CREATE, ") && !said.contains(", DROP"), "{said}");
    }
}

#[test]
fn codes_are_explained() {
    let said = bare("explain lock-timeout").ok();
    assert!(said.starts_with("# lock-timeout (lint of migrations)") && said.contains("Instead: "), "{said}");
    let said = bare("explain rewrites_table").ok();
    assert!(said.starts_with("# REWRITES_TABLE (hazard of plans)"), "{said}");
    let both = bare("explain serial").ok();
    assert!(both.contains("(lint of migrations)") && both.contains("(lint of models)"), "{both}");
    assert!(bare("explain serail").failed(1).contains("did you mean `serial`?"));
    let all = bare("explain").ok();
    assert!(all.lines().count() > 100 && all.contains("DELETES_DATA"), "{all}");
    let json = bare("explain DELETES_DATA --format json").ok();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["of"], &json["code"]), (&"hazard of plans".into(), &"DELETES_DATA".into()));
}
