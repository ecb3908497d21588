//! The systems whose documents dbtool began from, end to end: the model and the migrations build a
//! database of which the document is the committed one, and that one is the seed byte for byte.
//! Sourcegraph, the first of them, has more in `tests/sourcegraph.rs`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod support;

use std::path::PathBuf;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn committed(system: &str) -> String {
    std::fs::read_to_string(root().join("snapshots").join(format!("{system}.md"))).unwrap()
}

/// The text of a seed; none, and told so, where the seeds are not at hand.
fn seed(number: &str) -> Option<String> {
    let Ok(entries) = std::fs::read_dir(root().join("../shared/seeds")) else {
        support::skip(&format!("../shared/seeds is missing: no document was compared with seed {number}"));
        return None;
    };
    let mut files = entries.map(|entry| entry.unwrap().path());
    let named = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(number));
    Some(std::fs::read_to_string(files.find(named).unwrap()).unwrap())
}

/// Runs dbtool on a database as a target of this project.
#[track_caller]
fn dbtool(system: &str, url: &str, arguments: &[&str]) -> String {
    let all: Vec<&str> = arguments.iter().copied().chain([system, "--url", url]).collect();
    support::dbtool_in(&root(), &all, &[]).ok()
}

#[track_caller]
fn same(system: &str, document: &str, how: &str) {
    let committed = committed(system);
    let diff = similar::TextDiff::from_lines(committed.as_str(), document).unified_diff().to_string();
    assert!(committed == document, "{system} {how}: the document is not the committed one\n{diff}");
}

/// A system on the servers that tests prefer, and on the oldest and the newest.
fn rebuilt(system: &str) {
    for major in [None, Some(13), Some(18)] {
        let Some(server) = support::server(major) else { continue };
        let migrated = server.database();
        let url = migrated.url();
        for pass in ["up", "up again after down"] {
            dbtool(system, url, &["migrate", "up"]);
            same(system, &dbtool(system, url, &["snapshot"]), pass);
            assert_eq!(dbtool(system, url, &["diff", "--exit-code"]), "", "{system} {pass}");
            dbtool(system, url, &["migrate", "down", "--to", "0"]);
            let left = "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace \
                        WHERE nspname !~ '^(pg_|information_schema)' AND relname !~ '^_sqlx'";
            assert_eq!(support::psql(url, left).trim(), "0", "{system}: down leaves relations");
        }
        let applied = server.database();
        dbtool(system, applied.url(), &["apply", "--yes"]);
        same(system, &dbtool(system, applied.url(), &["snapshot"]), "by apply");
        assert_eq!(dbtool(system, applied.url(), &["diff", "--exit-code"]), "", "{system} by apply");
    }
    same(system, &support::dbtool_in(&root(), &["snapshot", system, "--from", "model"], &[]).ok(), "from the model");
}

#[test]
fn member_platform_is_rebuilt() {
    rebuilt("member-platform");
}

/// Seed 003 was pasted without its Markdown signs and under a header of the site it was pasted from.
#[test]
fn member_platforms_document_is_the_seed() {
    let Some(seed) = seed("003") else { return };
    let lines = seed.lines().skip_while(|line| *line != "DB Schema Snapshot");
    let restored = lines.map(|line| match line {
        "" => "\n".to_owned(),
        "DB Schema Snapshot" => format!("# {line}\n"),
        "Columns" | "Constraints" | "Indexes" => format!("### {line}\n"),
        _ => line.strip_prefix("  • ").map_or_else(|| format!("## {line}\n"), |item| format!("- {item}\n")),
    });
    same("member-platform", &restored.collect::<String>(), "in the seed");
}

#[test]
fn seydam_is_rebuilt() {
    rebuilt("seydam");
}

/// The generator of seed 001 took the clause `PARTITION BY RANGE (inserted_at)` for a column, and did
/// not see that the primary key of a partitioned table holds the column that parts it.
#[test]
fn seydams_document_is_the_seed() {
    let Some(seed) = seed("001") else { return };
    let clause = "| `PARTITION` | `BY RANGE (inserted_at` | Standard field |\n";
    let parted = "| `inserted_at` | `timestamp without time zone DEFAULT now() NOT NULL` | (Required, Has Default";
    assert_eq!((seed.matches(clause).count(), seed.matches(parted).count()), (1, 1), "the seed is another");
    let corrected = seed.replace(clause, "").replace(parted, &format!("{parted}, Primary Key"));
    same("seydam", &corrected, "in the seed");
}

/// Every target by itself and all at once; staart where a server of its sort is on this machine.
#[test]
fn the_project_is_whole() {
    let mut arguments = vec!["migrate", "check"];
    let environment = local();
    if environment.is_none() {
        arguments.extend(["sourcegraph", "member-platform", "seydam"]);
    }
    let environment: Vec<(&str, &str)> =
        environment.iter().flatten().map(|(name, value)| (*name, value.as_str())).collect();
    let check = support::dbtool_in(&root(), &arguments, &environment);
    assert_eq!(check.code, Some(0), "{}{}", check.stdout, check.stderr);
}

/// What tells dbtool of the servers that the tests know of; none, and told so, where there is neither.
fn local() -> Option<Vec<(&'static str, String)>> {
    let variables = ["DBTOOL_MYSQL_BIN", "DBTOOL_MARIADB_BIN"];
    let named = support::Flavour::ALL.into_iter().zip(variables);
    let found = named.filter_map(|(flavour, name)| Some((name, support::programs(flavour)?.display().to_string())));
    let found: Vec<(&str, String)> = found.collect();
    if found.is_empty() {
        support::skip("neither MySQL nor MariaDB is here: staart was not looked at");
        return None;
    }
    Some(found)
}

/// staart in a new clone, by the servers that dbtool runs itself: the same documents, whichever it is.
#[test]
fn staart_is_rebuilt() {
    for flavour in support::Flavour::ALL {
        let Some(programs) = support::programs(flavour) else { continue };
        let project = support::Project::new(&[]);
        for folder in ["schemas/staart", "migrations/staart"] {
            for entry in std::fs::read_dir(root().join(folder)).unwrap().flatten() {
                let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
                project.write(&name, &std::fs::read_to_string(entry.path()).unwrap());
            }
        }
        let config = std::fs::read_to_string(root().join("dbtool.yaml")).unwrap();
        let config = config.replace("engine: mysql", &format!("engine: {}", flavour.name()));
        project.write("dbtool.yaml", &config);
        let variable = if flavour == support::Flavour::Mysql { "DBTOOL_MYSQL_BIN" } else { "DBTOOL_MARIADB_BIN" };
        let programs = programs.display().to_string();
        let run = |arguments: &[&str]| support::dbtool_in(project.path(), arguments, &[(variable, &programs)]);
        for _ in ["up", "up again after down"] {
            run(&["migrate", "up", "staart"]).ok();
            assert_eq!(run(&["diff", "staart", "--exit-code"]).ok(), "");
            same("staart", &run(&["snapshot", "staart"]).ok(), flavour.name());
            let diagram = run(&["snapshot", "staart", "--style", "mermaid-er"]).ok();
            same("staart-diagram", &diagram, flavour.name());
            run(&["migrate", "down", "staart"]).ok();
        }
        same("staart", &run(&["snapshot", "staart", "--from", "model"]).ok(), "from the model");
        run(&["apply", "staart", "--yes"]).ok();
        assert_eq!(run(&["diff", "staart", "--exit-code"]).ok(), "");
        run(&["db", "stop"]).ok();
    }
}
