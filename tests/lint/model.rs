//! Rules of models on their own examples, for every engine that they are for, and the command around them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use dbtool::lint::{Finding, MODEL_RULES, Names, RULES, Severity, Wishes, codes, lint_model};
use dbtool::load::load_texts_for;
use serde_json::Value;

use crate::support::{Project, Run, dbtool_in};

/// The findings in a model's text, with every rule awake.
fn findings(engine: dbtool::engine::Engine, text: &str) -> Vec<Finding> {
    let schema = load_texts_for(vec![("m.yaml".to_owned(), text.to_owned())], engine)
        .unwrap_or_else(|fault| panic!("{text}: {fault}"));
    let awake: BTreeMap<String, Severity> =
        MODEL_RULES.iter().map(|rule| (rule.code.to_owned(), rule.severity.max(Severity::Note))).collect();
    let mut names = Names::default();
    names.add("index", "{table}_{columns}_idx").unwrap();
    let wishes = Wishes { severities: awake, names, ..Wishes::default() };
    lint_model(engine, &schema, &BTreeMap::from([("m.yaml".to_owned(), text.to_owned())]), &wishes)
}

#[test]
fn every_rule_of_models_finds_its_bad_example_and_not_its_good_one() {
    let mut faults = Vec::new();
    for rule in MODEL_RULES {
        let engine = rule.engines[0];
        let found = |text: &str| findings(engine, text).iter().any(|finding| finding.code == rule.code);
        if !found(rule.bad) {
            faults.push(format!("{}: nothing in the bad example", rule.code));
        }
        if found(rule.good) {
            faults.push(format!("{}: found in the good example", rule.code));
        }
        let file = format!("src/lint/model/{}.rs", rule.code.replace('-', "_"));
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&file)).unwrap();
        assert!(text.starts_with(&format!("//! `{}`: ", rule.code)), "{file}");
        for text in [rule.title, rule.why, rule.remedy] {
            assert!(!text.is_empty(), "{}", rule.code);
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let names: Vec<&str> = MODEL_RULES.iter().map(|rule| rule.code).collect();
    assert!(names.is_sorted() && names.len() > 40, "{names:?}");
    let both: BTreeSet<&str> = names.into_iter().chain(RULES.iter().map(|rule| rule.code)).collect();
    assert!(both.iter().all(|code| codes().contains(code)));
}

/// A circle without a way in is told from one that has one.
#[test]
fn a_circle_of_foreign_keys_says_whether_there_is_a_way_in() {
    let text = |more: &str| {
        format!(
            "tables:\n  t: {{columns: {{id: bigint, u: {{type: bigint, not_null: true}}}}, primary_key: [id], \
             foreign_keys: {{t_u: {{columns: [u], references: u(id){more}}}}}}}\n  u: {{columns: {{id: bigint, t: {{type: \
             bigint, not_null: true, references: t}}}}, primary_key: [id]}}"
        )
    };
    let told = |text: &str| {
        let found = findings(dbtool::engine::Engine::Postgresql, text);
        found.into_iter().find(|finding| finding.code == "circular-foreign-keys").map(|finding| finding.message)
    };
    let circle = "public.t, public.u refer to each other in a circle";
    assert_eq!(told(&text("")).unwrap(), format!("{circle}, and no first row can be written"));
    assert_eq!(told(&text(", deferrable: true")).unwrap(), circle);
}

/// What rules look for besides, in the words of all engines.
#[test]
fn rules_of_models_know_what_their_examples_do_not_show() {
    use dbtool::engine::Engine::{Cassandra, Mysql, Postgresql};
    for (engine, text, code, finds) in [
        (Mysql, "tables: {t: {columns: {a: int}}}", "no-primary-key", true),
        (Mysql, "tables: {t: {columns: {a: int unsigned}, primary_key: [a]}}", "small-key", false),
        (Mysql, "tables: {Orders: {columns: {a: bigint}, primary_key: [a]}}", "name-case", true),
        (Mysql, "tables: {t: {columns: {rank: bigint}, primary_key: [rank]}}", "reserved-word", true),
        (Mysql, "tables: {t: {columns: {id: bigint, total: float}, primary_key: [id]}}", "float-money", true),
        (Mysql, "tables: {t: {columns: {id: bigint, a: \"enum('y','n')\"}, primary_key: [id]}}", "enum-misuse", true),
        (
            Mysql,
            "tables: {t: {columns: {id: bigint, a: {type: text, charset: utf8mb3}}, primary_key: [id]}}",
            "charset",
            true,
        ),
        (Cassandra, "tables: {t: {columns: {token: int}, partition_key: [token]}}", "reserved-word", true),
        (Cassandra, "tables: {t: {columns: {\"Id\": int}, partition_key: [Id]}}", "name-case", true),
        (
            Cassandra,
            "tables: {t: {columns: {s: uuid, at: timeuuid}, partition_key: [s], clustering_key: [at], options: {default_time_to_live: 86400}}}",
            "unbounded-partition",
            false,
        ),
        // One is unique and the other is not: only the weaker is too much.
        (
            Postgresql,
            "tables: {t: {columns: {id: bigint, a: int}, primary_key: [id], indexes: {b: [a], c: {keys: [a], unique: true}}}}",
            "duplicate-index",
            true,
        ),
        (
            Postgresql,
            "tables: {t: {columns: {id: bigint, a: int}, primary_key: [id], indexes: {b: [a], c: {keys: [a], where: a > 0}}}}",
            "duplicate-index",
            false,
        ),
        (
            Postgresql,
            "tables: {t: {columns: {id: bigint, a: int}, primary_key: [id], indexes: {b: [id, a], c: [id]}}}",
            "duplicate-index",
            true,
        ),
        (
            Postgresql,
            "tables: {t: {columns: {id: bigint, a: int}, primary_key: [id], indexes: {b: {keys: [id, a], unique: true}}}}",
            "duplicate-index",
            false,
        ),
        (
            Postgresql,
            "enums: {size: [s, m]}\nfunctions:\n  f(): {returns: void, language: plpgsql, body: \"BEGIN PERFORM 's'::size; END\"}",
            "unused-enum",
            false,
        ),
        (
            Postgresql,
            "functions:\n  me(): {returns: text, language: sql, volatility: stable, body: SELECT 'a'}\n\
             tables: {t: {columns: {id: bigint, o: text}, row_security: true, policies: {p: {check: o = me()}}}}",
            "policy-call-per-row",
            true,
        ),
        (
            Postgresql,
            "functions:\n  me(): {returns: text, language: sql, body: SELECT random()::text}\n\
             tables: {t: {columns: {id: bigint, o: text}, row_security: true, policies: {p: {using: o = me()}}}}",
            "policy-call-per-row",
            false,
        ),
        (
            Postgresql,
            "tables: {t: {columns: {id: bigint, o: text}, row_security: true, policies: {p: {using: 'mine(o) AND now() > o'}}}}",
            "policy-call-per-row",
            false,
        ),
        (
            Mysql,
            "tables:\n  a: {columns: {id: bigint, b: {type: bigint, references: b}}, primary_key: [id]}\n  \
             b: {columns: {id: bigint, c: {type: bigint, references: c}}, primary_key: [id]}\n  \
             c: {columns: {id: bigint, a: {type: bigint, references: a}}, primary_key: [id]}",
            "circular-foreign-keys",
            true,
        ),
        (Postgresql, "tables: {t: {columns: {id: bigint, value: text}, primary_key: [id]}}", "reserved-word", false),
        (Postgresql, "tables: {t: {columns: {id: bigint, time: text}, primary_key: [id]}}", "reserved-word", false),
        (
            Postgresql,
            "tables:\n  t: {columns: {id: bigint}, primary_key: [id], partition_by: RANGE (id)}\n  p: {partition_of: {table: t, values: DEFAULT}, columns: {id: bigint}}",
            "no-primary-key",
            false,
        ),
    ] {
        let found = findings(engine, text);
        assert_eq!(found.iter().any(|finding| finding.code == code), finds, "{code}: {text}\n{found:#?}");
    }
}

const CONFIG: &str = "targets:\n  app: {engine: postgresql, model: app.yaml}\n";
const MODEL: &str = "\
tables:
  t:
    columns:
      id: bigint
      price: real
    primary_key: [id]
  u:
    columns: {a: bigint}
";

fn lint(project: &Project, options: &[&str]) -> Run {
    dbtool_in(project.path(), &[&["lint"], options].concat(), &[])
}

#[test]
fn a_model_s_findings_have_places_formats_and_reasons_to_be_ignored() {
    let project = Project::new(&[("dbtool.yaml", CONFIG), ("app.yaml", MODEL)]);
    let all = lint(&project, &[]);
    assert_eq!(all.code, Some(2), "{}", all.stderr);
    assert!(
        all.stdout.contains("app.yaml:5:7: warning: public.t.price cannot hold a tenth [float-money]\n  help: numeric"),
        "{}",
        all.stdout
    );
    assert!(
        all.stdout.contains("app.yaml:7:3: warning: public.u has no primary key [no-primary-key]"),
        "{}",
        all.stdout
    );

    let json: Value = serde_json::from_str(&lint(&project, &["--format", "json"]).stdout).unwrap();
    assert_eq!((&json["version"], &json["migrations"]), (&1.into(), &0.into()));
    assert!(json["objects"].as_u64().unwrap() > 5, "{json}");
    assert_eq!(json["findings"][0]["code"], "float-money");
    let sarif: Value = serde_json::from_str(&lint(&project, &["--format", "sarif"]).stdout).unwrap();
    let run = &sarif["runs"][0];
    assert_eq!(run["results"][1]["locations"][0]["physicalLocation"]["region"]["startLine"], 7);
    let rules: Vec<&str> =
        run["tool"]["driver"]["rules"].as_array().unwrap().iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    assert_eq!(rules.iter().collect::<BTreeSet<_>>().len(), rules.len(), "each has one page");
    assert!(run["results"].as_array().unwrap().iter().all(|it| rules.contains(&it["ruleId"].as_str().unwrap())));
    assert!(lint(&project, &["--format", "github"]).stdout.contains(",line=5,col=7,title=float-money::"));
    // There are no migrations to look at.
    assert_eq!(lint(&project, &["--only", "migrations"]).ok(), "");
    assert_eq!(lint(&project, &["--only", "model"]).code, Some(2));

    let write = |from: &str, to: &str| {
        project.write("app.yaml", &MODEL.replace(from, to));
        lint(&project, &[])
    };
    let codes = |run: &Run| {
        let codes: Vec<String> = ["float-money", "no-primary-key", "void-ignore"]
            .iter()
            .filter(|code| run.stdout.contains(&format!("[{code}]")))
            .map(|code| (*code).to_owned())
            .collect();
        codes.join(" ")
    };
    let on_the_line = write("price: real", "price: real # dbtool: ignore float-money: shown, never summed");
    assert_eq!(codes(&on_the_line), "no-primary-key");
    assert_eq!(codes(&write("  t:", "  # dbtool: ignore float-money: old\n  t:")), "no-primary-key");
    assert_eq!(codes(&write("  u:", "  # dbtool: ignore float-money: old\n  u:")), "float-money no-primary-key");
    let file = "# dbtool: ignore-file float-money, no-primary-key: a sketch\ntables:";
    write("tables:", file).ok();
    let void = write("price: real", "price: real # dbtool: ignore float-money");
    assert_eq!(codes(&void), "float-money no-primary-key void-ignore");
    assert!(write("tables:", "# dbtool: ignore-file money: x\ntables:").stdout.contains("there is no rule `money`"));

    project.write("app.yaml", MODEL);
    project.write(
        "dbtool.yaml",
        &CONFIG.replace("app.yaml}", "app.yaml, lint: {float-money: off, no-primary-key: note}}"),
    );
    assert!(lint(&project, &[]).ok().contains(": note: public.u has no primary key"));
}

#[test]
fn models_of_other_engines_are_looked_at_without_their_migrations() {
    let config = "targets:\n  shop: {engine: mysql, model: shop.yaml}\n  log: {engine: cassandra, model: log.yaml, migrations: migrations}\n";
    let project = Project::new(&[
        ("dbtool.yaml", config),
        ("shop.yaml", "tables:\n  t: {columns: {id: bigint}, primary_key: [id], options: {engine: MyISAM}}\n"),
        (
            "log.yaml",
            "tables:\n  t:\n    columns: {open: boolean, id: uuid}\n    partition_key: [open]\n    clustering_key: [id]\n",
        ),
        ("migrations/1_a.up.sql", "SELECT 1;"),
    ]);
    let run = lint(&project, &[]);
    assert_eq!(run.code, Some(2), "{}", run.stderr);
    assert!(run.stdout.contains("shop.yaml:2:3: warning: t is kept by MyISAM [storage-engine]"), "{}", run.stdout);
    assert!(run.stdout.contains("log.yaml:2:3: warning: open divides t into a few partitions"), "{}", run.stdout);
    assert!(
        lint(&project, &["log", "--only", "migrations"]).failed(1).contains("no rules for migrations of Cassandra")
    );
}

/// Names are judged by what the configuration says of them, and what is wrong with that has a place.
#[test]
fn names_go_by_the_configuration() {
    let model = "tables:\n  users: {columns: {id: bigint}, primary_key: [id]}\n  orders:\n    columns: {id: bigint, userId: bigint}\n    \
                 primary_key: {name: orders_key, columns: [id]}\n    foreign_keys: {orders_user: {columns: [userId], references: users(id)}}\n";
    let config = |naming: &str| {
        format!(
            "targets:\n  shop:\n    engine: postgresql\n    model: model.yaml\n    lint: {{name-case: off, foreign-key-without-index: off}}\n    naming:\n{naming}"
        )
    };
    let project = Project::new(&[("model.yaml", model)]);
    let lint = |naming: &str| {
        project.write("dbtool.yaml", &config(naming));
        project.dbtool(&["lint", "--only", "model"])
    };
    let told = lint(
        "      column: '[a-z_]+'\n      primary_key: '{table}_pkey'\n      foreign_key: 'fk_{table}_{references}'\n",
    );
    let told = told.failed_with(2);
    for message in [
        "the column public.orders.userId is not called as `[a-z_]+` has it",
        "the primary key public.orders.orders_key is not called as `{table}_pkey` has it",
        "the foreign key public.orders.orders_user is not called as `fk_{table}_{references}` has it",
    ] {
        assert!(told.contains(message), "{message}\n{told}");
    }
    assert_eq!(told.matches("[naming]").count(), 3, "{told}");
    let fine = lint("      table: '[a-z]+s'\n      foreign_key: '{table}_user'\n").stdout;
    assert!(!fine.contains("[naming]"), "{fine}");
    let refused = lint("      tabel: x\n").failed(1);
    assert!(refused.contains("dbtool.yaml:7") && refused.contains("did you mean `table`?"), "{refused}");
    let refused = lint("      table: '(x'\n").failed(1);
    assert!(refused.contains("`(x` is no regular expression") && refused.contains("unclosed group"), "{refused}");
}
