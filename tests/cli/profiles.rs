//! Platforms that make objects of their own in a user's database: they are left alone, and what the
//! user adds to them is kept.

use super::support::{self, dbtool_in, psql, psql_file, server};
use super::{Project, Run};

/// The roles that the platform has.
const ROLES: &[&str] =
    &["anon", "authenticated", "service_role", "supabase_admin", "supabase_auth_admin", "supabase_storage_admin"];

fn here(name: &str) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli").join(name)
}

#[test]
fn what_a_user_adds_to_supabase_is_the_users() {
    let Some(server) = server(None) else { return support::skip("no server of PostgreSQL") };
    server.roles(ROLES);
    // An event trigger's owner must be one.
    let (one, two) = (server.database(), server.database());
    psql(one.url(), "ALTER ROLE supabase_admin SUPERUSER");
    psql_file(one.url(), &here("supabase.sql"));
    psql_file(one.url(), &here("supabase_user.sql"));
    psql_file(two.url(), &here("supabase.sql"));
    let project = Project::new(&[]);
    let scratch = server.url();
    let run = |words: &[&str], url: &str| -> Run {
        let options = [
            "--scratch-url",
            &scratch,
            "--profile",
            "supabase",
            "--model",
            "model.yaml",
            "--migrations",
            "migrations",
            "--url",
            url,
        ];
        let words: Vec<&str> = words.iter().copied().chain(options).collect();
        dbtool_in(project.path(), &words, &[])
    };
    let model = run(&["inspect"], one.url()).ok();
    project.write("model.yaml", &model);
    for own in ["on_auth_user_created", "own files", "role_of(id uuid)", "profiles:", "supabase_realtime"] {
        assert!(model.contains(own), "the user's {own} is missed:\n{model}");
    }
    for theirs in ["identities", "uid():", "touch", "pgcrypto", "watch", "supabase_admin", "anon"] {
        assert!(!model.contains(theirs), "the platform's {theirs} is there:\n{model}");
    }
    let diff = ["diff", "--exit-code", "--format", "text"];
    assert_eq!(run(&diff, one.url()).ok(), "");
    // The platform alone: what the user adds is missed, and nothing of the platform's is touched.
    assert!(!run(&diff, two.url()).failed(2).contains("identities"));
    let sql = run(&["diff", "--format", "sql", "--prove"], two.url()).ok();
    assert!(sql.contains("ON auth.users FOR EACH ROW EXECUTE FUNCTION public.new_user()"), "{sql}");
    assert!(!sql.contains("DROP") && !sql.contains("REVOKE") && !sql.contains("CREATE SCHEMA"), "{sql}");
    // A migration runs on a scratch database, which is lent what the platform has.
    run(&["migrate", "new", "first"], two.url()).ok();
    run(&["migrate", "check"], two.url()).ok();
    run(&["apply", "--yes"], two.url()).ok();
    assert_eq!(run(&diff, two.url()).ok(), "");
    // What the user takes away goes; what the platform has made is not the model's to take away.
    psql(two.url(), "CREATE TRIGGER more AFTER DELETE ON auth.users FOR EACH ROW EXECUTE FUNCTION public.new_user()");
    psql(two.url(), "CREATE TRIGGER again AFTER DELETE ON auth.users FOR EACH ROW EXECUTE FUNCTION auth.touch()");
    let sql = run(&["diff", "--format", "sql"], two.url()).ok();
    assert!(sql.contains("DROP TRIGGER more ON auth.users") && !sql.contains("again"), "{sql}");
    let snapshot = run(&["snapshot"], two.url()).ok();
    assert!(snapshot.contains("public.profiles") && !snapshot.contains("identities"), "{snapshot}");
}

#[test]
fn partitions_that_partman_makes_are_left_to_it() {
    let Some(server) = server(None) else { return support::skip("no server of PostgreSQL") };
    let here = server.database();
    // As pg_partman 4 and 5 have it; the extension itself is not on every machine.
    psql(
        here.url(),
        "CREATE SCHEMA partman;
         CREATE TABLE partman.part_config (parent_table text PRIMARY KEY, control text);
         CREATE TABLE public.events (id bigint, at date NOT NULL) PARTITION BY RANGE (at);
         CREATE TABLE public.events_p20260101 PARTITION OF public.events FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
         CREATE TABLE partman.template_public_events (LIKE public.events);
         INSERT INTO partman.part_config VALUES ('public.events', 'at')",
    );
    let project = Project::new(&[]);
    let run = |words: &[&str]| {
        let options = ["--model", "model.yaml", "--url", here.url()];
        dbtool_in(project.path(), &words.iter().chain(&options).collect::<Vec<_>>(), &[])
    };
    let model = run(&["inspect", "--profile", "pg_partman"]).ok();
    assert!(model.contains("partitions: external") && !model.contains("_p20260101") && !model.contains("template"));
    project.write("model.yaml", &model);
    psql(
        here.url(),
        "CREATE TABLE public.events_p20260201 PARTITION OF public.events FOR VALUES FROM ('2026-02-01') TO ('2026-03-01')",
    );
    assert_eq!(run(&["diff", "--exit-code", "--profile", "pg_partman"]).ok(), "");
    let without = run(&["diff", "--exit-code"]).failed(2);
    assert!(!without.contains("error"), "{without}");
}

#[test]
fn an_external_table_has_nothing_that_its_maker_says() {
    let project = Project::new(&[(
        "model.yaml",
        "tables:\n  auth.users:\n    external: true\n    columns: {id: uuid}\n    triggers: {}\n",
    )]);
    let told = dbtool_in(project.path(), &["diff", "--model", "model.yaml", "--profile", "supabase"], &[]).failed(1);
    assert!(told.contains("model.yaml:2:3") && told.contains("table `users` is external and has `columns`"), "{told}");
    let told = dbtool_in(project.path(), &["diff", "--model", "model.yaml", "--profile", "supabse"], &[]).failed(1);
    assert!(told.contains("unknown profile `supabse`") && told.contains("supabase"), "{told}");
}
