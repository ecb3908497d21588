//! `lint --fix`: what it does to the text of models, what it leaves, and how it says so.

use std::collections::BTreeMap;

use dbtool::engine::Engine;
use dbtool::lint::MODEL_RULES;
use serde_json::Value;

use crate::support::{Project, Run, dbtool_in};

fn fix(project: &Project, options: &[&str]) -> Run {
    dbtool_in(project.path(), &[&["lint", "--fix"], options].concat(), &[])
}

fn json(project: &Project) -> Value {
    let run = fix(project, &["--format", "json"]);
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {}{}", run.stdout, run.stderr))
}

fn codes(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap()).collect()
}

#[test]
fn every_rule_with_a_fix_mends_its_own_bad_example() {
    let mut mended = 0;
    for rule in MODEL_RULES.iter().filter(|rule| rule.fix.is_some()) {
        let engine = if rule.engines[0] == Engine::Mysql { "mysql" } else { "postgresql" };
        let severities: BTreeMap<&str, &str> = BTreeMap::from([(rule.code, "warning")]);
        let others = MODEL_RULES.iter().filter(|other| other.code != rule.code).map(|other| (other.code, "off"));
        let severities: Vec<String> =
            severities.into_iter().chain(others).map(|(code, word)| format!("{code}: {word}")).collect();
        let config =
            format!("targets:\n  app: {{engine: {engine}, model: m.yaml, lint: {{{}}}}}\n", severities.join(", "));
        let project = Project::new(&[("dbtool.yaml", &config), ("m.yaml", rule.bad)]);
        let told = json(&project);
        assert_eq!(codes(&told["fixed"]), [rule.code], "{told}");
        assert_eq!(codes(&told["findings"]), [""; 0], "{told}");
        assert_ne!(project.read("m.yaml"), rule.bad);
        assert_eq!(dbtool_in(project.path(), &["lint"], &[]).ok(), "", "{}", rule.code);
        mended += 1;
    }
    assert!(mended >= 7, "{mended}");
}

const CONFIG: &str = "targets:\n  app: {engine: postgresql, model: app}\n";

const USERS: &str = "\
# Who is who.
tables:
  users:   # people
    columns:
      id: bigserial      # for ever
      \"code\": {type: 'char(3)', not_null: true} # ISO
      # when they came
      born:
        type: timestamp(3)   # of day
        not_null: true
      seen: timestamp[]
    primary_key: [id]
    unique: {users_code_key: [code]}

    indexes:
      # by day
      users_born: [born]
      users_born_2:
        keys: [born, code]

      users_id: [id]
  # the end
";

const USERS_FIXED: &str = "\
# Who is who.
tables:
  users:   # people
    columns:
      id: {type: bigint, identity: by_default}      # for ever
      \"code\": {type: 'text', not_null: true} # ISO
      # when they came
      born:
        type: timestamptz(3)   # of day
        not_null: true
      seen: timestamptz[]
    primary_key: [id]
    unique: {users_code_key: [code]}

    indexes:
      # by day
      users_born: [born]
      users_born_2:
        keys: [born, code]

  # the end
";

const POSTS: &str = "\
tables:
  posts:
    columns: {id: {type: bigint, identity: always}, author: {type: bigint, references: users}, \"re, to\": bigint, code: {type: char(3), not_null: true}}
    primary_key: [id]
    foreign_keys:
      re: {columns: ['re, to'], references: posts}
      both: {columns: [author, code], references: \"users(id, code)\"} # both
functions:
  pay(integer):
    returns: integer
    language: sql
    security_definer: true # of the owner's
    body: |
      SELECT 1 -- # no comment
  'ask()': {returns: integer, language: sql, security_definer: true, config: {work_mem: 1MB}, body: SELECT 1}
";

#[test]
fn what_is_mended_keeps_its_comments_layout_and_line_ends() {
    let users = USERS
        .replace("\n    unique: {users_code_key: [code]}", "\n    unique: {users_code_key: [code], both: [id, code]}");
    let posts = POSTS.replace('\n', "\r\n");
    let project = Project::new(&[("dbtool.yaml", CONFIG), ("app/users.yaml", &users), ("app/posts.yaml", &posts)]);
    project.write("app/other.yaml", "# nothing of note\ntables: {t: {columns: {id: bigint}, primary_key: [id]}}\n");
    let run = fix(&project, &[]);
    // The index that another begins with carries a comment: whoever wrote it is asked.
    let wanted = USERS_FIXED.replace("users_code_key: [code]}", "users_code_key: [code], both: [id, code]}");
    assert_eq!(project.read("app/users.yaml"), wanted, "{}{}", run.stdout, run.stderr);
    assert!(
        run.stdout.contains(
            "app/users.yaml:17:7: warning: public.users.users_born is what public.users.users_born_2 begins with [duplicate-index]"
        ),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout.contains("\n  not fixed: a comment stands with it, which would go: drop it by hand\n"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("app/users.yaml:5:7: fixed: public.users.id is numbered by "), "{}", run.stdout);
    assert_eq!(
        project.read("app/posts.yaml").replace("\r\n", "\n"),
        POSTS
            // The index of the wider key does for the narrower one.
            .replace("\"re, to\": bigint", "\"re, to\": {type: bigint, index: true}")
            .replace("type: char(3)", "type: text")
            .replace(" # both\n", " # both\n    indexes: {posts_author_code_idx: [author, code]}\n")
            .replace("# no comment\n", "# no comment\n    config: {search_path: 'public, pg_temp'}\n")
            .replace("work_mem: 1MB}", "work_mem: 1MB, search_path: 'public, pg_temp'}")
    );
    assert_eq!(
        project.read("app/posts.yaml").matches("\r\n").count(),
        project.read("app/posts.yaml").matches('\n').count()
    );
    assert_eq!(project.read("app/other.yaml").lines().next(), Some("# nothing of note"));
    // What is left is left by the next, too.
    let before = project.read("app/users.yaml");
    let again = json(&project);
    assert_eq!(codes(&again["fixed"]), [""; 0], "{again}");
    assert_eq!(project.read("app/users.yaml"), before);
    let left: Vec<&Value> =
        again["findings"].as_array().unwrap().iter().filter(|it| it.get("not_fixed").is_some()).collect();
    assert_eq!(left.len(), 1, "{again}");
}

#[test]
fn what_cannot_be_mended_for_sure_is_left_with_the_reason() {
    for (text, code, why) in [
        (
            "sequences: {s: {owned_by: t.id}}\ntables: {t: {columns: {id: {type: bigint, default: \"nextval('s'::regclass)\"}}, primary_key: [id]}}\n",
            "serial",
            "is written by itself",
        ),
        (
            "tables:\n  t: {columns: {id: serial}, primary_key: [id]}\n  u: {inherits: [t], columns: {a: text}, primary_key: [id]}\n",
            "serial",
            "tables that inherit",
        ),
        (
            "tables: {t: {columns: {id: bigint, at: timestamp}, primary_key: [id], indexes: {i: [\"date_trunc('day', at)\"]}}}\n",
            "timestamp-without-zone",
            "index public.t.i computes with it",
        ),
        (
            "tables: {t: {columns: {at: timestamp}, primary_key: [at], partition_by: RANGE (at)}}\n",
            "timestamp-without-zone",
            "table public.t computes with it",
        ),
        (
            "tables: {t: {columns: {id: bigint, a: &a char(3), b: *a}, primary_key: [id]}}\n",
            "char-type",
            "written once for several places",
        ),
        (
            "tables: {t: {columns: {id: bigint, a: {type: text, not_null: true}, b: text}, primary_key: [id], indexes: {i: {keys: [a], unique: true}, j: {keys: [a], unique: true}}, replica_identity: {index: j}}}\n",
            "duplicate-index",
            "replica identity",
        ),
        (
            "tables:\n  t: {columns: {id: char(3)}, primary_key: [id]}\n  # dbtool: ignore char-type, foreign-key-without-index: as it came\n  u: {columns: {id: {type: uuid}, t: {type: char(3), references: t}}, primary_key: [id]}\n",
            "char-type",
            "",
        ),
    ] {
        let project =
            Project::new(&[("dbtool.yaml", &CONFIG.replace("model: app", "model: m.yaml")), ("m.yaml", text)]);
        let told = json(&project);
        let left = told["findings"].as_array().unwrap().iter().find(|finding| finding["code"] == code);
        if why.is_empty() {
            assert!(left.is_none() && codes(&told["fixed"]) == [code], "{told}");
            continue;
        }
        let left = left.unwrap_or_else(|| panic!("{text}: {told}"));
        assert!(left["not_fixed"].as_str().unwrap().contains(why), "{text}: {told}");
        assert_eq!(project.read("m.yaml"), text);
    }
}

#[test]
fn a_rule_says_whether_it_is_mended() {
    let project = Project::new(&[]);
    let explain = |code: &str| dbtool_in(project.path(), &["explain", code], &[]).ok().to_owned();
    assert!(explain("char-type").contains("`dbtool lint --fix` makes `text` of it."));
    assert!(explain("nullable-unique").contains("`dbtool lint --fix` leaves it: what is right is for you to say."));
    let page = dbtool_in(project.path(), &["explain", "serial", "--format", "json"], &[]);
    assert!(page.ok().contains("\"fix\":\"makes `type: bigint, identity: by_default`"));
}

#[test]
fn a_dry_run_shows_the_edit_and_writes_nothing() {
    let project =
        Project::new(&[("dbtool.yaml", CONFIG), ("app/users.yaml", USERS), ("app/other.yaml", "tables: {}\n")]);
    let files = || [project.read("app/users.yaml"), project.read("app/other.yaml")];
    let before = files();
    let dry = fix(&project, &["--dry-run"]);
    assert_eq!(dry.code, Some(2), "what would be fixed stands: {}{}", dry.stdout, dry.stderr);
    assert_eq!(files(), before);
    assert!(dry.stderr.contains(" would be fixed, "), "{}", dry.stderr);
    let (told, diff) = dry.stdout.split_once("--- ").expect("a diff");
    assert!(told.contains(": would be fixed: ") && !told.contains(": fixed: "), "{told}");
    assert!(!diff.contains("other.yaml"), "{diff}");
    assert!(
        diff.contains("\n-      id: bigserial      # for ever\n") && diff.contains("\n+      id: {type: bigint"),
        "{diff}"
    );
    let value: Value = serde_json::from_str(&fix(&project, &["--dry-run", "--format", "json"]).stdout).unwrap();
    assert_eq!(value["diff"].as_str().unwrap(), format!("--- {diff}"));
    let refused = fix(&project, &["--dry-run", "--format", "sarif"]).failed(1);
    assert!(refused.contains("--format json"), "{refused}");
    assert!(dbtool_in(project.path(), &["lint", "--dry-run"], &[]).failed(1).contains("--fix"));

    // The edit that it shows is the one that is made.
    project.write("edit.diff", &dry.stdout);
    let applied = std::process::Command::new("git")
        .args(["apply", "-p0", "edit.diff"])
        .current_dir(project.path())
        .env("GIT_CEILING_DIRECTORIES", project.path().parent().unwrap())
        .status()
        .unwrap();
    assert!(applied.success());
    let patched = files();
    std::fs::write(project.path().join("app/users.yaml"), USERS).unwrap();
    let fixed = fix(&project, &[]);
    assert_eq!(files(), patched);
    assert_ne!(patched, before);
    // Lines are those of the file as it stands at the time.
    let rest = |text: &str| -> Vec<String> {
        let left = text.lines().filter(|line| !line.contains(" fixed: ") || line.contains("not fixed: "));
        left.map(|line| line.split_once(": ").map_or(line, |(_, rest)| rest).to_owned()).collect()
    };
    assert_eq!(rest(told), rest(&fixed.stdout));
    let again = fix(&project, &["--dry-run"]);
    assert!(!again.stdout.contains("--- "), "{}", again.stdout);
}
