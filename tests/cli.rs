//! The command line as scripts and people meet it: the real program, its exit codes, stdout, stderr.

mod support;

use support::{Project, Run, dbtool_in, psql, server};

/// A project of one target with a small model; its URL comes from the environment.
const CONFIG: &str = "\
targets:
  app:
    engine: postgresql
    model: schemas/app.yaml
    migrations: migrations/app
    url: ${APP_URL}
    snapshots:
      - {style: psql, file: snapshots/app.md}
";

const MODEL: &str = "\
tables:
  users:
    columns:
      id: bigserial
      email: {type: text, not_null: true}
    primary_key: [id]
";

fn project() -> Project {
    Project::new(&[("dbtool.yaml", CONFIG), ("schemas/app.yaml", MODEL)])
}

/// Runs dbtool in a project, words split at spaces, on a database.
fn run(project: &Project, url: &str, line: &str) -> Run {
    let words: Vec<&str> = line.split(' ').collect();
    dbtool_in(project.path(), &words, &[("APP_URL", url)])
}

/// Runs dbtool in an empty folder without a database.
fn bare(line: &str) -> Run {
    let words: Vec<&str> = line.split_whitespace().collect();
    Project::new(&[]).dbtool(&words)
}

#[test]
fn usage_errors_are_errors_and_not_drift() {
    for line in ["", "frobnicate", "diff --frob", "diff --format yaml", "apply -q -v", "diff --lock-timeout 5weeks"] {
        let run = bare(line);
        assert_eq!(run.code, Some(1), "{line}: {}", run.stderr);
        assert_eq!(run.stdout, "", "{line}");
        assert!(!run.stderr.is_empty(), "{line}");
    }
}

#[test]
fn help_and_version_are_results() {
    for line in ["--help", "-h", "help diff", "diff --help", "migrate --help", "migrate up --help", "db --help"] {
        let text = bare(line).ok();
        assert!(text.contains("Usage: dbtool"), "{line}: {text}");
    }
    assert_eq!(bare("--version").ok(), format!("dbtool {}\n", env!("CARGO_PKG_VERSION")));
    assert!(bare("--help").ok().contains("Exit codes:"));
}

#[test]
fn every_shell_has_completions() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let text = bare(&format!("completions {shell}")).ok();
        assert!(text.contains("snapshot") && text.contains("migrate"), "{shell}");
    }
    assert!(bare("completions tcsh").failed(1).contains("possible values"));
}

#[test]
fn every_command_has_a_manual_page() {
    assert!(bare("man").ok().contains(".TH dbtool 1"));
    let project = Project::new(&[]);
    project.dbtool(&["man", "--out", "man1"]).ok();
    for page in ["dbtool.1", "dbtool-diff.1", "dbtool-migrate-up.1", "dbtool-db-reset.1"] {
        assert!(project.read(&format!("man1/{page}")).contains(".SH SYNOPSIS"), "{page}");
    }
}

#[test]
fn json_schemas_are_json() {
    for line in ["json-schema", "json-schema model", "json-schema config"] {
        let value: serde_json::Value = serde_json::from_str(&bare(line).ok()).unwrap();
        assert!(value["$schema"].as_str().is_some_and(|text| text.contains("json-schema.org")), "{line}");
    }
    let config: serde_json::Value = serde_json::from_str(&bare("json-schema config").ok()).unwrap();
    assert!(config["properties"]["targets"].is_object());
}

#[test]
fn without_a_project_or_a_url_there_is_a_next_step() {
    let stderr = bare("diff").failed(1);
    assert!(stderr.contains("no dbtool.yaml") && stderr.contains("dbtool init"), "{stderr}");
    let stderr = bare("diff app").failed(1);
    assert!(stderr.contains("to find the target `app`"), "{stderr}");
    let stderr = bare("diff --config nowhere.yaml").failed(1);
    assert!(stderr.contains("cannot read the configuration nowhere.yaml"), "{stderr}");
}

#[test]
fn a_wrong_configuration_is_told_with_its_place() {
    let cases = [
        ("targets:\n  app:\n    engin: postgresql\n", "dbtool.yaml:3:5: unknown key `engin`", "did you mean `engine`?"),
        ("targets:\n  app: {engine: postgresql\n", "dbtool.yaml:", "error"),
        ("targets:\n\tapp: {}\n", "tab", "indent with spaces"),
        ("", "dbtool.yaml:1:1: the file is empty", "targets:"),
    ];
    for (text, place, help) in cases {
        let stderr = Project::new(&[("dbtool.yaml", text)]).dbtool(&["diff"]).failed(1);
        assert!(stderr.contains(place) && stderr.contains(help), "{stderr}");
        assert_eq!(stderr.matches("error").count(), 1, "{stderr}");
    }
}

#[test]
fn an_unknown_target_is_suggested() {
    let stderr = project().dbtool(&["diff", "ap"]).failed(1);
    assert!(stderr.contains("no target `ap`") && stderr.contains("did you mean `app`?"), "{stderr}");
}

#[test]
fn the_configuration_is_found_from_below_and_its_paths_start_at_it() {
    let project = project();
    project.write("a/b/note.txt", "");
    let run = dbtool_in(&project.path().join("a/b"), &["diff"], &[("APP_URL", "postgresql://localhost:1/x")]);
    // The model was found; the server was not.
    assert!(run.failed(1).contains("cannot connect to localhost:1/x"));
    let run = dbtool_in(
        &project.path().join("a/b"),
        &["diff", "--model", "none.yaml"],
        &[("APP_URL", "postgresql://localhost:1/x")],
    );
    assert_eq!(run.code, Some(1));
}

#[test]
fn an_unset_variable_is_named_and_a_default_is_taken() {
    let stderr = project().dbtool(&["diff"]).failed(1);
    assert!(stderr.contains("dbtool.yaml:6:10: the environment variable APP_URL is not set"), "{stderr}");
    let config = CONFIG.replace("${APP_URL}", "${APP_URL:-postgresql://localhost:1/fallback}");
    let project = Project::new(&[("dbtool.yaml", &config), ("schemas/app.yaml", MODEL)]);
    assert!(project.dbtool(&["diff"]).failed(1).contains("localhost:1/fallback"));
    // The option beats the environment, which beats the file.
    let run = dbtool_in(project.path(), &["diff"], &[("DBTOOL_APP_URL", "postgresql://localhost:1/environment")]);
    assert!(run.failed(1).contains("localhost:1/environment"));
    let words = ["diff", "app", "--url", "postgresql://localhost:1/option"];
    let run = dbtool_in(project.path(), &words, &[("DBTOOL_APP_URL", "postgresql://localhost:1/environment")]);
    assert!(run.failed(1).contains("localhost:1/option"));
}

#[test]
fn no_message_holds_a_password() {
    let url = "postgresql://someone:hunter2@localhost:1/db?sslpassword=hunter2";
    let project = project();
    let lines = [
        vec!["diff", "-v"],
        vec!["diff", url],
        vec!["diff", "--url", url, "--model", "schemas/app.yaml", "-v"],
        vec!["diff", "--scratch-url", url],
        vec!["apply", "--yes", url],
        vec!["diff", "--url", "postgresql://someone:hunter2@local host:port/db", "--model", "schemas/app.yaml"],
        vec!["diff", "--url", "mysql://someone:hunter2@localhost/db", "--model", "schemas/app.yaml"],
        vec!["diff", "--url", "someone:hunter2@localhost/db", "--model", "schemas/app.yaml"],
        vec!["diff", "--lock-timeout", url],
        vec!["frob", url],
        vec![url],
        vec!["init", "--url", url],
        vec!["migrate", "up"],
        vec!["snapshot"],
        vec!["inspect", "-v"],
    ];
    for words in lines {
        let run = dbtool_in(project.path(), &words, &[("APP_URL", url)]);
        assert_eq!(run.code, Some(1), "{words:?}\n{}", run.stderr);
        assert!(!format!("{}{}", run.stdout, run.stderr).contains("hunter2"), "{words:?}\n{}", run.stderr);
    }
    let config = CONFIG.replace("${APP_URL}", "[\"postgresql://u:hunter2@h/d\"]");
    let stderr = Project::new(&[("dbtool.yaml", &config)]).dbtool(&["diff"]).failed(1);
    assert!(!stderr.contains("hunter2"), "{stderr}");
}

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
    let stderr = run(&project, url, "apply --yes").failed(1);
    for part in ["unique constraint public.users.users_email_key", "23505", "twice", "nothing was changed"] {
        assert!(stderr.contains(part), "lacks {part}: {stderr}");
    }
    assert_eq!(psql(url, "SELECT to_regclass('public.notes') IS NULL"), "t\n");
}

#[test]
fn a_lock_is_waited_for_and_given_up() {
    let Some(server) = server(None) else { return };
    let (project, database) = (project(), server.database());
    let url = database.url();
    run(&project, url, "apply --yes").ok();
    project.write("schemas/app.yaml", &MODEL.replace("email:", "name: text\n      email:"));
    let holder = std::thread::scope(|scope| {
        let holder = scope.spawn(|| psql(url, "BEGIN; LOCK TABLE users; SELECT pg_sleep(4); COMMIT"));
        let locked =
            "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation = 'users'::regclass";
        while psql(url, locked) != "1\n" {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        let stderr = run(&project, url, "apply --yes --lock-timeout 100ms --retries 1").failed(1);
        assert!(stderr.contains("trying again") && stderr.contains("55P03"), "{stderr}");
        run(&project, url, "apply --yes --lock-timeout 30s").ok();
        holder.join()
    });
    assert!(holder.is_ok());
}

#[cfg(unix)]
#[test]
fn ctrl_c_rolls_back_and_ends_with_130() {
    use std::process::{Command, Stdio};
    let Some(server) = server(None) else { return };
    let (project, database) = (project(), server.database());
    let url = database.url();
    run(&project, url, "apply --yes").ok();
    let model = MODEL.replace("email:", "name: text\n      email:");
    project.write("schemas/app.yaml", &format!("{model}  aaa: {{columns: {{id: int}}}}\n"));
    std::thread::scope(|scope| {
        scope.spawn(|| psql(url, "BEGIN; LOCK TABLE users; SELECT pg_sleep(5); COMMIT"));
        while psql(
            url,
            "SELECT count(*) FROM pg_locks WHERE relation = 'users'::regclass AND mode = 'AccessExclusiveLock'",
        ) != "1\n"
        {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        let mut command = Command::new(env!("CARGO_BIN_EXE_dbtool"));
        command.args(["apply", "--yes", "--lock-timeout", "0"]).env("APP_URL", url).current_dir(project.path());
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        while psql(url, "SELECT count(*) FROM pg_locks WHERE NOT granted") == "0\n" {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(String::from_utf8_lossy(&output.stderr).contains("nothing was changed"));
    });
    assert_eq!(psql(url, "SELECT to_regclass('public.aaa') IS NULL"), "t\n");
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
fn a_project_begins_with_a_live_database() {
    let Some(server) = server(None) else { return };
    let database = server.database();
    let url = database.url();
    psql(url, "CREATE TABLE things (id int PRIMARY KEY)");
    let project = Project::new(&[(".gitignore", "/target")]);
    let begun = project.dbtool(&["init", "shop", "--url", url]);
    assert_eq!(begun.code, Some(0), "{}", begun.stderr);
    assert_eq!(begun.stdout, "");
    assert_eq!(project.read(".gitignore"), "/target\n.dbtool/\n");
    let config = project.read("dbtool.yaml");
    assert!(config.contains("url: ${DATABASE_URL}") && !config.contains("postgresql://"), "{config}");
    let with = |words: &[&str]| dbtool_in(project.path(), words, &[("DATABASE_URL", url)]);
    assert_eq!(with(&["diff", "--exit-code"]).ok(), "");
    with(&["migrate", "check"]).ok();
    with(&["migrate", "baseline"]).ok();
    assert_eq!(with(&["migrate", "up"]).ok(), "");
    // The history is dbtool's own, and no drift.
    assert_eq!(with(&["diff", "--exit-code"]).ok(), "");
    assert!(project.dbtool(&["init"]).failed(1).contains("already here"));
    assert_eq!(project.read("dbtool.yaml"), config);
}

#[test]
fn migrations_are_written_run_and_undone() {
    let Some(server) = server(None) else { return };
    let (project, database) = (project(), server.database());
    let url = database.url();
    let paths = run(&project, url, "migrate new app first").ok();
    assert_eq!(paths.lines().count(), 3, "{paths}");
    assert_eq!(run(&project, url, "migrate new again").ok(), "");
    assert!(run(&project, url, "migrate up --dry-run").ok().contains("CREATE TABLE"));
    assert_eq!(run(&project, url, "migrate status --exit-code").code, Some(2));
    run(&project, url, "migrate up").ok();
    run(&project, url, "migrate up").ok();
    assert_eq!(run(&project, url, "diff --exit-code").ok(), "");
    let status: serde_json::Value =
        serde_json::from_str(&run(&project, url, "migrate status --format json").ok()).unwrap();
    assert_eq!((&status["pending"], &status["migrations"][0]["state"]), (&0.into(), &"applied".into()));
    run(&project, url, "migrate check").ok();
    run(&project, url, "migrate down").ok();
    assert_eq!(psql(url, "SELECT to_regclass('public.users') IS NULL"), "t\n");
    // A model that has moved on is a finding.
    project.write("schemas/app.yaml", &MODEL.replace("email:", "name: text\n      email:"));
    let found = run(&project, url, "migrate check");
    assert_eq!(found.code, Some(2), "{}", found.stderr);
    assert!(found.stdout.contains("do not reach the model"), "{}", found.stdout);
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
