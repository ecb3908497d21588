//! Asking the catalog: all questions in one message, so that a distant server costs one round trip
//! and not one for each; those of a large database in two, to two sessions that share a snapshot.

use std::collections::VecDeque;

use futures_util::stream::{self, BoxStream};
use futures_util::{StreamExt, TryStreamExt};
use sqlx::postgres::{PgConnection, PgQueryResult, PgRow};
use sqlx::{AssertSqlSafe, ConnectOptions, Either};
use tokio::sync::mpsc;

use super::connection::{Connection, fault};
use super::quote::literal;
use super::read::Get;
use crate::engine::{Reading, Spelling};
use crate::error::Fault;
use crate::model::Citus;

/// Every question is answered from one state of the database.
const BEGIN: &str = "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";

/// What is asked first. A second session pays from some hundred tables on, which `pg_attribute`'s
/// size in bytes tells without being read; a new database's is half a megabyte.
const FIRST: &str = "SELECT current_schemas(false)::text[] AS search_path, current_user::text AS reader, \
     has_table_privilege('pg_catalog.pg_subscription', 'SELECT') AS readable, \
     CASE WHEN current_setting('server_version_num')::int < 150000 \
     THEN pg_get_userbyid(10)::text ELSE 'pg_database_owner' END AS founder, \
     EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = 'citus') \
     AND to_regclass('pg_catalog.pg_dist_schema') IS NOT NULL AS citus, \
     EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = 'citus') \
     OR EXISTS (SELECT FROM pg_catalog.pg_available_extensions() WHERE name = 'citus') AS citus_available, \
     to_regclass('columnar.options') IS NOT NULL AS columnar, \
     pg_relation_size('pg_catalog.pg_attribute') AS attributes, \
     CASE WHEN pg_relation_size('pg_catalog.pg_attribute') > 1500000 THEN pg_export_snapshot() END AS snapshot";

/// What the second session is asked; together about as much work as all the others.
const BESIDE: &[&[&str]] = &[OBJECTS_BESIDE, super::describe::BESIDE, super::sheet::BESIDE];

const OBJECTS_BESIDE: &[&str] = &[
    super::unique::QUERY,
    super::foreign_key::QUERY,
    super::index::QUERY,
    super::owner::QUERY,
    super::grant::QUERY,
    super::comment::QUERY,
    super::depend::QUERY,
    super::unmodelled::QUERY,
];

/// What a server says of itself before its catalog is read.
#[derive(Debug)]
pub(super) struct First {
    pub(super) search_path: Vec<String>,
    pub(super) reader: String,
    pub(super) founder: String,
    pub(super) citus: Citus,
    /// About how many objects there are, and no more than some hundred thousand: a list that is long enough
    /// from the beginning is never copied, and takes no memory for what is not in it.
    pub(super) objects: usize,
    readable: bool,
    snapshot: Option<String>,
}

type Rows<'a> = BoxStream<'a, Result<Either<PgQueryResult, PgRow>, sqlx::Error>>;

/// The answers of one session, in the order of its questions.
struct Lane<'a> {
    questions: VecDeque<&'static str>,
    rows: Rows<'a>,
}

/// The answers to a list of questions.
pub(super) struct Answers<'a> {
    lanes: Vec<Lane<'a>>,
}

impl Answers<'_> {
    /// Hands the answer to a question to `take`, row by row. Questions are taken in the order in which
    /// they were asked.
    ///
    /// # Errors
    /// What the server or `take` says.
    pub(super) async fn each(
        &mut self,
        question: &'static str,
        mut take: impl FnMut(&PgRow) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let next = self.lanes.iter_mut().find(|lane| lane.questions.front() == Some(&question));
        let Some(lane) = next else {
            return Err(Fault::new("the catalog's answers are out of order").detail(title(question)));
        };
        lane.questions.pop_front();
        let wrong =
            |error: &sqlx::Error| fault(error).detail(format!("while reading the catalog with: {}", title(question)));
        while let Some(row) = lane.rows.try_next().await.map_err(|error| wrong(&error))? {
            match row {
                Either::Right(row) => take(&row)?,
                Either::Left(_) => return Ok(()),
            }
        }
        Err(Fault::new("the server's answer breaks off").detail(title(question)))
    }

    /// Waits until the sessions are done.
    ///
    /// # Errors
    /// What the server says.
    pub(super) async fn finish(self) -> Result<(), Fault> {
        for mut lane in self.lanes {
            while lane.rows.try_next().await.map_err(|error| fault(&error))?.is_some() {}
        }
        Ok(())
    }
}

fn title(question: &str) -> &str {
    question.lines().next().unwrap_or_default()
}

impl Connection {
    /// Begins to read: a transaction that has to be ended whatever comes of it.
    pub(super) async fn begin_reading(&mut self, spelling: Spelling) -> Result<First, Fault> {
        let sql = format!("{};\n{FIRST}", prelude(None, spelling, self.version()));
        let rows = self.rows(&sql).await?;
        let row = rows.first().ok_or_else(|| Fault::new("the server's answer breaks off"))?;
        Ok(First {
            search_path: row.value("search_path")?,
            reader: row.value("reader")?,
            founder: row.value("founder")?,
            citus: Citus {
                available: row.value("citus_available")?,
                installed: row.value("citus")?,
                columnar: row.value("columnar")?,
                workers_alone: false,
            },
            // A column has 150 bytes there, and a comment or a default as often as not; system columns have none.
            objects: usize::try_from(row.value::<i64>("attributes")? / 150).unwrap_or_default().min(300_000),
            readable: row.value("readable")?,
            snapshot: row.value("snapshot")?,
        })
    }

    /// Asks all questions at once. When all is answered and well the transaction is ended.
    pub(super) async fn ask<'a>(
        &'a mut self,
        questions: &[&'static str],
        first: &First,
        reading: &Reading,
    ) -> Answers<'a> {
        let version = self.version();
        let text = |questions: &VecDeque<&'static str>| {
            let mut text = String::new();
            for question in questions {
                text.push_str(&fit(question, version, first.readable, reading));
                text.push_str("\n;\n");
            }
            text + "ROLLBACK"
        };
        let (beside, here): (VecDeque<_>, VecDeque<_>) = questions
            .iter()
            .partition(|question| first.snapshot.is_some() && BESIDE.iter().any(|list| list.contains(*question)));
        let other = match &first.snapshot {
            Some(snapshot) if !beside.is_empty() => {
                let prelude = prelude(Some(snapshot), reading.spelling, version);
                let steps = prelude.matches(";\n").count() + 1;
                self.another().await.map(|session| (session, format!("{prelude};\n{}", text(&beside)), steps))
            }
            _ => None,
        };
        let here = if other.is_some() { here } else { questions.iter().copied().collect() };
        let rows = sqlx::raw_sql(AssertSqlSafe(text(&here))).fetch_many(&mut self.session);
        let mut lanes = vec![Lane { questions: here, rows }];
        if let Some((session, sql, steps)) = other {
            lanes.push(Lane { questions: beside, rows: elsewhere(session, sql, steps) });
        }
        Answers { lanes }
    }

    /// Another session with the same server, where it has room for one: who has not can go without.
    async fn another(&self) -> Option<PgConnection> {
        self.options.0.connect().await.ok()
    }
}

/// For a transaction that goes through a whole catalog. One that nobody has analysed yet, as that of a database just
/// made or restored, looks empty to the planner, which then goes through all of one table for each row of another:
/// minutes for some thousand tables, where hashes of both take the same second as ever. What is so costly on paper
/// is not worth compiling either.
pub(super) fn set_wise(version: u32) -> &'static str {
    match version {
        ..110_000 => "SET LOCAL enable_nestloop = off",
        _ => "SET LOCAL enable_nestloop = off;\nSET LOCAL jit = off",
    }
}

/// What a session says before its questions.
fn prelude(snapshot: Option<&str>, spelling: Spelling, version: u32) -> String {
    let mut text = BEGIN.to_owned();
    if let Some(snapshot) = snapshot {
        text.push_str(&format!(";\nSET TRANSACTION SNAPSHOT {}", literal(snapshot)));
    }
    text.push_str(&format!(";\n{}", set_wise(version)));
    if spelling == Spelling::Exact {
        text.push_str(";\nSET LOCAL search_path = ''");
    }
    text
}

/// Runs a script in a task of its own, so that its rows arrive while others are worked on. The first
/// `steps` statements answer nothing that is asked for.
fn elsewhere(mut session: PgConnection, sql: String, steps: usize) -> Rows<'static> {
    let (sender, receiver) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let mut left = steps;
        let mut rows = sqlx::raw_sql(AssertSqlSafe(sql)).fetch_many(&mut session);
        while let Some(row) = rows.next().await {
            if left > 0 && matches!(row, Ok(Either::Left(_))) {
                left -= 1;
            } else if sender.send(row).is_err() {
                // Nobody listens any more.
                return;
            }
        }
    });
    stream::unfold(receiver, async |mut receiver| Some((receiver.recv().await?, receiver))).boxed()
}

/// The condition that a relation is a table of the kinds that are modelled.
fn table(c: &str) -> String {
    format!("({c}.relkind IN ('r', 'p', 'f') AND {c}.relpersistence <> 't')")
}

/// Fits a catalog query to a server: lines marked `-- since N` or `-- before N` stay or go by
/// `server_version_num`; those marked `-- if readable` or `-- if unreadable` by whether the one who
/// asks may read all of `pg_subscription`; and the few phrases that every file needs are spelled out,
/// `$pretty` says whether expressions are spelled for a person's eyes.
fn fit(text: &str, version: u32, readable: bool, reading: &Reading) -> String {
    let holds = |line: &&str| {
        let Some((_, marks)) = line.rsplit_once("-- ") else { return true };
        let words: Vec<&str> = marks.split(' ').collect();
        words.chunks(2).all(|pair| match pair {
            ["since", number] => number.parse().is_ok_and(|number: u32| version >= number),
            ["before", number] => number.parse().is_ok_and(|number: u32| version < number),
            ["if", "readable"] => readable,
            ["if", "unreadable"] => !readable,
            _ => true,
        })
    };
    let pretty = if reading.spelling == Spelling::Display { "true" } else { "false" };
    let text = text.lines().filter(holds).collect::<Vec<_>>().join("\n").replace("$pretty", pretty);
    let schemas: Vec<String> = reading.schemas.iter().map(|name| literal(name)).collect();
    let asked_for = |n: &str| match schemas.is_empty() {
        true => String::new(),
        false => format!(" AND {n}.nspname IN ({})", schemas.join(", ")),
    };
    let mut fitted = String::new();
    let mut rest = text.as_str();
    while let Some((start, tail)) = rest.split_once('{') {
        fitted.push_str(start);
        let Some((phrase, end)) = tail.split_once('}') else { break };
        rest = end;
        let words: Vec<&str> = phrase.split(' ').collect();
        let spelled = match words.as_slice() {
            // Neither the system's nor a session's own, and asked for.
            ["schema", n] => {
                format!("({n}.nspname !~ '^pg_' AND {n}.nspname <> 'information_schema'{})", asked_for(n))
            }
            // No extension's member.
            ["own", class, row] => format!(
                "NOT EXISTS (SELECT FROM pg_depend m WHERE m.classid = '{class}'::regclass \
                 AND m.objid = {row}.oid AND m.deptype = 'e')"
            ),
            // Whether the server's own objects are asked for.
            ["system"] => schemas.is_empty().to_string(),
            // Whatever can have triggers, rules and indexes.
            ["relation", c] => format!("({} OR {c}.relkind IN ('v', 'm'))", table(c)),
            // A table of the kinds that are modelled; `unmodelled` names the others.
            ["table", c] => table(c),
            // An empty array, or whatever else is no phrase of ours.
            _ => format!("{{{phrase}}}"),
        };
        fitted.push_str(&spelled);
    }
    fitted.push_str(rest);
    fitted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stay_or_go_by_version() {
        let fit = |text, version, readable| fit(text, version, readable, &Reading::default());
        assert_eq!(fit("a -- since 150000 before 160000", 160_000, true), "");
        let text = "a\nb -- since 150000\nc -- before 150000";
        assert_eq!(fit(text, 150_002, true), "a\nb -- since 150000");
        assert_eq!(fit(text, 140_000, true), "a\nc -- before 150000");
        assert_eq!(
            fit("a -- if readable\nb -- before 140000 if unreadable", 130_000, false),
            "b -- before 140000 if unreadable"
        );
    }

    #[test]
    fn schemas_are_asked_for_by_their_quoted_names() {
        let reading = Reading { schemas: vec!["it's".to_owned()], ..Reading::default() };
        let fitted = fit("{schema n} $pretty '{}'", 150_000, true, &reading);
        assert!(fitted.ends_with("AND n.nspname IN ('it''s')) false '{}'"), "{fitted}");
    }
}
