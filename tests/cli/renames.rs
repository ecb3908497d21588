//! What is called otherwise keeps what it holds.

use crate::support::{Project, dbtool_in, judge, psql, server, versions};

const CONFIG: &str = "targets:\n  app:\n    engine: postgresql\n    model: new.yaml\n    migrations: migrations\n";

const OLD: &str = "\
enums: {kind: [a, b]}
schemas: {app: {tables: {inner: {columns: {id: integer}}}}}
tables:
  people:
    columns:
      id: bigserial
      mail: {type: text, not_null: true, check: \"mail <> ''\", unique: true, index: true}
      boss: {type: bigint, references: people(id)}
      kind: {type: kind, default: \"'a'\"}
    primary_key: [id]
views:
  v: SELECT id, mail FROM people
functions:
  f(x integer): {returns: integer, language: sql, body: SELECT x}
  f(x text): {returns: integer, language: sql, body: SELECT 1}
";

const NEW: &str = "\
enums: {sort: {labels: [a, b, c], renamed_from: kind}}
schemas: {application: {renamed_from: app, tables: {within: {renamed_from: inner, columns: {id: bigint}}}}}
tables:
  users:
    renamed_from: people
    columns:
      id: bigserial
      email: {type: character varying(100), not_null: true, check: \"email <> ''\", unique: true, index: true, renamed_from: mail}
      chief: {type: bigint, references: users(id), renamed_from: boss}
      kind: {type: sort, default: \"'a'\"}
    primary_key: [id]
views:
  w: {query: \"SELECT id, email FROM users\", renamed_from: v}
functions:
  g(x integer): {returns: integer, language: sql, body: SELECT x + 1, renamed_from: f}
  f(x text): {returns: integer, language: sql, body: SELECT 1}
";

fn project() -> Project {
    Project::new(&[("dbtool.yaml", CONFIG), ("old.yaml", OLD), ("new.yaml", NEW)])
}

#[test]
fn what_is_called_otherwise_keeps_its_rows() {
    let Some(server) = server(None) else { return };
    let (project, database) = (project(), server.database());
    let run = |words: &[&str]| dbtool_in(project.path(), &[words, &["--url", database.url()]].concat(), &[]);
    run(&["apply", "--model", "old.yaml", "--yes"]).ok();
    psql(database.url(), "INSERT INTO people (mail) VALUES ('x@y'); INSERT INTO app.inner VALUES (7)");
    let plan = run(&["diff", "--model", "new.yaml", "--format", "sql"]).ok();
    assert!(!plan.contains("DROP TABLE") && !plan.contains("DROP COLUMN") && !plan.contains("DROP CONSTRAINT people"));
    assert!(plan.contains("ALTER TABLE public.users RENAME COLUMN mail TO email"), "{plan}");
    assert!(plan.contains("RENAME TO users_email_idx"), "{plan}");
    let json: serde_json::Value =
        serde_json::from_str(&run(&["diff", "--model", "new.yaml", "--format", "json"]).ok()).unwrap();
    let renamed = |change: &&serde_json::Value| change["action"] == "rename" && change["name"] == "public.users";
    assert_eq!(json["changes"].as_array().unwrap().iter().filter(renamed).count(), 1);
    run(&["apply", "--model", "new.yaml", "--yes", "--allow", "column:public.users.email"]).ok();
    let rows = "SELECT (SELECT email || id FROM users), (SELECT id FROM application.within), public.g(1)";
    assert_eq!(psql(database.url(), rows).trim(), "x@y1|7|2");
    // Said again, it does nothing.
    assert_eq!(run(&["diff", "--model", "new.yaml", "--exit-code"]).ok(), "");
}

#[test]
fn a_migration_renames_there_and_back() {
    let project = project();
    let run = |words: &[&str]| dbtool_in(project.path(), words, &[]);
    run(&["migrate", "new", "first", "--model", "old.yaml"]).ok();
    run(&["migrate", "new", "second", "--allow", "all"]).ok();
    let folder = std::fs::read_dir(project.path().join("migrations")).unwrap();
    let texts: Vec<String> = folder.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect();
    assert!(texts.iter().any(|text| text.contains("ALTER TABLE public.people RENAME TO users")));
    assert!(texts.iter().any(|text| text.contains("ALTER TABLE public.users RENAME TO people")));
    assert_eq!(run(&["migrate", "check"]).code, Some(0));
}

#[test]
fn a_likely_rename_is_pointed_out_and_not_guessed() {
    let Some(server) = server(None) else { return };
    let (project, database) = (project(), server.database());
    let model = |name: &str| format!("tables:\n  t:\n    columns: {{id: integer, {name}: text}}\n");
    std::fs::write(project.path().join("a.yaml"), model("first")).unwrap();
    std::fs::write(project.path().join("b.yaml"), model("second")).unwrap();
    let run = |words: &[&str]| dbtool_in(project.path(), &[words, &["--url", database.url()]].concat(), &[]);
    run(&["apply", "--model", "a.yaml", "--yes"]).ok();
    let diff = run(&["diff", "--model", "b.yaml"]);
    assert!(diff.stderr.contains("with `renamed_from: first` it keeps what it holds"), "{}", diff.stderr);
    assert!(diff.stdout.contains("DROP COLUMN first"), "{}", diff.stdout);
    assert_eq!(run(&["diff", "--model", "a.yaml"]).stderr.matches("renamed_from").count(), 0);
}

#[test]
fn an_index_that_takes_part_in_another_is_the_same_one_under_another_name() {
    let Some(server) = server(None) else { return };
    let (project, database, wanted) = (Project::new(&[]), server.database(), server.database());
    let table = "CREATE TABLE p (a int, b text, PRIMARY KEY (a)) PARTITION BY RANGE (a); \
                 CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);";
    psql(database.url(), &format!("{table} CREATE INDEX p_b ON p (b); INSERT INTO p VALUES (1, 'x')"));
    let named = "CREATE INDEX mine ON p1 (b); CREATE INDEX p_b ON p (b); ALTER TABLE p1 RENAME CONSTRAINT p1_pkey TO k";
    psql(wanted.url(), &format!("{table} {named}"));
    let before = dbtool_in(project.path(), &["inspect", "--url", database.url()], &[]).ok();
    let after = dbtool_in(project.path(), &["inspect", "--url", wanted.url()], &[]).ok();
    std::fs::write(project.path().join("before.yaml"), before).unwrap();
    std::fs::write(project.path().join("after.yaml"), after).unwrap();
    let run = |words: &[&str]| dbtool_in(project.path(), &[words, &["--url", database.url()]].concat(), &[]);
    for (model, name, key) in [("after.yaml", "mine", "k"), ("before.yaml", "p1_b_idx", "p1_pkey")] {
        let plan = run(&["diff", "--model", model, "--format", "sql"]).ok();
        assert!(plan.contains(&format!("RENAME TO {name}")) && !plan.contains("CREATE INDEX"), "{plan}");
        assert!(plan.contains(&format!("TO {key}")) && !plan.contains("DROP"), "{plan}");
        run(&["apply", "--model", model, "--yes"]).ok();
        assert_eq!(run(&["diff", "--model", model, "--exit-code"]).ok(), "");
    }
}

/// Everything that has a name of its own, under one that ends in `_now`; `renamed_from` says what it was before.
const KINDS: &str = include_str!("renames.yaml");

#[test]
fn whatever_has_a_name_is_given_another_in_place() {
    let plain: String = KINDS
        .lines()
        .map(|line| match line.split_once("renamed_from: ") {
            Some((before, behind)) => {
                let behind = behind.trim_start_matches(|sign: char| sign.is_alphanumeric() || sign == '_');
                let kept = format!("{}{behind}", before.trim_end().trim_end_matches(','));
                if kept.trim().is_empty() { String::new() } else { format!("{kept}\n") }
            }
            None => format!("{line}\n"),
        })
        .collect();
    let project = Project::new(&[("old.yaml", &plain.replace("_now", "_old")), ("new.yaml", KINDS)]);
    let _alone = super::roles::ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    for major in versions() {
        let Some(server) = server(Some(major)) else { continue };
        let (here, there) = (server.database(), server.database());
        let run = |url: &str, words: &[&str]| {
            dbtool_in(project.path(), &[words, &["--roles", "--exclude", "dbtool_[!r]*", "--url", url]].concat(), &[])
                .ok()
        };
        run(here.url(), &["apply", "--model", "old.yaml", "--yes"]);
        let plan = run(here.url(), &["diff", "--model", "new.yaml", "--format", "sql"]);
        let others: Vec<&str> = plan.lines().filter(|line| !line.contains(" RENAME ")).collect();
        assert_eq!(others, ["BEGIN;", "COMMIT;"], "{major}: {plan}");
        run(here.url(), &["apply", "--model", "new.yaml", "--yes"]);
        assert_eq!(run(here.url(), &["diff", "--model", "new.yaml", "--exit-code"]), "", "{major}");
        // What refuses NULL has a name since 18; a model that does not say it leaves the one that is there.
        if major >= 18 {
            psql(
                here.url(),
                "ALTER TABLE app_now.t_now RENAME CONSTRAINT t_old_a_old_not_null TO t_now_a_now_not_null; \
                 ALTER TABLE app_now.number_now RENAME CONSTRAINT number_old_id_not_null TO number_now_id_not_null",
            );
        }
        // It is what it would be if it had been made so.
        psql(here.url(), "DROP SUBSCRIPTION sub_now");
        run(there.url(), &["apply", "--model", "new.yaml", "--yes"]);
        psql(there.url(), "DROP SUBSCRIPTION sub_now");
        let told = judge(major, here.url(), there.url(), &[]);
        psql(here.url(), "DROP ROLE dbtool_renamed_now");
        assert_eq!(told, Ok(()), "{major}");
    }
}
