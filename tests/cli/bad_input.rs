//! Bad input of every kind: one clear error, exit code 1, and nothing changed.

use super::support::{Project, psql, server};
use super::{CONFIG, MODEL, run};

/// A model that is fine but for one line, and what must be said about it.
fn refused(model: &str, expected: &[&str]) {
    let Some(server) = server(None) else { return };
    let database = server.database();
    let project = Project::new(&[("dbtool.yaml", CONFIG), ("schemas/app.yaml", model)]);
    for command in ["diff app", "apply app --yes", "migrate new app first"] {
        let run = run(&project, database.url(), command);
        assert!(run.stdout.is_empty(), "{command}: {}", run.stdout);
        let stderr = run.failed(1);
        for text in expected {
            assert!(stderr.contains(text), "{command}: `{text}` is not in\n{stderr}");
        }
        assert_eq!(stderr.matches("error:").count(), 1, "{command}: {stderr}");
        assert!(!stderr.contains("backtrace"), "{command}: {stderr}");
    }
    assert_eq!(
        psql(database.url(), "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"),
        "0\n"
    );
    assert!(!project.path().join("migrations").exists(), "nothing is written");
}

#[test]
fn a_tab_in_the_model() {
    refused("tables:\n\tusers: {}\n", &["schemas/app.yaml:2:1", "tab"]);
}

#[test]
fn a_misspelt_key_in_the_model() {
    refused(&MODEL.replace("columns:", "colums:"), &["schemas/app.yaml:3:5", "colums", "did you mean `columns`?"]);
}

#[test]
fn a_key_twice_in_the_model() {
    refused(&format!("{MODEL}    primary_key: [email]\n"), &["schemas/app.yaml:7:5", "primary_key"]);
}

#[test]
fn a_type_that_does_not_exist() {
    refused(
        &MODEL.replace("bigserial", "bigintt"),
        &["schemas/app.yaml:", "type \"bigintt\" does not exist", "public.users"],
    );
}

#[test]
fn a_table_that_does_not_exist() {
    let model = MODEL.replace("{type: text, not_null: true}", "{type: int, references: orgs(id)}");
    refused(&model, &["schemas/app.yaml:5:", "orgs"]);
}

#[test]
fn a_column_that_does_not_exist() {
    refused(&MODEL.replace("[id]", "[idd]"), &["schemas/app.yaml:6:", "idd", "did you mean `id`?"]);
}

#[test]
fn a_function_that_does_not_exist() {
    let model = MODEL.replace("not_null: true", "default: frobnicate()");
    refused(&model, &["schemas/app.yaml:", "function frobnicate() does not exist"]);
}

#[test]
fn a_function_that_a_trigger_does_not_find() {
    let model = format!(
        "{MODEL}    triggers:\n      users_touch: {{timing: before, events: [update], for_each: row, function: touch()}}\n"
    );
    refused(&model, &["schemas/app.yaml:8:", "touch()", "does not exist"]);
}

#[test]
fn a_model_that_is_not_there() {
    let Some(server) = server(None) else { return };
    let database = server.database();
    let project = Project::new(&[("dbtool.yaml", CONFIG)]);
    let stderr = run(&project, database.url(), "diff app").failed(1);
    assert!(stderr.contains("schemas/app.yaml") && stderr.contains("help:"), "{stderr}");
}

#[test]
fn a_migration_folder_that_is_none() {
    let Some(server) = server(None) else { return };
    let database = server.database();
    let project = Project::new(&[
        ("dbtool.yaml", CONFIG),
        ("schemas/app.yaml", MODEL),
        ("migrations/app", "a file where a folder should be"),
    ]);
    for command in ["migrate up app", "migrate status app", "migrate new app first", "migrate check app"] {
        let stderr = run(&project, database.url(), command).failed(1);
        assert!(stderr.contains("migrations/app") && stderr.contains("folder"), "{command}: {stderr}");
    }
    assert_eq!(psql(database.url(), "SELECT to_regclass('_sqlx_migrations') IS NULL"), "t\n");
    assert_eq!(project.read("migrations/app"), "a file where a folder should be");
}

#[test]
fn a_server_that_is_too_old() {
    let Some(server) = server(Some(12)) else { return };
    let stderr = run(&super::project(), &server.url(), "diff app").failed(1);
    assert!(stderr.contains("too old") && stderr.contains("PostgreSQL 13 and later"), "{stderr}");
}

#[test]
fn a_role_with_no_rights_can_compare_and_document() {
    let Some(server) = server(None) else { return };
    let database = server.database();
    let project = super::project();
    run(&project, database.url(), "apply app --yes").ok();
    let role = format!("nobody_{}", database.name().replace('-', "_"));
    psql(
        database.url(),
        &format!("CREATE ROLE \"{role}\" LOGIN PASSWORD 'pw'; REVOKE ALL ON SCHEMA public FROM PUBLIC"),
    );
    let url = database.url();
    let (scheme, rest) = url.split_once("://").expect("a URL has a scheme");
    let tail = rest.split_once('@').map_or(rest, |(_, tail)| tail);
    let url = format!("{scheme}://{role}:pw@{tail}");
    assert_eq!(run(&project, &url, "diff app --exit-code").ok(), "");
    assert!(run(&project, &url, "snapshot app").ok().contains("# Table \"public.users\""));
    psql(database.url(), &format!("DROP ROLE \"{role}\""));
}

#[test]
fn a_role_that_may_connect_alone_is_told_what_it_lacks() {
    let Some(server) = server(None) else { return };
    let database = server.database();
    let (name, role) = (format!("\"{}\"", database.name()), format!("stranger_{}", database.name().replace('-', "_")));
    for sql in [
        "CREATE TABLE secret (id int)",
        "REVOKE ALL ON SCHEMA public FROM public",
        &format!("CREATE ROLE {role} LOGIN"),
        &format!("REVOKE ALL ON DATABASE {name} FROM public"),
    ] {
        psql(database.url(), sql);
    }
    let (scheme, rest) = database.url().split_once("://").unwrap();
    let url = format!("{scheme}://{role}@{}", rest.split_once('@').map_or(rest, |(_, rest)| rest));
    let project = Project::new(&[("dbtool.yaml", CONFIG), ("schemas/app.yaml", MODEL)]);
    let said = run(&project, &url, "diff app").failed(1);
    assert!(said.contains("permission denied for database") && said.contains("GRANT CONNECT ON DATABASE"), "{said}");

    psql(database.url(), &format!("GRANT CONNECT ON DATABASE {name} TO {role}"));
    // What it may not use it is not told the size of, and the comparison holds all the same.
    let told = run(&project, &url, "diff app").ok();
    assert!(told.contains("DROP TABLE public.secret"), "{told}");
    assert!(run(&project, &url, "snapshot app").ok().contains("secret"));
    assert_eq!(run(&project, &url, "apply app --yes").code, Some(3), "a table would be dropped");
    let said = run(&project, &url, "apply app --yes --allow all").failed(1);
    assert!(said.contains("permission denied for schema public"), "{said}");
    assert_eq!(
        psql(database.url(), "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"),
        "secret\n"
    );
    psql(database.url(), &format!("DROP OWNED BY {role}; DROP ROLE {role}"));
}

/// What a new user may write, and what is said of it: one message with its place and a remedy, and nothing changed.
#[test]
fn a_configuration_that_is_wrong_is_told_with_its_place() {
    let app = |rest: &str| format!("targets:\n  app: {{engine: postgresql, model: m.yaml{rest}}}\n").into_bytes();
    for (config, parts) in [
        (b"targets:\n  app: {engine: postgresql, model: n\xff}\n".to_vec(), ["dbtool.yaml:2:37: ", "UTF-8", "iconv"]),
        (app(", url: 'sqlite://x/y'"), ["dbtool.yaml:2:49: ", "does not speak `sqlite`", "postgresql://USER:"]),
        (app(", url: 'localhost'"), ["dbtool.yaml:2:49: ", "cannot be read", "postgresql://USER:"]),
        (app(", modle: x"), ["dbtool.yaml:2:44: ", "unknown key `modle`", "did you mean `model`?"]),
        (app(", snapshots: {a: b}"), ["dbtool.yaml:2:55: ", "a list is expected", "`- …`"]),
        (b"targets:\n\tapp: {}\n".to_vec(), ["dbtool.yaml:2:", "a tab", "spaces"]),
        (
            b"targets: &t\n  app: *t\n".to_vec(),
            ["dbtool.yaml:2:8: ", "an alias inside of what it stands for", "write it out"],
        ),
        (b"[]\n".to_vec(), ["dbtool.yaml:1:1: ", "a mapping is expected", "`NAME: …`"]),
        (b"".to_vec(), ["dbtool.yaml:1:1: ", "the file is empty", "`targets:`"]),
    ] {
        let project = Project::new(&[("m.yaml", MODEL)]);
        std::fs::write(project.path().join("dbtool.yaml"), &config).unwrap();
        for command in [&["diff", "app"][..], &["apply", "app", "--yes"], &["migrate", "new", "app", "first"]] {
            let stderr = super::support::dbtool_in(project.path(), command, &[]).failed(1);
            let text = String::from_utf8_lossy(&config);
            assert!(parts.iter().all(|part| stderr.contains(part)), "{command:?} {text}\n{stderr}");
            assert_eq!(stderr.matches("error:").count(), 1, "{text}\n{stderr}");
        }
        assert_eq!(std::fs::read_dir(project.path()).unwrap().count(), 2, "nothing is written");
    }
}
