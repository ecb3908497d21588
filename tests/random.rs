//! Random schemas, by proptest: one is made by SQL, read into a model and rebuilt from it; then the
//! database, with rows in it, is brought to another schema, a change of the first or one of its own,
//! and back. A second diff is empty each time, a judge that knows nothing of dbtool finds nothing,
//! and the rows of tables and columns that stay are there.
//!
//! Cases are numbered, and the same number makes the same case. `DBTOOL_RANDOM_CASES=500` tries more
//! than the few of each run, `DBTOOL_RANDOM_FIRST=1000` others, `DBTOOL_RANDOM_POSTGRES=18` on one
//! version alone. One that fails is made smaller, and
//! told with its number and SQL.

#![expect(clippy::expect_used, reason = "a test that cannot go on says so this way")]

mod support;

#[path = "random/change.rs"]
mod change;
#[path = "random/choices.rs"]
mod choices;
#[path = "random/files.rs"]
mod files;
#[path = "random/grow.rs"]
mod grow;
#[path = "random/parts.rs"]
mod parts;
#[path = "random/sql.rs"]
mod sql;
#[path = "random/types.rs"]
mod types;
#[path = "random/world.rs"]
mod world;

use std::cell::RefCell;

use choices::Choices;
use dbtool::engine::Connection;
use dbtool::error::Fault;
use dbtool::model::Schema;
use proptest::collection::vec;
use proptest::prelude::any;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use support::{Stopped, TestServer, block_on, judge, model, psql, read, server, transition, versions};

/// How many cases are tried for each version, where nothing else is asked for.
const CASES: u64 = 2;

/// What is done with a case.
type Way = fn(Case<'_>) -> Result<(), Told>;

/// How long a case may get.
const LONGEST: usize = 1500;

#[test]
fn random_schemas_come_out_of_a_model_and_become_one_another() {
    try_all(CASES, 60, |case| case.run());
}

#[test]
fn random_migrations_go_up_and_down_by_their_files() {
    try_all(1, 0, |case| case.run_by_files());
}

/// Tries as many cases as are asked for on each version, each so often in smaller form where it fails.
fn try_all(cases: u64, shrinks: u32, way: Way) {
    let number = |name: &str| std::env::var(name).ok().map(|text| text.parse::<u64>().expect("it is a number"));
    let (first, cases) = (number("DBTOOL_RANDOM_FIRST").unwrap_or(1), number("DBTOOL_RANDOM_CASES").unwrap_or(cases));
    let only = number("DBTOOL_RANDOM_POSTGRES");
    let majors = versions().into_iter().filter(|major| only.is_none_or(|only| only == u64::from(*major)));
    let servers: Vec<&TestServer> = majors.filter_map(|major| server(Some(major))).collect();
    for server in &servers {
        server.roles(&[sql::ROLE]);
    }
    let mut failed = Vec::new();
    for case in first..first + cases {
        for server in &servers {
            if let Some(told) = try_case(server, case, shrinks, way) {
                eprintln_case(&told);
                failed.push(told);
            }
        }
    }
    assert!(failed.is_empty(), "{} of {cases} cases failed:\n{}", failed.len(), failed.join("\n\n"));
}

#[expect(clippy::print_stderr, reason = "a long run tells what it finds when it does")]
fn eprintln_case(told: &str) {
    eprintln!("{told}\n");
}

/// Tries the case of that number; what went wrong, of the smallest one that is found.
fn try_case(server: &TestServer, case: u64, shrinks: u32, way: Way) -> Option<String> {
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&case.to_le_bytes());
    let shrinks = std::env::var("DBTOOL_RANDOM_SHRINKS").ok().and_then(|text| text.parse().ok()).unwrap_or(shrinks);
    let config = Config { cases: 1, max_shrink_iters: shrinks, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
    let sort = RefCell::new(None);
    let outcome = runner.run(&vec(any::<u16>(), LONGEST / 10..LONGEST), |numbers| {
        let told = way(Case::new(server, numbers));
        told.map_err(|Told { what, why }| {
            // Made smaller, it is to fail in the same way.
            let known = sort.borrow_mut().get_or_insert_with(|| what.clone()).clone();
            if known == what { TestCaseError::fail(why) } else { TestCaseError::reject(why) }
        })
    });
    match outcome {
        Err(TestError::Fail(why, _)) => {
            Some(format!("case {case} on PostgreSQL {}: {}", server.major(), why.message()))
        }
        _ => None,
    }
}

/// Of what sort a failure is, and all about it.
struct Told {
    what: String,
    why: String,
}

struct Case<'a> {
    server: &'a TestServer,
    first: Vec<String>,
    second: Vec<String>,
    rows: Vec<String>,
    online: bool,
}

impl<'a> Case<'a> {
    fn new(server: &'a TestServer, numbers: Vec<u16>) -> Self {
        let mut choices = Choices::new(numbers);
        let online = choices.chance(50);
        let similar = !choices.chance(20);
        let one = grow::world(server.major(), 0, &mut choices);
        let two =
            if similar { change::changed(&one, &mut choices) } else { grow::world(server.major(), 900, &mut choices) };
        Self { server, first: parts::script(&one), second: parts::script(&two), rows: parts::rows(&one), online }
    }

    /// Makes a schema; what the server refuses of it is left out.
    fn make(url: &str, script: &mut Vec<String>) -> Result<(), Fault> {
        block_on(async {
            let mut session = Connection::open(url).await?;
            let mut taken = Vec::new();
            for statement in script.drain(..) {
                match session.execute(&statement).await {
                    Ok(()) => taken.push(statement),
                    Err(fault) if std::env::var_os("DBTOOL_RANDOM_SHOW").is_some() => {
                        eprintln_case(&format!("{statement}: {fault}"));
                    }
                    Err(_) => {}
                }
            }
            *script = taken;
            session.close().await;
            Ok(())
        })
    }

    fn run(mut self) -> Result<(), Told> {
        let (one, two) = (self.server.database(), self.server.database());
        let (copy, rebuilt) = (self.server.database(), self.server.database());
        let mut refused = false;
        let done = (|| {
            let plain = |fault: Fault| ("making".to_owned(), fault.to_string());
            Self::make(one.url(), &mut self.first).map_err(plain)?;
            Self::make(two.url(), &mut self.second).map_err(plain)?;
            let wanted =
                |url: &str| read(url).and_then(|schema| model(&schema)).map_err(|why| ("reading".to_owned(), why));
            let (first, second) = (wanted(one.url())?, wanted(two.url())?);
            let reach = |step: &str, url: &str, goal: &Schema, like: &str, refused: &mut bool| {
                match transition(self.server, url, goal, self.online) {
                    Err(Stopped { refused: true, .. }) => *refused = true,
                    Err(Stopped { why, script, .. }) => {
                        return Err((format!("{step}: {}", sort(&why)), format!("{why}\n\n{script}")));
                    }
                    // Columns of a table that becomes a child again stay its own, too: no server has a way around.
                    Ok(script) if script.replace(" NO INHERIT ", "").contains(" INHERIT ") => {}
                    Ok(script) => {
                        judge(self.server.major(), url, like, &["--ignore-column-order"]).map_err(|told| {
                            (
                                format!("{step}: judge: {}", told.chars().take(60).collect::<String>()),
                                format!("{told}\n\n{script}"),
                            )
                        })?
                    }
                }
                Ok(())
            };
            let mut ignore = false;
            reach("create", copy.url(), &first, one.url(), &mut ignore)?;
            if ignore {
                return Err(("create".to_owned(), "an empty database is refused".to_owned()));
            }
            // Once with nothing in it, and once with rows.
            reach("create", rebuilt.url(), &first, one.url(), &mut ignore)?;
            reach("change", rebuilt.url(), &second, two.url(), &mut refused)?;
            if refused {
                return Ok(());
            }
            let mut rows = std::mem::take(&mut self.rows);
            Self::make(copy.url(), &mut rows).map_err(plain)?;
            let before = contents(copy.url());
            match reach("change with rows", copy.url(), &second, two.url(), &mut refused) {
                // The values themselves stand in the way.
                Err((_, why)) if stands_in_the_way(&why) => return Ok(()),
                other => other?,
            }
            let lost = lost(&before, &contents(copy.url()));
            if !lost.is_empty() {
                return Err(("rows".to_owned(), format!("rows are lost: {}", lost.join("; "))));
            }
            match reach("back", copy.url(), &first, one.url(), &mut refused) {
                Err((_, why)) if stands_in_the_way(&why) => Ok(()),
                other => other,
            }
        })();
        done.map_err(|(what, why): (String, String)| self.told(what, &why))
    }

    fn told(&self, what: String, why: &str) -> Told {
        let script = |statements: &[String]| statements.iter().map(|it| format!("{it};\n")).collect::<String>();
        let (first, second) = (script(&self.first), script(&self.second));
        Told { what, why: format!("{why}\n-- the one:\n{first}-- the other:\n{second}") }
    }
}

/// What a failure is about, without names.
fn sort(why: &str) -> String {
    why.split(['"', '\n', '`']).next().unwrap_or_default().chars().take(40).collect()
}

/// Whether a server's refusal is about values.
fn stands_in_the_way(why: &str) -> bool {
    ["22", "23"].iter().any(|class| why.contains(&format!("SQLSTATE {class}")) || why.contains(&format!("({class}")))
}

/// Of each table with rows of its own, its columns' values.
fn contents(url: &str) -> Vec<(String, String, String)> {
    let query = "SELECT encode(convert_to(c.oid::regclass || chr(1) || quote_ident(a.attname) || chr(1) \
                 || format_type(a.atttypid, a.atttypmod) || chr(1) || query_to_xml(format('SELECT string_agg( \
                 coalesce(%1$I::text, ''null''), '','' ORDER BY %1$I::text) FROM ONLY %2$s', a.attname, c.oid::regclass), \
                 true, false, '')::text, 'UTF8'), 'hex') \
                 FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
                 JOIN pg_type t ON t.oid = a.atttypid AND t.typtype = 'b' AND t.oid < 16384 \
                 WHERE c.relkind = 'r' AND NOT c.relispartition AND a.attgenerated = '' AND c.relnamespace >= 16384";
    let mut contents = Vec::new();
    for line in psql(url, query).lines() {
        let byte = |at: usize| u8::from_str_radix(&line[at * 2..at * 2 + 2], 16).expect("it is hexadecimal");
        let text = String::from_utf8((0..line.len() / 2).map(byte).collect()).expect("names are UTF-8");
        let fields: Vec<&str> = text.split('\u{1}').collect();
        contents.push((format!("{}.{}", fields[0], fields[1]), fields[2].to_owned(), fields[3].to_owned()));
    }
    contents.sort();
    contents
}

/// Columns that are there before and after, of the same type, with other values.
fn lost(before: &[(String, String, String)], after: &[(String, String, String)]) -> Vec<String> {
    let same = before.iter().filter_map(|was| Some((was, after.iter().find(|is| is.0 == was.0 && is.1 == was.1)?)));
    same.filter(|(was, is)| was.2 != is.2)
        .map(|(was, is)| format!("{}: {} became {}", was.0, was.2.trim(), is.2.trim()))
        .collect()
}
