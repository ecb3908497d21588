//! A session with a server of any engine: what rooms that know no engine hold in their hands.

use std::collections::{BTreeMap, BTreeSet};

use super::rows::{Contents, Seeded};
use super::{Engine, External, Hazard, Ledger, Numbered, Reading, Showing, Size, Taken, cassandra, mysql, postgres};
use crate::error::Fault;
use crate::model::{ObjectId, Schema};

/// A session with a server.
#[derive(Debug)]
pub enum Connection {
    /// With PostgreSQL.
    Postgresql(postgres::Connection),
    /// With MySQL or MariaDB.
    Mysql(mysql::Connection),
    /// With Cassandra or ScyllaDB.
    Cassandra(Box<cassandra::Connection>),
}

/// The way to stop a session's statement from outside it.
#[derive(Clone, Debug)]
pub enum Canceller {
    /// A process of PostgreSQL's.
    Postgresql(postgres::cancel::Canceller),
    /// A thread of MySQL's or MariaDB's.
    Mysql(mysql::cancel::Canceller),
    /// None: no session of Cassandra's can stop what another runs. The statement comes to its end.
    Cassandra,
}

/// A row of a query whose values are asked for as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row(pub(super) Vec<Option<String>>);

impl Row {
    /// A row of these values.
    pub fn new(values: Vec<Option<String>>) -> Self {
        Self(values)
    }

    /// A value; none where it is NULL or there is no such column.
    pub fn text(&self, index: usize) -> Option<&str> {
        self.0.get(index)?.as_deref()
    }

    /// Whether a value is the engine's word for true.
    pub fn is_true(&self, index: usize) -> bool {
        matches!(self.text(index), Some("t" | "1" | "true"))
    }
}

/// A script that failed.
#[derive(Debug)]
pub struct Failed {
    /// What the driver says.
    pub message: String,
    /// What the server says; none where it said nothing, and the session was cut.
    pub refusal: Option<Refusal>,
    /// How many of the script's statements were done before.
    pub done: usize,
}

/// What a server says of a statement that it refuses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusal {
    /// The engine's code: an SQLSTATE, or MySQL's number.
    pub code: String,
    /// What the code is called: `SQLSTATE 42P01`, `error 1146`.
    pub label: String,
    /// Its message.
    pub message: String,
    /// The position in the statement, in characters from 1.
    pub position: Option<usize>,
    /// The server's own query that failed within.
    pub query: Option<String>,
    /// What more it says, by label.
    pub details: Vec<(&'static str, String)>,
    /// Its own advice.
    pub hint: Option<String>,
}

impl Failed {
    /// What sqlx says, once so many statements were done.
    pub(super) fn new(error: &sqlx::Error, done: usize) -> Self {
        let server = error.as_database_error();
        let refusal =
            server.and_then(|error| postgres::connection::refusal(error).or_else(|| mysql::connection::refusal(error)));
        Self { message: error.to_string(), refusal, done }
    }
}

impl Connection {
    /// Opens a session with the server that a URL means.
    ///
    /// # Errors
    /// When the URL cannot be read, or the server cannot be reached or is none of that engine. No
    /// message holds the password.
    pub async fn open(url: &str) -> Result<Self, Fault> {
        match Engine::of_url(url) {
            Some(Engine::Mysql) => mysql::Connection::open(url).await.map(Self::Mysql),
            Some(Engine::Cassandra) => cassandra::Connection::open(url).await.map(|it| Self::Cassandra(Box::new(it))),
            Some(Engine::Postgresql) | None => postgres::Connection::open(url).await.map(Self::Postgresql),
        }
    }

    /// What it speaks.
    pub fn engine(&self) -> Engine {
        match self {
            Self::Postgresql(_) => Engine::Postgresql,
            Self::Mysql(_) => Engine::Mysql,
            Self::Cassandra(_) => Engine::Cassandra,
        }
    }

    /// How migrations are kept count of there.
    pub fn ledger(&self) -> &'static dyn Ledger {
        self.engine().ledger()
    }

    /// The server's version, as the engine counts it: 150018 for PostgreSQL 15.18, 80031 for MySQL 8.0.31.
    pub fn version(&self) -> u32 {
        match self {
            Self::Postgresql(it) => it.version(),
            Self::Mysql(it) => it.version(),
            Self::Cassandra(it) => it.version(),
        }
    }

    /// The database's name.
    pub fn database(&self) -> &str {
        match self {
            Self::Postgresql(it) => it.database(),
            Self::Mysql(it) => it.database(),
            Self::Cassandra(it) => it.database(),
        }
    }

    /// What tells this session from others where the server itself does not; see [`Ledger::try_lock`].
    pub fn token(&self) -> &str {
        match self {
            Self::Postgresql(_) | Self::Mysql(_) => "",
            Self::Cassandra(it) => it.token(),
        }
    }

    /// Who looks at a cluster's nodes while a statement waits for them; none where there is one server.
    pub fn onlooker(&self) -> Option<cassandra::agreement::Onlooker> {
        match self {
            Self::Postgresql(_) | Self::Mysql(_) => None,
            Self::Cassandra(it) => Some(it.onlooker()),
        }
    }

    /// Makes what the lock of [`Ledger::try_lock`] needs.
    ///
    /// # Errors
    /// The server's own message, and when the server is one that dbtool does not change.
    pub async fn prepare_ledger(&mut self) -> Result<(), Fault> {
        match self {
            Self::Postgresql(_) => Ok(()),
            Self::Mysql(it) => it.prepare_ledger(),
            Self::Cassandra(it) => it.prepare_ledger().await,
        }
    }

    /// Runs SQL that dbtool wrote or a migration file holds, one statement or several, and throws
    /// its rows away.
    ///
    /// # Errors
    /// The server's own message, with its hint and the place in `sql`.
    pub async fn execute(&mut self, sql: &str) -> Result<(), Fault> {
        self.execute_as(sql, sql).await
    }

    /// Refuses a user's script for a scratch database from where it would change other databases: the one
    /// that is worked on may be on the same server.
    ///
    /// # Errors
    /// The statement that would.
    pub fn confine(&self, sql: &str) -> Result<(), Fault> {
        let ledger = self.ledger();
        let statements = ledger.statements(sql).unwrap_or_default();
        let statement = statements.into_iter().filter_map(|span| sql.get(span)).find(|text| ledger.reaches_out(text));
        match statement {
            None => Ok(()),
            Some(text) => {
                let line = text.lines().next().unwrap_or_default();
                Err(Fault::new("a statement reaches beyond the scratch database that it is tried on")
                    .detail(format!("in: {line}"))
                    .hint("name what it changes without its database, and leave databases themselves to others"))
            }
        }
    }

    /// Drops a scratch database, and what would stay of it.
    ///
    /// # Errors
    /// The server's own message.
    pub async fn drop_database(&mut self, name: &str) -> Result<(), Fault> {
        match self {
            Self::Postgresql(_) => self.execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await,
            Self::Mysql(it) => it.drop_database(name).await,
            Self::Cassandra(_) => self.execute(&format!("DROP KEYSPACE IF EXISTS {name}")).await,
        }
    }

    /// Lets a program change large tables in the server's place; `url` is the session's.
    ///
    /// # Errors
    /// When the URL cannot be read.
    pub fn hand_over(&mut self, external: &External, url: &str) -> Result<(), Fault> {
        if let Self::Mysql(it) = self {
            it.hand_to(mysql::Handover::new(external.clone(), url)?);
        }
        Ok(())
    }

    /// Runs SQL that holds secrets: errors show `shown` in its place.
    ///
    /// # Errors
    /// As [`Connection::execute`].
    pub async fn execute_as(&mut self, sql: &str, shown: &str) -> Result<(), Fault> {
        match self {
            Self::Postgresql(it) => it.execute_as(sql, shown).await,
            Self::Mysql(it) => it.execute_as(sql, shown).await,
            Self::Cassandra(it) => it.execute_as(sql, shown).await,
        }
    }

    /// Runs SQL as [`Connection::execute`] does, for a caller who tells a person where in a file it
    /// failed.
    ///
    /// # Errors
    /// The driver's error and the number of statements that were done before it.
    pub async fn script(&mut self, sql: &str) -> Result<(), Failed> {
        match self {
            Self::Postgresql(it) => it.script(sql).await,
            Self::Mysql(it) => it.script(sql).await,
            Self::Cassandra(it) => it.script(sql).await,
        }
    }

    /// The rows of a query that dbtool wrote.
    ///
    /// # Errors
    /// The server's own message.
    pub async fn rows(&mut self, sql: &str) -> Result<Vec<Row>, Fault> {
        match self {
            Self::Postgresql(it) => it.texts(sql).await,
            Self::Mysql(it) => it.texts(sql).await,
            Self::Cassandra(it) => it.texts(sql).await,
        }
    }

    /// Reads the whole database.
    ///
    /// # Errors
    /// The server's own words.
    pub async fn introspect(&mut self, reading: &Reading) -> Result<Schema, Fault> {
        let is_told = match reading.showing {
            Showing::Objects | Showing::Sheets => true,
            Showing::Statements => self.engine() != Engine::Postgresql,
            Showing::Client(_) => self.engine() == Engine::Postgresql,
        };
        if !is_told {
            return Err(Fault::new(format!("{} does not say what this style shows", self.engine().label()))
                .hint("choose a style that is not another server's client's"));
        }
        match self {
            Self::Postgresql(it) => it.introspect(reading).await,
            Self::Mysql(it) => it.introspect(reading).await,
            Self::Cassandra(it) => it.introspect(reading).await,
        }
    }

    /// The partitioned tables whose partitions a scheduler on the server makes.
    ///
    /// # Errors
    /// When the scheduler's table cannot be read.
    pub async fn partitioned_by_others(&mut self) -> Result<BTreeSet<ObjectId>, Fault> {
        match self {
            Self::Postgresql(it) => it.partitioned_by_others().await,
            Self::Mysql(_) | Self::Cassandra(_) => Ok(BTreeSet::new()),
        }
    }

    /// What the other nodes of its cluster have that this one has not, or in another way; none where it has no
    /// such nodes.
    ///
    /// # Errors
    /// The server's own words, or another node's.
    pub async fn nodes_apart(&mut self) -> Result<Vec<String>, Fault> {
        match self {
            Self::Postgresql(it) => it.nodes_apart().await,
            // A node of Cassandra's has no schema of its own.
            Self::Mysql(_) | Self::Cassandra(_) => Ok(Vec::new()),
        }
    }

    /// Runs a statement and says what it took of the relations that were there before; none where
    /// the server does not tell.
    ///
    /// # Errors
    /// The server's own words.
    pub async fn measure(&mut self, sql: &str) -> Result<Option<Taken>, Fault> {
        match self {
            Self::Postgresql(it) => Ok(it.measure(sql).await?.map(Taken::locking)),
            Self::Mysql(it) => it.measure(sql).await,
            Self::Cassandra(it) => it.execute_as(sql, sql).await.map(|()| None),
        }
    }

    /// Says in dangers how big the relations are that they are about, and how many rows or values
    /// would be lost.
    ///
    /// # Errors
    /// When the server does not tell its sizes.
    pub async fn weigh(&mut self, hazards: &mut [&mut Hazard]) -> Result<(), Fault> {
        match self {
            Self::Postgresql(it) => it.weigh(hazards).await,
            Self::Mysql(it) => it.weigh(hazards).await,
            Self::Cassandra(it) => it.weigh(hazards).await,
        }
    }

    /// How big its tables are, by schema and name: what the server estimates, and nothing where it keeps no
    /// count.
    ///
    /// # Errors
    /// The server's own message.
    pub async fn sizes(&mut self) -> Result<BTreeMap<(String, String), Size>, Fault> {
        match self {
            Self::Postgresql(it) => it.sizes().await,
            Self::Mysql(it) => it.sizes().await,
            // A node knows its own share alone.
            Self::Cassandra(_) => Ok(BTreeMap::new()),
        }
    }

    /// How far the columns have come that the server numbers.
    ///
    /// # Errors
    /// The server's own message.
    pub async fn numbered(&mut self) -> Result<Vec<Numbered>, Fault> {
        match self {
            Self::Postgresql(it) => it.numbered().await,
            Self::Mysql(it) => it.numbered().await,
            // It numbers none.
            Self::Cassandra(_) => Ok(Vec::new()),
        }
    }

    /// Whether there is a table that these words name, as [`Connection::seed`] takes them.
    ///
    /// # Errors
    /// When the catalog cannot be read.
    pub async fn knows(&mut self, words: &BTreeSet<String>) -> Result<bool, Fault> {
        match self {
            Self::Postgresql(it) => it.knows(words).await,
            Self::Mysql(it) => it.knows(words).await,
            // Nothing is proved on rows there yet, as COVERAGE.md says.
            Self::Cassandra(_) => Ok(false),
        }
    }

    /// Puts a few rows into the tables that these words name, by themselves or by a part of them,
    /// and into those that they refer to or that refer to them. Where `given` has rows of a table,
    /// those are taken. Tables of the names in `bare` get none, for the reason given there.
    ///
    /// # Errors
    /// When the catalog cannot be read. A table that takes no row is no error but named.
    pub async fn seed(
        &mut self,
        words: &BTreeSet<String>,
        given: Option<&Contents>,
        bare: &BTreeMap<String, String>,
    ) -> Result<Seeded, Fault> {
        match self {
            Self::Postgresql(it) => it.seed(words, given, bare).await,
            Self::Mysql(it) => it.seed(words, given, bare).await,
            Self::Cassandra(_) => Ok(Seeded::default()),
        }
    }

    /// What the seeded tables hold.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn contents(&mut self, seeded: &Seeded) -> Result<Contents, Fault> {
        match self {
            Self::Postgresql(it) => it.contents(seeded).await,
            Self::Mysql(it) => it.contents(seeded).await,
            Self::Cassandra(_) => Ok(Contents::default()),
        }
    }

    /// What the same tables hold now, whatever they are called; where one was made anew, the one of
    /// its name.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn contents_again(&mut self, before: &Contents) -> Result<Contents, Fault> {
        match self {
            Self::Postgresql(it) => it.contents_again(before).await,
            Self::Mysql(it) => it.contents_again(before).await,
            Self::Cassandra(_) => Ok(Contents::default()),
        }
    }

    /// The way to stop this session's statements. `url` is the one that it was opened with.
    ///
    /// # Errors
    /// When the server does not say what serves the session.
    pub async fn canceller(&mut self, url: &str) -> Result<Canceller, Fault> {
        match self {
            Self::Postgresql(it) => it.canceller(url).await.map(Canceller::Postgresql),
            Self::Mysql(it) => it.canceller(url).await.map(Canceller::Mysql),
            Self::Cassandra(_) => Ok(Canceller::Cassandra),
        }
    }

    /// Says goodbye to the server. A session that is merely dropped is cut.
    pub async fn close(self) {
        match self {
            Self::Postgresql(it) => it.close().await,
            Self::Mysql(it) => it.close().await,
            Self::Cassandra(it) => it.close().await,
        }
    }
}

impl Canceller {
    /// Stops the statement that runs. One that has ended meanwhile is left alone.
    ///
    /// # Errors
    /// When no second session can be had.
    pub async fn cancel(&self) -> Result<(), Fault> {
        match self {
            Self::Postgresql(it) => it.cancel().await,
            Self::Mysql(it) => it.cancel().await,
            Self::Cassandra => Ok(()),
        }
    }
}
