//! Security labels. A server without a provider gives none, so they are put into its catalog by hand, and what a
//! model says of them is looked at as statements.

use super::support::{Project, dbtool, psql, server};

#[test]
fn labels_go_into_a_model_and_its_statements() {
    let Some(server) = server(None) else { return };
    let (here, there) = (server.database(), server.database());
    psql(here.url(), "CREATE TABLE t (a int, b int); CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'");
    psql(
        here.url(),
        "SET allow_system_table_mods = on; INSERT INTO pg_seclabel (objoid, classoid, objsubid, provider, label) VALUES
         ('t'::regclass, 'pg_class'::regclass, 0, 'one', 'it''s'), ('t'::regclass, 'pg_class'::regclass, 2, 'Two', 'b'),
         ('f'::regproc, 'pg_proc'::regclass, 0, 'one', 'f'), ('public'::regnamespace, 'pg_namespace'::regclass, 0, 'one', 's')",
    );
    // What no reader tells of is reported: the server's own function, an extension's, a large object.
    psql(
        there.url(),
        "CREATE EXTENSION citext; SELECT lo_create(4242); SET allow_system_table_mods = on;
         INSERT INTO pg_seclabel (objoid, classoid, objsubid, provider, label) VALUES
         ('pg_catalog.now'::regproc, 'pg_proc'::regclass, 0, 'one', 'x'), ('citextin'::regproc, 'pg_proc'::regclass, 0, 'one', 'x'),
         (4242, 'pg_largeobject'::regclass, 0, 'one', 'x')",
    );
    let told = dbtool(&["inspect", "--url", there.url()]).stderr;
    for name in ["security label on pg_catalog.now()", "public.citextin(pg_catalog.cstring)", "security label on 4242"]
    {
        assert!(told.contains(name), "{name}: {told}");
    }
    assert!(dbtool(&["inspect", "--url", there.url(), "--strict"]).failed(1).contains("pg_catalog.now()"));
    psql(there.url(), "SET allow_system_table_mods = on; DELETE FROM pg_seclabel; DROP EXTENSION citext");
    let project = Project::new(&[]);
    let model = project.path().join("m.yaml").display().to_string();
    dbtool(&["inspect", "--url", here.url(), "--out", &model]).ok();
    let text = project.read("m.yaml");
    assert!(text.contains("security_labels: {one: it's}") && text.contains("security_labels: {Two: b}"), "{text}");
    let scratch = ["--model", &model, "--scratch-url", here.url()];
    let diff = |url: &str, more: &[&str]| dbtool(&[&["diff", "--url", url][..], more, &scratch].concat()).ok();
    assert_eq!(diff(here.url(), &["--exit-code"]), "");
    let sql = diff(there.url(), &["--format", "sql"]);
    for line in [
        "SECURITY LABEL FOR one ON TABLE public.t IS 'it''s';",
        "SECURITY LABEL FOR \"Two\" ON COLUMN public.t.b IS 'b';",
        "SECURITY LABEL FOR one ON ROUTINE public.f(integer) IS 'f';",
        "SECURITY LABEL FOR one ON SCHEMA public IS 's';",
    ] {
        assert!(sql.contains(line), "{line}: {sql}");
    }
    project.write(
        "m.yaml",
        &text.replace("{one: f}", "{one: g}").replace("security_labels: {Two: b}", "security_labels: {}"),
    );
    let sql = diff(here.url(), &["--format", "sql"]);
    for line in ["ON COLUMN public.t.b IS NULL;", "SECURITY LABEL FOR one ON ROUTINE public.f(integer) IS 'g';"] {
        assert!(sql.contains(line), "{line}: {sql}");
    }
}
