//! Usage, help, configuration: what needs no database.

use crate::support::{Project, dbtool_in};
use crate::{CONFIG, MODEL, bare, project};

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

const OFFERED: &str = "\
targets:
  shop: {engine: postgresql, url: '${NOWHERE}', viewpoints: {orders: {include: ['o*']}}}
  chat: {parts: {left: {engine: postgresql}, right: {engine: cassandra}}}
";

#[test]
fn every_shell_has_completions() {
    let project = Project::new(&[("dbtool.yaml", OFFERED)]);
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let text = bare(&format!("completions {shell}")).ok();
        assert!(text.contains("DBTOOL_COMPLETE") && text.contains("dbtool"), "{shell}: {text}");
        // What the script asks is answered.
        let asked = [("DBTOOL_COMPLETE", shell), ("_CLAP_COMPLETE_INDEX", "1"), ("_CLAP_IFS", "\n")];
        let offered = dbtool_in(project.path(), &["--", "dbtool", "snap"], &asked).ok();
        assert!(offered.contains("snapshot") && !offered.contains("migrate"), "{shell}: {offered}");
    }
    assert!(bare("completions tcsh").failed(1).contains("possible values"));
}

#[test]
fn what_the_project_has_is_offered() {
    let project = Project::new(&[("dbtool.yaml", OFFERED)]);
    let offered = |line: &str| -> Vec<String> {
        let words: Vec<&str> = ["--", "dbtool"].into_iter().chain(line.split(' ')).collect();
        let index = (words.len() - 2).to_string();
        let asked = [("DBTOOL_COMPLETE", "bash"), ("_CLAP_COMPLETE_INDEX", &*index), ("_CLAP_IFS", "\n")];
        let told = dbtool_in(project.path(), &words, &asked).ok();
        told.lines().filter(|word| !word.starts_with('-')).map(str::to_owned).collect()
    };
    for line in ["diff ", "apply ", "migrate up ", "migrate new ", "migrate import ", "docs ", "db url ", "doctor "] {
        assert_eq!(offered(line), ["shop", "chat", "chat/left", "chat/right"], "{line}");
    }
    assert_eq!(offered("lint chat/r"), ["chat/right"]);
    assert_eq!(offered("snapshot --viewpoint "), ["orders"]);
    assert_eq!(offered("snapshot --style mark"), ["markdown"]);
    assert_eq!(offered("explain unused"), ["unused-enum"]);
    assert_eq!(offered("apply --allow tabl"), ["table"]);
    assert_eq!(offered("diff --profile supa"), ["supabase"]);
    // What cannot be read is no help and no hindrance.
    project.write("dbtool.yaml", "targets: [");
    assert_eq!(offered("diff "), Vec::<String>::new());
    // And in a shell as it is.
    project.write("dbtool.yaml", OFFERED);
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_dbtool"));
    let script = "source <(dbtool completions bash)
        COMP_WORDS=(dbtool diff sh) COMP_CWORD=2 COMP_TYPE=9
        _clap_complete_dbtool dbtool sh diff && printf '%s\\n' \"${COMPREPLY[@]}\"";
    let path = format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let mut bash = std::process::Command::new("bash");
    let output = bash.args(["-c", script]).env("PATH", path).current_dir(project.path()).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "shop", "{}", String::from_utf8_lossy(&output.stderr));
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
