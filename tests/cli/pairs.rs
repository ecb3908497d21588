//! `diff --from … --to …`: databases, models, migrations and scripts, in any pairing.

use super::Project;
use super::support::{self, psql, server};

const OLD: &str = "CREATE TABLE public.users (id bigint PRIMARY KEY, name text);
COMMENT ON TABLE public.users IS 'people';
";
const NEW: &str = "CREATE TABLE public.users (id bigint PRIMARY KEY, name text NOT NULL);
CREATE INDEX users_name_idx ON public.users (name);
";
const MODEL: &str = "tables:
  users:
    columns:
      id: bigint
      name: {type: text, not_null: true}
    primary_key: [id]
    indexes:
      users_name_idx: [name]
";

#[test]
fn anything_is_compared_with_anything() {
    let Some(server) = server(None) else { return support::skip("no server of PostgreSQL") };
    let (old, new) = (server.database(), server.database());
    psql(old.url(), OLD);
    psql(new.url(), NEW);
    let project = Project::new(&[
        ("old.sql", OLD),
        ("new.sql", NEW),
        ("new.yaml", MODEL),
        (
            "old.yaml",
            &MODEL
                .replace("{type: text, not_null: true}", "text")
                .replace("    indexes:\n      users_name_idx: [name]\n", "    comment: people\n"),
        ),
        ("old/20260101000000_first.up.sql", OLD),
        ("new/20260101000000_first.up.sql", OLD),
        (
            "new/20260102000000_second.up.sql",
            "ALTER TABLE public.users ALTER COLUMN name SET NOT NULL;\nCREATE INDEX users_name_idx ON public.users (name);\nCOMMENT ON TABLE public.users IS NULL;\n",
        ),
    ]);
    let befores = [old.url(), "old.sql", "old.yaml", "old"];
    let afters = [new.url(), "new.sql", "new.yaml", "new"];
    let scratch = server.url();
    let words = ["diff", "--no-online", "--scratch-url", &scratch, "--format", "sql"];
    let run = |more: &[&str]| project.dbtool(&[&words, more].concat());
    let diff = |from: &str, to: &str| run(&["--exit-code", "--from", from, "--to", to]);
    for from in befores {
        for to in afters {
            let sql = run(&["--from", from, "--to", to]).ok();
            assert!(sql.contains("ALTER COLUMN name SET NOT NULL"), "{from} to {to}: {sql}");
            assert!(sql.contains("CREATE INDEX users_name_idx"), "{from} to {to}: {sql}");
            // A model's silence about comments leaves them alone.
            let told = !to.ends_with("yaml");
            assert_eq!(sql.contains("COMMENT ON TABLE public.users IS NULL"), told, "{from} to {to}: {sql}");
        }
    }
    let told = diff("old.sql", "new.yaml").failed(2);
    assert!(!told.contains("error"), "{told}");
    // A model that says nothing of comments misses none.
    project.write("old.yaml", &project.read("old.yaml").replace("    comment: people\n", ""));
    for to in ["old.sql", "old", old.url()] {
        assert_eq!(diff("old.yaml", to).ok(), "", "old.yaml to {to}");
        assert_eq!(diff(to, "old.yaml").ok(), "", "{to} to old.yaml");
    }
    for from in [new.url(), "new.sql", "new.yaml", "new"] {
        for to in afters {
            assert_eq!(diff(from, to).ok(), "", "{from} to {to}");
        }
    }
    let proved = project.dbtool(&["diff", "--format", "json", "--prove", "--from", "old", "--to", "new.yaml"]).ok();
    assert!(proved.contains("\"ACCESS EXCLUSIVE\"") || proved.contains("SHARE UPDATE EXCLUSIVE"), "{proved}");
}

#[test]
fn a_side_that_is_not_there_is_told() {
    let project = Project::new(&[("a.sql", "CREATE TABLE t (id int);\nSELEC 1;\n"), ("b.yaml", "tables: {}\n")]);
    let told = project.dbtool(&["diff", "--from", "nowhere", "--to", "b.yaml"]).failed(1);
    assert!(told.contains("there is no `nowhere` to compare"), "{told}");
    if server(None).is_none() {
        return support::skip("no server of PostgreSQL");
    }
    let told = project.dbtool(&["diff", "--from", "a.sql", "--to", "b.yaml"]).failed(1);
    assert!(told.contains("a.sql:2:1") && told.contains("SELEC"), "{told}");
}

/// A model that is written as SQL, in files whose order is none of dependence, as `pg_dump` writes them.
#[test]
fn a_model_may_be_written_as_sql() {
    let Some(server) = server(None) else { return support::skip("no server of PostgreSQL") };
    let (live, goal) = (server.database(), server.database());
    psql(live.url(), OLD);
    let tables = "\\restrict abc\nCREATE SCHEMA public;\nSET search_path = '';\nBEGIN;\n\
        CREATE TABLE public.users (id bigint PRIMARY KEY, name text NOT NULL, team int REFERENCES public.teams);\n\
        CREATE TABLE public.teams (id int PRIMARY KEY);\nCOMMIT;\n\
        GRANT SELECT ON public.teams TO a_model_as_sql;\n";
    let views = "CREATE VIEW public.named AS SELECT name FROM public.users;\n";
    psql(
        goal.url(),
        "CREATE TABLE teams (id int PRIMARY KEY); CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL, \
         team int REFERENCES teams); CREATE VIEW named AS SELECT name FROM users;",
    );
    let project = Project::new(&[("model/1_views.sql", views), ("model/2_tables.sql", tables)]);
    let run = |command: &str, url: &str, more: &[&str]| {
        project.dbtool(&[&[command, "--url", url, "--model", "model"], more].concat())
    };
    // Roles are the installation's: the plan is made without this one, and it takes it to be applied.
    let sql = run("diff", live.url(), &["--format", "sql"]).ok();
    assert!(sql.contains("TO a_model_as_sql"), "{sql}");
    project.write("model/2_tables.sql", &tables.replace("GRANT", "-- GRANT"));
    run("apply", live.url(), &["--yes"]).ok();
    run("diff", live.url(), &["--exit-code"]).ok();
    run("diff", goal.url(), &["--exit-code"]).ok();
    project.write("model/2_tables.sql", &tables.replace("name text NOT NULL", "name txt NOT NULL"));
    let said = run("diff", live.url(), &[]).failed(1);
    assert!(said.contains("model/2_tables.sql:5:56") && said.contains("type \"txt\" does not exist"), "{said}");
    project.write("model/2_tables.sql", "\\d\n");
    let said = run("diff", live.url(), &[]).failed(1);
    assert!(said.contains("model/2_tables.sql:1:1") && said.contains("psql's own commands"), "{said}");
}
