//! Transitions between schemas that were collected in the field, each both ways: the wanted side is
//! read into a model, the plan against the other side is run statement by statement, and a judge
//! that knows nothing of dbtool finds nothing. Then a second diff is empty, and the rows that
//! `meta.json` seeds are all there, column by column.
//!
//! Ours lie in `tests/cases/NAME` and always run, on PostgreSQL 13, 15 and 18; those named
//! `NAME_since_15` from that version on, and so do lines that end in `-- since 15`. Those of the field lie beside the
//! project (`../shared/cases/postgresql`) and run on PostgreSQL 15, and on those that `DBTOOL_TEST_POSTGRES=13,18`
//! names. All of them take about ten minutes on two idle cores; `DBTOOL_CASES=some` runs every tenth of the
//! field's, and `cargo test --test cases -- NAME` those with NAME in them. What does not pass yet is listed, with its
//! reason, in `tests/cases/pending.txt`, and counted as ignored.

#![expect(clippy::expect_used, reason = "a test that cannot go on says so this way")]

mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use dbtool::model::Schema;
use libtest_mimic::{Arguments, Failed, Trial};
use support::{
    Stopped, TestDatabase, TestServer, judge, model, psql, psql_script, read, remember, server, transition_from,
    versions,
};

/// One of how many cases of the field runs, where not all are wanted.
const SAMPLE: usize = 10;

/// The version that the cases of the field are tried on, and that names of trials do not tell.
const DEFAULT: u32 = 15;

fn main() {
    let mut arguments = Arguments::from_args();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/cases/postgresql");
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let pending = std::fs::read_to_string(own.join("pending.txt")).unwrap_or_default();
    let pending: Vec<&str> = pending.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let all = !std::env::var("DBTOOL_CASES").is_ok_and(|value| value == "some") || arguments.filter.is_some();
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
    for (name, folder, majors) in cases {
        for major in majors {
            let case = Arc::new(Case { folder: folder.clone(), major, sides: OnceLock::new() });
            for way in [FORWARD, BACK] {
                let name = format!("{name}::{}", way.name);
                let waits = pending.contains(&name.as_str());
                let full = if major == DEFAULT { name } else { format!("{name}::{major}") };
                let case = Arc::clone(&case);
                let trial = Trial::test(full, move || run(&case, way).map_err(Failed::from));
                trials.push(trial.with_ignored_flag(waits));
            }
        }
    }
    // Half of a case's time is the server's, and some of it is spent waiting.
    arguments.test_threads =
        arguments.test_threads.or(std::thread::available_parallelism().ok().map(|cores| cores.get() + 1));
    libtest_mimic::run(&arguments, trials).exit();
}

/// A direction, and which side is where it starts.
#[derive(Clone, Copy)]
struct Way {
    name: &'static str,
    start: usize,
}

const FORWARD: Way = Way { name: "forward", start: 0 };
const BACK: Way = Way { name: "back", start: 1 };

/// A case on a version. Both ways share its sides, since what takes longest is to make and to read
/// them: each way starts in the one database, and is judged by what the other held before it moved.
struct Case {
    folder: PathBuf,
    major: u32,
    sides: OnceLock<Result<[Side; 2], String>>,
}

struct Side {
    database: TestDatabase,
    /// As dbtool reads it.
    schema: Schema,
    /// The same, written out as a model and read back.
    model: Result<Schema, String>,
    /// What the judge sees in it.
    seen: tempfile::TempPath,
    /// Where it holds rows, and where it can.
    held: BTreeMap<String, String>,
}

impl Case {
    fn meta(&self) -> serde_json::Value {
        std::fs::read_to_string(self.folder.join("meta.json"))
            .map_or(serde_json::Value::Null, |text| serde_json::from_str(&text).expect("meta.json is JSON"))
    }

    fn side(&self, server: &TestServer, file: &str) -> Result<Side, String> {
        let meta = self.meta();
        let database = server.database();
        let mut script = String::new();
        if meta["body_check"] == false {
            script.push_str("SET check_function_bodies = off;\n");
        }
        script.push_str(meta["setup"].as_str().unwrap_or_default());
        script.push('\n');
        script.push_str(&std::fs::read_to_string(self.folder.join(file)).expect("the case is read"));
        let path = tempfile::NamedTempFile::new().expect("a script is made");
        std::fs::write(path.path(), script).expect("the script is written");
        psql_script(database.url(), server.major(), path.path());
        let seen = tempfile::NamedTempFile::new().expect("a file is made").into_temp_path();
        remember(server.major(), database.url(), &seen)?;
        let (schema, held) = (read(database.url())?, held(database.url()));
        Ok(Side { database, model: model(&schema), schema, seen, held })
    }
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

fn run(case: &Case, way: Way) -> Result<(), String> {
    let Some(server) = server(Some(case.major)) else { return Ok(()) };
    let sides = case.sides.get_or_init(|| Ok([case.side(server, "from.sql")?, case.side(server, "to.sql")?]));
    let sides = sides.as_ref().map_err(Clone::clone)?;
    let (start, goal) = (&sides[way.start], &sides[1 - way.start]);
    let (here, meta) = (start.database.url(), case.meta());
    if let Some(seed) = meta[if way.start == 1 { "seed_back" } else { "seed" }].as_str() {
        psql(here, seed);
    } else if let Some(seed) = meta["seed"].as_str() {
        // Rows that were meant for the one side, where the other takes them, too.
        let body = format!("BEGIN EXECUTE $seed${seed}$seed$; EXCEPTION WHEN OTHERS THEN NULL; END");
        psql(here, &format!("DO $do${body}$do$"));
    }
    let (before, start_leaves) = (held(here), trees(here));
    let wanted = goal.model.as_ref().map_err(Clone::clone)?;
    let script = transition_from(server, here, &start.schema, wanted, true)
        .map_err(|Stopped { why, script, .. }| format!("{why}\n\n{script}"))?;
    judge(server.major(), here, &goal.seen.to_string_lossy(), &["--ignore-column-order"])
        .map_err(|told| format!("{told}\n{script}"))?;
    let (after, kept) = (held(here), &goal.held);
    // What a partition had may be in another one that has the bound for it now, where their table as a whole has all that
    // it had; and what comes or leaves with a partition is none of that table's.
    let of =
        |place: &str, tree: &str| place.strip_prefix(tree).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    let whole = |tree: &str| {
        before.contains_key(tree)
            && before.iter().filter(|(place, _)| of(place, tree)).all(|(place, rows)| after.get(place) == Some(rows))
    };
    let leaves = trees(here);
    let moved = |place: &str| leaves.iter().any(|(leaf, tree)| of(place, leaf) && whole(tree));
    let joins_or_leaves = |tree: &str| {
        let both = [(&start_leaves, &leaves), (&leaves, &start_leaves)];
        both.iter().any(|(one, other)| {
            let own = one.iter().filter(|(_, of)| *of == tree).map(|(leaf, _)| leaf);
            own.into_iter()
                .any(|leaf| before.contains_key(leaf) && kept.contains_key(leaf) && !other.contains_key(leaf))
        })
    };
    let left = |place: &str| {
        let trees = start_leaves.values().chain(leaves.values());
        trees.into_iter().any(|tree| of(place, tree) && joins_or_leaves(tree))
    };
    let lost: Vec<String> = before
        .iter()
        .filter(|(place, _)| kept.contains_key(*place) && !moved(place) && !left(place))
        .filter(|(place, rows)| after.get(*place) != Some(rows))
        .map(|(place, rows)| format!("{place}: {rows} became {:?}", after.get(place)))
        .collect();
    if lost.is_empty() { Ok(()) } else { Err(format!("rows are lost:\n{}\n{script}", lost.join("\n"))) }
}

/// The partitions that hold rows, each with the topmost table that it is a partition of.
fn trees(url: &str) -> BTreeMap<String, String> {
    let name = |table: &str| {
        format!(
            "(SELECT format('%I.%I', nspname, relname) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE c.oid = {table})"
        )
    };
    let (leaf, tree) = (name("p.oid"), name("pg_partition_root(p.oid)"));
    let told =
        psql(url, &format!("SELECT {leaf} || E'\\t' || {tree} FROM pg_class p WHERE relispartition AND relkind = 'r'"));
    told.lines()
        .filter_map(|line| line.split_once('\t'))
        .map(|(leaf, tree)| (leaf.to_owned(), tree.to_owned()))
        .collect()
}

/// What every table holds, and every partitioned one as a whole: how many rows, and a digest of every column's values, by names and types.
/// What is computed follows from the rest, and may be computed otherwise. Rows within columns read
/// otherwise with more attributes: of those it is told too how many there are.
fn held(url: &str) -> BTreeMap<String, String> {
    let function = "CREATE FUNCTION pg_temp.held(what text, source text) RETURNS text LANGUAGE plpgsql AS
        $$ DECLARE result text; BEGIN EXECUTE format('SELECT %s FROM %s', what, source) INTO result; RETURN result; END $$;";
    let digest = "md5(string_agg(%1$I::text, chr(10) ORDER BY %1$I::text COLLATE \"C\"))";
    let query = format!(
        "SELECT t || E'\\t' || pg_temp.held('count(*)', source) FROM tables
         UNION ALL
         SELECT concat_ws(' ', t, quote_ident(attname), format_type(atttypid, atttypmod), attributes)
             || E'\\t' || coalesce(pg_temp.held(format('{digest}', attname), source), '')
         FROM columns
         UNION ALL
         SELECT concat_ws(' ', t, quote_ident(attname), 'filled') || E'\\t' || pg_temp.held(format('count(%I)', attname), source)
         FROM columns WHERE attributes IS NOT NULL"
    );
    let tables = "WITH tables AS MATERIALIZED (
        SELECT c.oid, format('%I.%I', nspname, relname) AS t,
            CASE relkind WHEN 'r' THEN 'ONLY ' ELSE '' END || format('%I.%I', nspname, relname) AS source
        FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
        WHERE (relkind = 'r' OR relkind = 'p' AND NOT relispartition AND NOT EXISTS (
            SELECT FROM pg_partition_tree(c.oid) JOIN pg_class part ON part.oid = relid WHERE part.relkind = 'f'))
        AND nspname !~ '^pg_' AND nspname <> 'information_schema'),
        columns AS MATERIALIZED (
        SELECT t, source, a.*, (SELECT string_agg(quote_ident(p.attname), ',' ORDER BY p.attnum) FROM pg_attribute p
            WHERE p.attrelid = coalesce(nullif(of.typrelid, 0), e.typrelid) AND p.attnum > 0 AND NOT p.attisdropped) AS attributes
        FROM tables JOIN pg_attribute a ON a.attrelid = tables.oid JOIN pg_type of ON of.oid = a.atttypid
        LEFT JOIN pg_type e ON e.oid = of.typelem AND of.typlen = -1
        WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '')";
    let told = psql(url, &format!("{function} {tables} {query}"));
    told.lines()
        .filter_map(|line| line.split_once('\t'))
        .map(|(place, rows)| (place.to_owned(), rows.to_owned()))
        .collect()
}
