//! Transitions between schemas that were collected in the field, each both ways: the wanted side is
//! read into a model, the plan against the other side is run statement by statement, and a judge
//! that knows nothing of dbtool finds nothing. Then a second diff is empty, and the rows that
//! `meta.json` seeds are all there, column by column.
//!
//! Ours lie in `tests/cases/NAME` and always run, on PostgreSQL 13, 15 and 18; those named
//! `NAME_since_15` from that version on, and so do lines that end in `-- since 15`. Those of the field lie beside the project
//! (`../shared/cases/postgresql`): `DBTOOL_CASES=all` runs every one, the default every tenth, on PostgreSQL 15 and
//! those that `DBTOOL_TEST_POSTGRES=13,18` names;
//! `cargo test --test cases -- NAME` those with NAME in them. What does not pass yet is listed, with its reason, in `tests/cases/pending.txt`, and counted as ignored.

#![expect(clippy::expect_used, reason = "a test that cannot go on says so this way")]

mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use libtest_mimic::{Arguments, Failed, Trial};
use support::{Stopped, TestServer, judge, model, psql, psql_script, read, server, transition, versions};

/// One of how many cases runs, where not all are asked for.
const SAMPLE: usize = 10;

/// The version that the cases of the field are tried on, and that names of trials do not tell.
const DEFAULT: u32 = 15;

fn main() {
    let arguments = Arguments::from_args();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/cases/postgresql");
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let pending = std::fs::read_to_string(own.join("pending.txt")).unwrap_or_default();
    let pending: Vec<&str> = pending.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let all = std::env::var("DBTOOL_CASES").is_ok_and(|value| value == "all") || arguments.filter.is_some();
    let mut cases: Vec<(String, PathBuf, Vec<u32>)> = Vec::new();
    for (name, folder) in support::folders(&own) {
        let since = name.split_once("_since_").map_or(0, |(_, since)| since.parse().expect("a case says since when"));
        let majors = versions().into_iter().filter(|major| *major >= since).collect();
        cases.push((format!("own/{name}"), folder, majors));
    }
    if root.is_dir() {
        let majors: Vec<u32> = match std::env::var("DBTOOL_TEST_POSTGRES") {
            Ok(named) if !named.is_empty() => versions(),
            _ => vec![DEFAULT],
        };
        let field = support::folders(&root).into_iter().enumerate();
        let field = field.filter(|(number, _)| all || number % SAMPLE == 0).map(|(_, case)| case);
        cases.extend(field.map(|(name, folder)| (name, folder, majors.clone())));
        for server in majors.iter().filter_map(|major| server(Some(*major))) {
            roles(&root, server);
        }
    } else {
        support::skip("../shared/cases is missing: no transition of the field was tried");
    }
    let mut trials = Vec::new();
    for (name, folder, majors) in &cases {
        for (major, (way, back)) in
            majors.iter().flat_map(|major| [(*major, ("forward", false)), (*major, ("back", true))])
        {
            let name = format!("{name}::{way}");
            let waits = pending.contains(&name.as_str());
            let folder = folder.clone();
            let full = if major == DEFAULT { name } else { format!("{name}::{major}") };
            let trial = Trial::test(full, move || run(&folder, major, back).map_err(Failed::from));
            trials.push(trial.with_ignored_flag(waits));
        }
    }
    libtest_mimic::run(&arguments, trials).exit();
}

/// The roles that the cases speak of, with their attributes.
fn roles(root: &Path, server: &TestServer) {
    let text = std::fs::read_to_string(root.join("roles.json")).expect("the roles are read");
    let roles: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&text).expect("roles.json is JSON");
    for (name, attributes) in &roles {
        let quoted = format!("\"{}\"", name.replace('"', "\"\""));
        let attributes = attributes.as_str().unwrap_or_default();
        psql(&server.url(), &format!("CREATE ROLE {quoted} {attributes}"));
    }
}

fn run(folder: &Path, major: u32, back: bool) -> Result<(), String> {
    let Some(server) = server(Some(major)) else { return Ok(()) };
    let meta: serde_json::Value = std::fs::read_to_string(folder.join("meta.json"))
        .map_or(serde_json::Value::Null, |text| serde_json::from_str(&text).expect("meta.json is JSON"));
    let (start, goal) = if back { ("to.sql", "from.sql") } else { ("from.sql", "to.sql") };
    let (here, there) = (server.database(), server.database());
    for (database, file) in [(&here, start), (&there, goal)] {
        let mut script = String::new();
        if meta["body_check"] == false {
            script.push_str("SET check_function_bodies = off;\n");
        }
        script.push_str(meta["setup"].as_str().unwrap_or_default());
        script.push('\n');
        script.push_str(&std::fs::read_to_string(folder.join(file)).expect("the case is read"));
        let path = std::env::temp_dir().join(format!("{}.sql", database.name()));
        std::fs::write(&path, script).expect("the script is written");
        psql_script(database.url(), server.major(), &path);
        std::fs::remove_file(&path).expect("the script is removed");
    }
    if let Some(seed) = meta[if back { "seed_back" } else { "seed" }].as_str() {
        psql(here.url(), seed);
    } else if let Some(seed) = meta["seed"].as_str() {
        // Rows that were meant for the one side, where the other takes them, too.
        let body = format!("BEGIN EXECUTE $seed${seed}$seed$; EXCEPTION WHEN OTHERS THEN NULL; END");
        psql(here.url(), &format!("DO $do${body}$do$"));
    }
    let before = held(here.url());
    let wanted = model(&read(there.url())?)?;
    let script = transition(server, here.url(), &wanted, true)
        .map_err(|Stopped { why, script, .. }| format!("{why}\n\n{script}"))?;
    judge(server.major(), here.url(), there.url(), &["--ignore-column-order"])
        .map_err(|told| format!("{told}\n{script}"))?;
    let (after, kept) = (held(here.url()), held(there.url()));
    let lost: Vec<String> = before
        .iter()
        .filter(|(place, _)| kept.contains_key(*place))
        .filter(|(place, rows)| after.get(*place) != Some(rows))
        .map(|(place, rows)| format!("{place}: {rows} became {:?}", after.get(place)))
        .collect();
    if lost.is_empty() { Ok(()) } else { Err(format!("rows are lost:\n{}\n{script}", lost.join("\n"))) }
}

/// What every table holds: how many rows, and a digest of every column's values, by names and types.
/// What is computed follows from the rest, and may be computed otherwise.
fn held(url: &str) -> BTreeMap<String, String> {
    let function = "CREATE FUNCTION pg_temp.held(what text, source text) RETURNS text LANGUAGE plpgsql AS
        $$ DECLARE result text; BEGIN EXECUTE format('SELECT %s FROM ONLY %s', what, source) INTO result; RETURN result; END $$;";
    let digest = "md5(string_agg(%1$I::text, chr(10) ORDER BY %1$I::text COLLATE \"C\"))";
    let query = format!(
        "SELECT t || E'\\t' || pg_temp.held('count(*)', t) FROM tables
         UNION ALL
         SELECT concat_ws(' ', t, quote_ident(attname), format_type(atttypid, atttypmod))
             || E'\\t' || coalesce(pg_temp.held(format('{digest}', attname), t), '')
         FROM tables JOIN pg_attribute ON attrelid = oid
         WHERE attnum > 0 AND NOT attisdropped AND attgenerated = ''"
    );
    let tables = "WITH tables AS MATERIALIZED (
        SELECT c.oid, format('%I.%I', nspname, relname) AS t
        FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
        WHERE relkind = 'r' AND nspname !~ '^pg_' AND nspname <> 'information_schema')";
    let told = psql(url, &format!("{function} {tables} {query}"));
    told.lines()
        .filter_map(|line| line.split_once('\t'))
        .map(|(place, rows)| (place.to_owned(), rows.to_owned()))
        .collect()
}
