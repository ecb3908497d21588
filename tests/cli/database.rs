//! Comparing and mending a live database, and writing what is in it.

use crate::support::{self, Project, dbtool_in, psql, server};
use crate::{MODEL, project, run};

#[test]
fn a_database_is_brought_to_its_model_and_back_out_of_it() {
    let Some(server) = server(None) else { return };
    let (project, database) = (project(), server.database());
    let url = database.url();

    // Drift: told on stdout, counted on stderr, in the exit code only when asked for.
    let drift = run(&project, url, "diff");
    assert_eq!(drift.code, Some(0), "{}", drift.stderr);
    assert!(drift.stdout.contains("+ table public.users") && drift.stdout.contains("CREATE TABLE"), "{}", drift.stdout);
    assert!(drift.stderr.contains("to create") && !drift.stdout.contains('\u{1b}'));
    assert_eq!(run(&project, url, "diff --exit-code").code, Some(2));
    assert_eq!(run(&project, url, "diff -q").stderr, "");
    assert!(run(&project, url, "diff --color always").ok().contains('\u{1b}'));

    // The script is runnable as it is.
    let script = project.write("plan.sql", &run(&project, url, "diff --format sql").ok());
    let copy = server.database();
    support::psql_file(copy.url(), &script);
    assert_eq!(run(&project, copy.url(), "diff --exit-code").ok(), "");

    let json: serde_json::Value = serde_json::from_str(&run(&project, url, "diff --format json").ok()).unwrap();
    assert_eq!(
        (&json["version"], &json["target"], &json["engine"], &json["drift"]),
        (&1.into(), &"app".into(), &"postgresql".into(), &true.into())
    );
    let table = json["changes"].as_array().unwrap().iter().find(|change| change["kind"] == "table").unwrap();
    assert_eq!((&table["action"], &table["name"]), (&"create".into(), &"public.users".into()));
    assert_eq!(table["place"]["file"], "schemas/app.yaml");
    let step = &json["steps"][0];
    for key in ["sql", "kind", "name", "transactional", "reversible", "hazards", "locks"] {
        assert!(!step[key].is_null(), "{key}");
    }

    // Without a terminal nothing is asked; a dry run changes nothing.
    let stderr = run(&project, url, "apply").failed(1);
    assert!(stderr.contains("no terminal") && stderr.contains("--yes"), "{stderr}");
    assert!(run(&project, url, "apply --dry-run --format sql").ok().contains("CREATE TABLE"));
    assert_eq!(run(&project, url, "diff --exit-code").code, Some(2));
    assert_eq!(run(&project, url, "apply app --yes").ok(), "");
    assert_eq!(run(&project, url, "diff --exit-code").ok(), "");
    assert_eq!(run(&project, url, "apply --yes").ok(), "");

    // What destroys is refused, with the words that allow it.
    psql(url, "INSERT INTO users (email) VALUES ('a@b')");
    project.write("schemas/app.yaml", &MODEL.replace("      email: {type: text, not_null: true}\n", ""));
    let stderr = run(&project, url, "apply --yes").failed(3);
    assert!(stderr.contains("--allow column:public.users.email"), "{stderr}");
    assert_eq!(psql(url, "SELECT email FROM users"), "a@b\n");
    assert!(run(&project, url, "apply --yes --allow tabel").failed(1).contains("did you mean `table`?"));
    assert_eq!(run(&project, url, "apply --yes --allow table:public.users").code, Some(3));
    run(&project, url, "apply --yes --allow column:public.users.email").ok();
    assert_eq!(run(&project, url, "diff --exit-code").ok(), "");
}

#[test]
fn what_nobody_names_is_drift_unless_it_is_left_out() {
    let Some(server) = server(None) else { return };
    let (project, database) = (project(), server.database());
    let url = database.url();
    run(&project, url, "apply --yes").ok();
    psql(url, "CREATE SCHEMA audit; CREATE TABLE audit.log (); CREATE TABLE tmp_1 ()");
    let text = run(&project, url, "diff").ok();
    assert!(text.contains("- table public.tmp_1") && text.contains("- table audit.log"), "{text}");
    assert_eq!(run(&project, url, "diff --exit-code --exclude audit --exclude public.tmp_*").ok(), "");
    assert_eq!(run(&project, url, "diff --exit-code --schemas public --exclude table:public.tmp_*").ok(), "");
    assert!(run(&project, url, "diff --schemas audit").ok().contains("audit.log"));
    assert!(run(&project, url, "diff --exclude [").failed(1).contains("`[` is not a pattern"));
}

#[test]
fn a_failing_statement_leaves_nothing_and_says_so() {
    let Some(server) = server(None) else { return };
    let (project, database) = (project(), server.database());
    let url = database.url();
    run(&project, url, "apply --yes").ok();
    psql(url, "INSERT INTO users (email) VALUES ('twice'), ('twice')");
    let model = format!("{MODEL}    unique:\n      users_email_key: [email]\n  notes: {{columns: {{id: int}}}}\n");
    project.write("schemas/app.yaml", &model);
    let stderr = run(&project, url, "apply --yes --no-online").failed(1);
    for part in ["unique constraint public.users.users_email_key", "23505", "twice", "nothing was changed"] {
        assert!(stderr.contains(part), "lacks {part}: {stderr}");
    }
    assert_eq!(psql(url, "SELECT to_regclass('public.notes') IS NULL"), "t\n");
    // In steps that block nobody, what was done before stays, and so does an index that is not fit for
    // use; the next run goes on from there.
    let stderr = run(&project, url, "apply --yes").failed(1);
    assert!(stderr.contains("23505") && !stderr.contains("nothing was changed"), "{stderr}");
    psql(url, "DELETE FROM users WHERE id = (SELECT max(id) FROM users)");
    run(&project, url, "apply --yes").ok();
    assert_eq!(run(&project, url, "diff --exit-code").ok(), "");
    assert_eq!(psql(url, "SELECT count(*) FROM pg_index WHERE NOT indisvalid"), "0\n");
}

#[test]
fn a_model_is_written_from_a_database_and_is_its_equal() {
    let Some(server) = server(None) else { return };
    let (project, database) = (project(), server.database());
    let url = database.url();
    run(&project, url, "apply --yes").ok();
    let text = run(&project, url, "inspect -q").ok();
    assert!(text.contains("users:"), "{text}");
    project.write("copy.yaml", &text);
    assert_eq!(run(&project, url, "diff app --exit-code --model copy.yaml").ok(), "");

    // A folder is refreshed, what a person wrote is not touched.
    run(&project, url, "inspect --out model/").ok();
    assert_eq!(run(&project, url, "diff app --exit-code --model model").ok(), "");
    psql(url, "CREATE TABLE more (); DROP TABLE users");
    run(&project, url, "inspect --out model").ok();
    assert_eq!(run(&project, url, "diff app --exit-code --model model").ok(), "");
    project.write("model/mine.yaml", MODEL);
    let stderr = run(&project, url, "inspect --out model").failed(1);
    assert!(stderr.contains("mine.yaml") && stderr.contains("--force"), "{stderr}");
    let stderr = run(&project, url, "inspect --out schemas/app.yaml").failed(1);
    assert!(stderr.contains("schemas/app.yaml"), "{stderr}");
    assert_eq!(project.read("schemas/app.yaml"), MODEL);
    run(&project, url, "inspect --out schemas/app.yaml --force").ok();
    assert_eq!(run(&project, url, "diff --exit-code").ok(), "");
}

#[test]
fn a_database_is_worked_on_without_a_project() {
    let Some(server) = server(None) else { return };
    let database = server.database();
    let url = database.url();
    let project = Project::new(&[("model.yaml", MODEL)]);
    assert_eq!(project.dbtool(&["diff", "--url", url, "--model", "model.yaml", "--exit-code"]).code, Some(2));
    project.dbtool(&["apply", "--yes", "--url", url, "--model", "model.yaml"]).ok();
    project.dbtool(&["diff", "--url", url, "--model", "model.yaml", "--exit-code"]).ok();
    assert!(project.dbtool(&["inspect", "--url", url]).ok().contains("users"));
    assert!(project.dbtool(&["snapshot", "--url", url]).ok().contains("public.users"));
    let run = dbtool_in(project.path(), &["inspect"], &[("DATABASE_URL", url)]);
    assert!(run.ok().contains("users"));
    let stderr = project.dbtool(&["diff", "--url", url]).failed(1);
    assert!(stderr.contains("--model PATH"), "{stderr}");
}

#[test]
fn a_committed_document_is_written_and_checked() {
    let Some(server) = server(None) else { return };
    let (project, database) = (project(), server.database());
    let url = database.url();
    run(&project, url, "apply --yes").ok();
    assert_eq!(run(&project, url, "snapshot --check").code, Some(2));
    run(&project, url, "snapshot --write").ok();
    let text = project.read("snapshots/app.md");
    assert_eq!(run(&project, url, "snapshot").ok(), text);
    assert_eq!(run(&project, url, "snapshot --check").ok(), "");
    assert_eq!(run(&project, url, "snapshot app --check snapshots/app.md").ok(), "");
    assert_eq!(run(&project, url, "snapshot --from model").ok(), text);
    psql(url, "ALTER TABLE users ADD note text");
    let stale = run(&project, url, "snapshot --check");
    assert_eq!(stale.code, Some(2), "{}", stale.stderr);
    assert!(stale.stdout.contains("+") && stale.stdout.contains("note") && stale.stderr.contains("is stale"));
    assert_eq!(project.read("snapshots/app.md"), text);
}

#[test]
fn a_document_is_told_how_it_shall_be() {
    let Some(server) = server(None) else { return };
    let database = server.database();
    let url = database.url();
    psql(
        url,
        "CREATE TABLE t (id int PRIMARY KEY); CREATE VIEW v AS SELECT id FROM t; CREATE SEQUENCE s; CREATE TYPE c AS (a int)",
    );
    let config = "targets:\n  app:\n    engine: postgresql\n    url: ${APP_URL}\n    snapshots:\n      \
                  - {style: listing, file: a.md, name: the app, date: 2020-02-02}\n      \
                  - {style: psql+, file: b.md, include: [indexes], psql_version: 13}\n";
    let project = Project::new(&[("dbtool.yaml", config)]);
    let titles = |text: &str| -> Vec<String> {
        text.lines().filter_map(|line| line.strip_prefix("# ")).map(str::to_owned).collect()
    };
    run(&project, url, "snapshot --write").ok();
    assert!(project.read("a.md").starts_with("# DB Schema Snapshot\n\n- Date: 2020-02-02\n- Database: the app\n"));
    assert_eq!(run(&project, url, "snapshot").ok(), project.read("a.md"));
    assert!(run(&project, url, "snapshot --name x --date today").ok().contains("- Date: today\n- Database: x\n"));
    let listed = ["Sequence \"public.s\"", "Table \"public.t\"", "Index \"public.t_pkey\"", "View \"public.v\""];
    assert_eq!(titles(&project.read("b.md")), listed);
    assert!(project.read("b.md").contains("View definition:") && !project.read("b.md").contains("Compression"));
    assert!(run(&project, url, "snapshot --style psql+ --psql-version 14").ok().contains("Compression"));
    let text = run(&project, url, "snapshot --style psql --include types --exclude public.t").ok();
    assert_eq!(titles(&text), ["Composite type \"public.c\"", "Sequence \"public.s\"", "View \"public.v\""]);
    assert_eq!(titles(&run(&project, url, "snapshot --style psql-9.6").ok()), ["Table \"public.t\""]);
    for (told, word) in [
        ("psql --date x", "date"),
        ("listing --include types", "include"),
        ("psql-9.6 --psql-version 15", "psql-version"),
    ] {
        let stderr = run(&project, url, &format!("snapshot --style {told}")).failed(1);
        assert!(stderr.contains(&format!("has no `{word}`")), "{stderr}");
    }
    project.write("dbtool.yaml", &config.replace("style: psql+", "style: dictionary"));
    let stderr = run(&project, url, "snapshot --write").failed(1);
    assert!(stderr.contains("dbtool.yaml:7:") && stderr.contains("has no `include`"), "{stderr}");
}

#[test]
fn one_target_that_fails_does_not_hide_the_others() {
    let Some(server) = server(None) else { return };
    let database = server.database();
    let config = format!(
        "targets:\n  good: {{engine: postgresql, model: m.yaml, url: '{}'}}\n  \
         bad: {{engine: postgresql, model: none.yaml, url: 'postgresql://localhost:1/x'}}\n",
        database.url()
    );
    let project = Project::new(&[("dbtool.yaml", &config), ("m.yaml", MODEL)]);
    let run = project.dbtool(&["diff", "--format", "json"]);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    assert_eq!(run.stdout.lines().count(), 1);
    assert!(run.stderr.contains("bad: ") && run.stderr.contains("1 of 2 targets failed"), "{}", run.stderr);
    assert!(project.dbtool(&["apply", "--yes"]).failed(1).contains("one target at a time"));
    assert!(project.dbtool(&["diff", "--model", "m.yaml"]).failed(1).contains("`--model` is for one target"));
}

#[test]
fn partitions_that_someone_else_makes_are_left_alone() {
    let Some(server) = server(None) else { return };
    let database = server.database();
    psql(
        database.url(),
        "CREATE TABLE log (day date NOT NULL, v int) PARTITION BY RANGE (day);
         CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM ('2026-01-01') TO ('2026-02-01') PARTITION BY RANGE (day);
         CREATE TABLE log_1_a PARTITION OF log_1 DEFAULT",
    );
    let table = "tables:\n  log:\n    columns: {day: {type: date, not_null: true}, v: integer}\n    partition_by: range (day)\n";
    let project = Project::new(&[
        ("managed.yaml", table),
        ("external.yaml", &format!("{table}    partitions: external\n")),
        ("more.yaml", &format!("{table}    indexes: {{log_v: [v]}}\n    partitions: external\n")),
    ]);
    let run = |model: &str, words: &[&str]| {
        let common = ["--url", database.url(), "--model", model];
        dbtool_in(project.path(), &[words, &common].concat(), &[])
    };
    assert!(run("managed.yaml", &["diff"]).ok().contains("log_1"));
    assert_eq!(run("external.yaml", &["diff", "--exit-code"]).ok(), "");
    run("more.yaml", &["apply", "--yes"]).ok();
    assert_eq!(run("more.yaml", &["diff", "--exit-code"]).ok(), "");
    assert_eq!(psql(database.url(), "SELECT count(*) FROM pg_index WHERE NOT indisvalid").trim(), "0");
    assert_eq!(
        psql(
            database.url(),
            "SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = indrelid WHERE relname LIKE 'log%'"
        )
        .trim(),
        "3"
    );
}

/// The server spells `IN` on a varchar one way, its own spelling of it another, and that in the same.
#[test]
fn a_text_that_a_server_spells_in_two_ways_is_no_drift() {
    let Some(server) = server(None) else { return };
    let (made, written) = (server.database(), server.database());
    let project = Project::new(&[(
        "m.yaml",
        "tables:\n  t:\n    columns: {s: varchar(10), u: integer}\n    checks: {c: \"s IN ('a', 'b')\"}\n    \
         indexes: {i: {keys: [u], where: \"s IN ('x', 'y')\"}}\nviews: {v: \"SELECT u FROM t WHERE s IN ('a', 'b')\"}\n",
    )]);
    let run = |url: &str, words: &[&str]| {
        dbtool_in(project.path(), &[words, &["--url", url, "--model", "m.yaml"]].concat(), &[])
    };
    run(made.url(), &["apply", "--yes"]).ok();
    assert_eq!(run(made.url(), &["diff", "--exit-code"]).ok(), "");
    psql(
        written.url(),
        "CREATE TABLE t (s varchar(10), u int, CONSTRAINT c CHECK (s IN ('a', 'b')));
         CREATE INDEX i ON t (u) WHERE s IN ('x', 'y');
         CREATE VIEW v AS SELECT u FROM t WHERE s IN ('a', 'b')",
    );
    assert_eq!(run(written.url(), &["diff", "--exit-code"]).ok(), "");
    // The one database's model is no drift of the other, though their texts differ.
    for (from, to) in [(&made, &written), (&written, &made)] {
        dbtool_in(project.path(), &["inspect", "--url", from.url(), "--out", "other.yaml", "--force"], &[]).ok();
        let words = ["diff", "--exit-code", "--url", to.url(), "--model", "other.yaml"];
        assert_eq!(dbtool_in(project.path(), &words, &[]).ok(), "");
    }
    psql(written.url(), "ALTER TABLE t DROP CONSTRAINT c, ADD CONSTRAINT c CHECK (s IN ('a', 'c'))");
    assert_eq!(run(written.url(), &["diff", "--exit-code"]).code, Some(2));
}

#[test]
fn what_is_not_modelled_is_named_and_refused_where_that_is_asked_for() {
    let Some(server) = server(None) else { return };
    let database = server.database();
    // The shell that an operator leaves behind whose commutator was never made.
    psql(
        database.url(),
        "CREATE FUNCTION same(integer, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
         CREATE OPERATOR === (LEFTARG = integer, RIGHTARG = text, FUNCTION = same, COMMUTATOR = ====);
         DROP OPERATOR === (integer, text)",
    );
    let project = Project::new(&[]);
    let run = |words: &[&str]| dbtool_in(project.path(), &[words, &["--url", database.url()]].concat(), &[]);
    let inspected = run(&["inspect", "--out", "m.yaml"]);
    assert!(inspected.stderr.contains("does not model") && inspected.stderr.contains("===="), "{}", inspected.stderr);
    inspected.ok();
    let told: serde_json::Value =
        serde_json::from_str(&run(&["diff", "--model", "m.yaml", "--format", "json"]).ok()).unwrap_or_default();
    let unmodelled = told["unmodelled"].as_array().map(Vec::len);
    assert_eq!(unmodelled, Some(1), "{told}");
    assert!(run(&["diff", "--model", "m.yaml", "--strict"]).failed(1).contains("===="));
    psql(database.url(), "DROP OPERATOR ==== (text, integer)");
    run(&["diff", "--model", "m.yaml", "--strict", "--exit-code"]).ok();
    // Comments that hang on what is nobody's own.
    psql(
        database.url(),
        "CREATE FUNCTION fires() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
         CREATE TABLE p (a integer) PARTITION BY LIST (a); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
         CREATE TRIGGER copied AFTER INSERT ON p FOR EACH ROW EXECUTE FUNCTION fires();
         CREATE CONSTRAINT TRIGGER held AFTER INSERT ON p1 FOR EACH ROW EXECUTE FUNCTION fires();
         CREATE VIEW v AS SELECT 1 AS a; COMMENT ON TYPE p IS 'x';
         COMMENT ON RULE \"_RETURN\" ON v IS 'x'; COMMENT ON CONSTRAINT held ON p1 IS 'x'",
    );
    let told = run(&["inspect"]).stderr;
    for name in [
        "comment on type public.p",
        "comment on rule \"_RETURN\" on public.v",
        "comment on constraint held on public.p1",
    ] {
        assert!(told.contains(name), "{name}: {told}");
    }
    assert!(run(&["inspect", "--strict"]).failed(1).contains("rule \"_RETURN\""));
}

#[test]
fn comments_on_copies_of_triggers_are_kept() {
    let Some(server) = server(None) else { return };
    let (database, other) = (server.database(), server.database());
    psql(
        database.url(),
        "CREATE FUNCTION fires() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
         CREATE TABLE p (a integer) PARTITION BY LIST (a);
         CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1) PARTITION BY LIST (a); CREATE TABLE p11 PARTITION OF p1 DEFAULT;
         CREATE TRIGGER \"a b\" AFTER INSERT ON p FOR EACH ROW EXECUTE FUNCTION fires();
         CREATE TRIGGER other AFTER DELETE ON p FOR EACH ROW EXECUTE FUNCTION fires();
         COMMENT ON TABLE p11 IS 'a table'; COMMENT ON TRIGGER \"a b\" ON p1 IS 'it''s one';
         COMMENT ON TRIGGER \"a b\" ON p11 IS 'below'; COMMENT ON TRIGGER other ON p11 IS 'goes'",
    );
    let project = Project::new(&[]);
    let run = |words: &[&str]| dbtool_in(project.path(), words, &[]);
    let inspected = run(&["inspect", "--strict", "--url", database.url(), "--out", "m.yaml"]);
    assert!(!inspected.stderr.contains("not model"), "{}", inspected.stderr);
    run(&["apply", "--url", other.url(), "--model", "m.yaml", "--yes"]).ok();
    let said = "SELECT string_agg(concat_ws(' ', t.tgrelid::regclass, t.tgname, d.description), ', ' ORDER BY t.tgrelid::regclass::text, t.tgname)
                FROM pg_description d JOIN pg_trigger t ON t.oid = d.objoid AND d.classoid = 'pg_trigger'::regclass";
    assert_eq!(psql(other.url(), said).trim(), "p1 a b it's one, p11 a b below, p11 other goes");
    // One goes, one is said otherwise, and a trigger that is made anew has what is said of its copies.
    let model = std::fs::read_to_string(project.path().join("m.yaml")).expect("a model");
    let model = model.replace("      other: goes\n", "").replace("it's one", "another");
    std::fs::write(project.path().join("m.yaml"), model).expect("written");
    psql(
        other.url(),
        "DROP TRIGGER \"a b\" ON p; CREATE TRIGGER \"a b\" AFTER UPDATE ON p FOR EACH ROW EXECUTE FUNCTION fires(); COMMENT ON TRIGGER \"a b\" ON p11 IS 'below'",
    );
    run(&["apply", "--url", other.url(), "--model", "m.yaml", "--yes"]).ok();
    assert_eq!(psql(other.url(), said).trim(), "p1 a b another, p11 a b below");
    run(&["diff", "--url", other.url(), "--model", "m.yaml", "--exit-code"]).ok();
    assert!(run(&["diff", "--url", database.url(), "--model", "m.yaml", "--prove"]).stdout.contains("IS 'another'"));
}
