//! Every rule of `dbtool lint` on its own examples, on a real server; comments, configuration, exit
//! codes and formats.

#![expect(clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on ends there")]

#[path = "lint/database.rs"]
mod database;
#[path = "lint/fix.rs"]
mod fix;
#[path = "lint/model.rs"]
mod model;
mod support;

use std::collections::BTreeMap;
use std::path::Path;

use dbtool::engine::Engine;
use dbtool::ground::Ground;
use dbtool::lint::{self, Finding, MYSQL_RULES, RULES, Rule, Severity};
use dbtool::migrate::{Setting, files, walk::walk};
use dbtool::scratch::Scratch;
use futures_util::StreamExt as _;
use serde_json::Value;
use support::{Flavour, Project, Run, dbtool_in, mysql, server};

/// The findings in the last migration of a folder, with every rule awake.
async fn findings(engine: Engine, scratch: &Scratch, folder: &Path) -> Vec<Finding> {
    let ground = Ground::default();
    let setting =
        Setting { dialect: engine.dialect(), scratch, ground: &ground, filter: &|_| (), online: true, shadow: false };
    let folder = files::read(folder).unwrap();
    let last = folder.last().unwrap();
    let walked = walk(setting, &folder, &|version| version == last).await.unwrap();
    let awake: BTreeMap<String, Severity> =
        lint::all_rules().map(|rule| (rule.code.to_owned(), rule.severity.max(Severity::Note))).collect();
    walked.iter().flat_map(|walked| lint::lint(walked, &awake)).collect()
}

async fn example(engine: Engine, scratch: &Scratch, rule: &Rule, sql: &str) -> Vec<Finding> {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("1_before.up.sql", rule.before);
    match sql {
        "@down" => {
            write("2_case.up.sql", rule.bad);
            write("2_case.down.sql", "SELECT 1;");
        }
        sql => write("2_case.up.sql", sql),
    }
    findings(engine, scratch, folder.path()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_rule_finds_its_bad_example_and_not_its_good_one() {
    let Some(server) = server(None) else { return };
    let database = server.database();
    examples_hold(Engine::Postgresql, database.url()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_rule_of_mysql_finds_its_bad_example_and_not_its_good_one() {
    for flavour in Flavour::ALL {
        let Some(server) = mysql(flavour) else { continue };
        examples_hold(Engine::Mysql, &server.url("mysql")).await;
    }
}

/// The server's own string stands before the comment: another engine's lexer would end it elsewhere.
#[tokio::test(flavor = "multi_thread")]
async fn a_comment_is_about_the_statement_that_mysql_finds_there() {
    for flavour in Flavour::ALL {
        let Some(server) = mysql(flavour) else { continue };
        let scratch = Scratch::open(None, Some(&server.url("mysql"))).await.unwrap();
        let rule = MYSQL_RULES.iter().find(|rule| rule.bad != "@down").unwrap();
        let found = async |comment: &str| {
            let sql = format!("SELECT 'it\\'s; so';\n{comment}\n{}", rule.bad);
            let findings = example(Engine::Mysql, &scratch, rule, &sql).await;
            assert!(findings.iter().all(|finding| finding.code != lint::FAILS), "{findings:#?}");
            findings.iter().any(|finding| finding.code == rule.code)
        };
        assert!(found("").await && !found(&format!("-- dbtool: ignore {}: meant", rule.code)).await, "{}", rule.code);
        scratch.close().await;
    }
}

async fn examples_hold(engine: Engine, url: &str) {
    let scratch = Scratch::open(None, Some(url)).await.unwrap();
    let judge = async |rule: &Rule| {
        let bad = example(engine, &scratch, rule, rule.bad).await;
        let good = example(engine, &scratch, rule, rule.good).await;
        let found = |findings: &[Finding]| findings.iter().any(|finding| finding.code == rule.code);
        let mut faults = Vec::new();
        if !found(&bad) {
            faults.push(format!("{}: nothing in the bad example: {bad:#?}", rule.code));
        }
        // What is advised must be possible.
        if found(&good) || good.iter().any(|finding| finding.code == lint::FAILS) {
            faults.push(format!("{}: found in the good example: {good:#?}", rule.code));
        }
        let fails = bad.iter().any(|finding| finding.code == lint::FAILS);
        if fails && rule.code != "concurrently-in-transaction" {
            faults.push(format!("{}: the bad example does not run: {bad:#?}", rule.code));
        }
        faults
    };
    let faults: Vec<String> =
        futures_util::stream::iter(lint::rules_of(engine)).map(judge).buffered(4).collect::<Vec<_>>().await.concat();
    scratch.close().await;
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_rule_has_its_page_and_they_are_in_order() {
    let codes: Vec<&str> = RULES.iter().map(|rule| rule.code).collect();
    assert!(codes.is_sorted() && codes.len() > 45, "{codes:?}");
    assert!(MYSQL_RULES.iter().map(|rule| rule.code).is_sorted() && MYSQL_RULES.len() > 12);
    for rule in lint::all_rules() {
        let file = format!("src/lint/rules/{}.rs", rule.code.replace('-', "_"));
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&file)).unwrap();
        assert!(text.starts_with(&format!("//! `{}`: ", rule.code)), "{file}");
        for text in [rule.title, rule.why, rule.remedy, rule.bad, rule.good] {
            assert!(!text.is_empty(), "{}", rule.code);
        }
    }
}

const CONFIG: &str = "\
targets:
  app: {engine: postgresql, migrations: migrations, url: '${APP_URL}'}
";

fn project(config: &str) -> Project {
    let project = Project::new(&[("dbtool.yaml", config)]);
    project.write("migrations/1_a.up.sql", "CREATE TABLE t (id bigint PRIMARY KEY, a integer);");
    project.write("migrations/1_a.down.sql", "DROP TABLE t;");
    project.write("migrations/2_b.down.sql", "SELECT 1;");
    project
}

fn run(project: &Project, url: &str, line: &str) -> Run {
    let words: Vec<&str> = line.split(' ').collect();
    dbtool_in(project.path(), &words, &[("APP_URL", url)])
}

const INDEX: &str = "-- adds an index\nCREATE INDEX t_a ON t (a);\n";

#[test]
fn findings_have_codes_places_remedies_and_formats() {
    let Some(server) = server(None) else { return };
    let database = server.database();
    let url = database.url();
    let lint = |project: &Project, options: &str| run(project, url, &format!("lint --scratch-url {url}{options}"));
    let project = project(CONFIG);
    project.write("migrations/2_b.up.sql", INDEX);

    let all = lint(&project, "");
    assert_eq!(all.code, Some(2), "{}", all.stderr);
    let text = all.stdout;
    let wanted = "migrations/2_b.up.sql:2:1: error: nobody writes to public.t while the index is built [index-not-concurrently]\n  help: CREATE INDEX CONCURRENTLY";
    assert!(text.contains(wanted), "{text}");

    let json = lint(&project, " --format json");
    assert_eq!(json.code, Some(2));
    let report: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!((&report["version"], &report["target"], &report["migrations"]), (&1.into(), &"app".into(), &2.into()));
    let finding = &report["findings"][0];
    assert_eq!((&finding["code"], &finding["severity"]), (&"index-not-concurrently".into(), &"error".into()));
    assert_eq!((&finding["place"]["line"], &finding["place"]["column"]), (&2.into(), &1.into()));

    let sarif: Value = serde_json::from_str(&lint(&project, " --format sarif").stdout).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!((&result["ruleId"], &result["level"]), (&"index-not-concurrently".into(), &"error".into()));
    let place = &result["locations"][0]["physicalLocation"];
    assert!(place["artifactLocation"]["uri"].as_str().unwrap().ends_with("migrations/2_b.up.sql"));
    assert_eq!(place["region"]["startLine"], 2);
    assert!(sarif["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap().len() > RULES.len());

    let github = lint(&project, " --format github").stdout;
    assert!(
        github.starts_with("::error file=") && github.contains(",line=2,col=1,title=index-not-concurrently::"),
        "{github}"
    );

    // What has run is looked at with --all alone.
    run(&project, url, "migrate up").ok();
    assert_eq!(lint(&project, "").ok(), "");
    assert_eq!(lint(&project, " --all").code, Some(2));
    let pages = run(&project, url, "lint --rules").ok();
    for rule in lint::all_rules() {
        assert!(pages.contains(&format!("\n### {}\n", rule.code)), "{}", rule.code);
    }
}

#[test]
fn a_finding_is_ignored_for_a_reason_or_weighed_by_the_configuration() {
    let Some(server) = server(None) else { return };
    let database = server.database();
    let url = database.url();
    let lint = |project: &Project| run(project, url, &format!("lint --scratch-url {url}"));
    let project = project(CONFIG);
    let with = |comment: &str, sql: &str| {
        project.write("migrations/2_b.up.sql", &format!("{comment}\n{sql}"));
        lint(&project)
    };
    with("-- dbtool: ignore index-not-concurrently: the table is small", INDEX).ok();
    with("-- dbtool: ignore-file index-not-concurrently: the table is small", INDEX).ok();
    // About another statement, without a reason, of an unknown rule: nothing is ignored.
    let other = with("-- dbtool: ignore index-not-concurrently: small\nSELECT 1;", INDEX);
    assert!(other.code == Some(2) && other.stdout.contains("index-not-concurrently"), "{}", other.stdout);
    let bare = with("-- dbtool: ignore index-not-concurrently", INDEX);
    assert!(
        bare.stdout.contains("[index-not-concurrently]") && bare.stdout.contains("[void-ignore]"),
        "{}",
        bare.stdout
    );
    let unknown = with("-- dbtool: ignore-file indexes: small", "SELECT 1;");
    assert!(unknown.stdout.contains("there is no rule `indexes` to ignore"), "{}", unknown.stdout);

    let set = |word: &str| {
        project.write(
            "dbtool.yaml",
            &CONFIG.replace("migrations: migrations", &format!("migrations: migrations, lint: {{{word}}}")),
        );
        project.write("migrations/2_b.up.sql", INDEX);
        lint(&project)
    };
    assert_eq!(set("index-not-concurrently: off").ok(), "");
    assert!(set("index-not-concurrently: note").ok().contains(": note: nobody writes"));
    assert_eq!(set("index-not-concurrently: warning").code, Some(2));
    assert!(set("no-way-back: error, index-not-concurrently: off").ok().is_empty());
    assert!(set("index-not-concurently: off").failed(1).contains("did you mean `index-not-concurrently`?"));
    assert!(set("index-not-concurrently: loud").failed(1).contains("write off, note, warning or error"));
}

#[test]
fn a_migration_that_does_not_run_is_a_finding() {
    let Some(server) = server(None) else { return };
    let database = server.database();
    let url = database.url();
    let project = project(CONFIG);
    project.write("migrations/2_b.up.sql", "SELECT 1;\nALTER TABLE nothing ADD a int;");
    let run = run(&project, url, &format!("lint --scratch-url {url}"));
    assert_eq!(run.code, Some(2));
    assert!(
        run.stdout.contains("2_b.up.sql:2:1: error: migration 2 b failed: relation \"nothing\" does not exist"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("[migration-fails]"), "{}", run.stdout);
}
