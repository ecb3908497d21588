//! What CI systems run of ours: `ci/report.sh`, the action and the template around it, and the hooks of pre-commit. What
//! they would ask of a network, programs of the test's own answer.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;

use support::{Project, Run, TestDatabase, psql, server};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Answers as `gh api` and `curl` do, and notes what it was asked and given.
const STAND_IN: &str = r#"#!/bin/sh
echo "$(basename "$0") $*" >> "$LOG"
body=
for word in "$@"; do
    case $word in
        body=@*) body=${word#body=@} ;;
        body@*) body=${word#body@} ;;
    esac
done
if [ -n "$body" ]; then cp "$body" "$LOG.body"; else printf '%s' "$ANSWER"; fi
"#;

struct Ci {
    project: Project,
    database: TestDatabase,
}

impl Ci {
    fn new(model: &str) -> Option<Self> {
        let server = server(None)?;
        let config = "targets: {app: {engine: postgresql, model: model.yaml, url: \"${APP_URL}\"}}\n";
        let project = Project::new(&[("dbtool.yaml", config), ("model.yaml", model)]);
        for name in ["gh", "curl"] {
            let path = project.write(&format!("bin/{name}"), STAND_IN);
            std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        }
        Some(Self { project, database: server.database() })
    }

    fn report(&self, environment: &[(&str, &str)]) -> Run {
        let mut command = Command::new("bash");
        support::bare(&mut command);
        let path = format!("{}:{}", self.at("bin").display(), std::env::var("PATH").unwrap());
        let url = self.database.url();
        command
            .arg(root().join("ci/report.sh"))
            .current_dir(self.project.path())
            .envs([("PATH", path.as_str()), ("DBTOOL", env!("CARGO_BIN_EXE_dbtool")), ("APP_URL", url)])
            .env("DBTOOL_SCRATCH_URL", url)
            .env("LOG", self.at("log"))
            .envs(environment.iter().copied());
        support::run(&mut command)
    }

    fn at(&self, name: &str) -> PathBuf {
        self.project.path().join(name)
    }

    /// What was asked since it was last looked at.
    fn asked(&self) -> String {
        let text = std::fs::read_to_string(self.at("log")).unwrap_or_default();
        let _ = std::fs::remove_file(self.at("log"));
        text
    }
}

const MODEL: &str = "tables: {t: {columns: {id: {type: bigint, not_null: true}}, primary_key: [id]}}\n";
const GITHUB: [(&str, &str); 3] =
    [("DBTOOL_PULL_REQUEST", "7"), ("GITHUB_REPOSITORY", "us/it"), ("GITHUB_STEP_SUMMARY", "summary.md")];

#[test]
fn a_pull_request_gets_one_comment_that_is_kept_up_to_date() {
    let Some(ci) = Ci::new(MODEL) else { return };
    let run = ci.report(&GITHUB);
    assert_eq!(run.code, Some(2), "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.starts_with("<!-- dbtool -->\n\n## Lint\n") && run.stdout.contains("CREATE TABLE public.t"));
    assert_eq!(std::fs::read_to_string(ci.at("summary.md")).unwrap(), run.stdout);
    assert_eq!(std::fs::read_to_string(ci.at("log.body")).unwrap(), run.stdout);
    let asked = ci.asked();
    assert!(asked.contains("--method POST repos/us/it/issues/7/comments"), "{asked}");
    // The next run finds the comment, and nothing that differs.
    psql(ci.database.url(), "CREATE TABLE t (id bigint PRIMARY KEY)");
    let run = ci.report(&[&GITHUB[..], &[("ANSWER", "4711\n")]].concat());
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    let asked = ci.asked();
    assert!(asked.contains("--method PATCH repos/us/it/issues/comments/4711") && !asked.contains("POST"), "{asked}");
}

#[test]
fn a_merge_request_gets_one_note() {
    let Some(ci) = Ci::new(MODEL) else { return };
    let gitlab = [
        ("CI_MERGE_REQUEST_IID", "3"),
        ("CI_PROJECT_ID", "12"),
        ("CI_API_V4_URL", "https://localhost/api"),
        ("DBTOOL_GITLAB_TOKEN", "canary"),
        ("DBTOOL_FAIL", "no"),
    ];
    assert_eq!(ci.report(&gitlab).code, Some(0), "drift leaves the job green where that is asked for");
    let asked = ci.asked();
    assert!(asked.contains("--request POST --data-urlencode body@"), "{asked}");
    assert!(asked.contains("https://localhost/api/projects/12/merge_requests/3/notes"), "{asked}");
    assert!(!asked.contains("canary"), "arguments are no place for a token: {asked}");
    for answer in [
        r#"[{"id":1,"type":null,"body":"hello"},{"id":22,"type":null,"body":"<!-- dbtool -->\nold"}]"#,
        r#"[{"id":1,"body":"hello","author":{"id":5}},{"id":22,"body":"\u003c!-- dbtool --\u003e\nold"}]"#,
    ] {
        ci.report(&[&gitlab[..], &[("ANSWER", answer)]].concat());
        let asked = ci.asked();
        assert!(asked.contains("--request PUT") && asked.contains("/notes/22\n"), "{asked}");
    }
}

#[test]
fn what_fails_is_told_and_red() {
    let Some(ci) = Ci::new("tables: {t: {colums: {}}}\n") else { return };
    let run = ci.report(&[("DBTOOL_FAIL", "no")]);
    assert_eq!(run.code, Some(1), "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("model.yaml:1:14") && run.stdout.contains("did you mean `columns`?"), "{}", run.stdout);
    assert_eq!(ci.asked(), "", "no request is named, so nobody is asked");
    assert!(ci.report(&[("DBTOOL_CHECKS", "lnit")]).failed(1).contains("there is no check `lnit`"));
    let one = ci.report(&[("DBTOOL_CHECKS", "lint"), ("DBTOOL_TARGETS", "nope"), ("DBTOOL_COMMENT", "no")]);
    assert!(one.failed(1).contains("nope"));
}

#[test]
fn the_action_the_template_and_the_hooks_name_what_there_is() {
    let read = |name: &str| -> serde_json::Value {
        serde_yaml::from_str(&std::fs::read_to_string(root().join(name)).unwrap()).unwrap()
    };
    let script = std::fs::read_to_string(root().join("ci/report.sh")).unwrap();
    let action = read("action.yml");
    let steps = action["runs"]["steps"].as_array().unwrap();
    let inputs = action["inputs"].as_object().unwrap();
    for step in steps {
        assert_eq!(step["shell"], "bash", "{step}");
        for (name, value) in step["env"].as_object().unwrap() {
            let used = script.contains(name.as_str()) || name == "GH_TOKEN" || name == "DBTOOL_SOURCE";
            assert!(used, "{name}");
            let value = value.as_str().unwrap();
            if let Some(input) = value.split("inputs.").nth(1) {
                let input = input.trim_end_matches([' ', '}']);
                assert!(inputs.contains_key(input), "{input}");
            }
        }
        let run = step["run"].as_str().unwrap();
        assert!(!run.contains("${{"), "what others write must not become a script: {run}");
    }
    let run = steps.last().unwrap()["run"].as_str().unwrap();
    assert_eq!(run, "\"$DBTOOL_SOURCE/ci/report.sh\"");
    let job = &read("ci/gitlab.yml")["dbtool"];
    assert_eq!(job["script"][0], "ci/report.sh");
    for name in job["variables"].as_object().unwrap().keys() {
        assert!(script.contains(name.as_str()), "{name}");
    }
    // Each hook is a command that dbtool has.
    let hooks = read(".pre-commit-hooks.yaml");
    for hook in hooks.as_array().unwrap() {
        let words: Vec<&str> = hook["entry"].as_str().unwrap().split(' ').skip(1).collect();
        support::dbtool_in(Path::new("/"), &[&words[..], &["--help"]].concat(), &[]).ok();
    }
}
