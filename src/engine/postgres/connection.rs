//! A session with a PostgreSQL server: the async half.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use futures_util::TryStreamExt;
use sqlx::error::DatabaseError;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgDatabaseError, PgErrorPosition, PgRow};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection as _, Executor, Row as _, ValueRef as _};

use super::measure::Relations;
use crate::engine::{Failed, Refusal, Row};
use crate::error::{Cause, Fault};

/// The oldest server that is spoken to, as `server_version_num`.
const OLDEST: u32 = 130_000;

/// A session with a server.
#[derive(Debug)]
pub struct Connection {
    pub(super) session: PgConnection,
    version: u32,
    database: String,
    pub(super) options: Box<Options>,
    /// What `measure` knows, until something else is run.
    pub(super) relations: Option<Box<Relations>>,
}

/// How the server was reached, to reach it again; never printed, for it holds the password.
pub(super) struct Options(pub(super) PgConnectOptions);

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&describe(&self.0))
    }
}

impl Connection {
    /// Opens a session. `url` is `postgresql://…`, what it leaves out comes from the environment
    /// (`PGHOST`, `PGPASSWORD` and so on) as with `psql`.
    ///
    /// # Errors
    /// When the URL cannot be read, the server cannot be reached, is not PostgreSQL or is too old.
    /// No message holds the password. A server that says nothing is given up after
    /// `PGCONNECT_TIMEOUT` seconds, 10 where that is not set; 0 waits for ever, as with `psql`.
    pub async fn open(url: &str) -> Result<Self, Fault> {
        let options = parse(url)?.application_name("dbtool");
        let target = describe(&options);
        let patience = patience();
        // A server may take the connection and say nothing more.
        let greeted = async {
            let mut session = options.connect().await.map_err(|error| unreachable_server(&target, &error))?;
            let words = "SELECT current_setting('server_version_num')::int4, version(), current_database()::text";
            let row = session.fetch_one(sqlx::raw_sql(words)).await.map_err(|error| {
                Fault::new(format!("{target} is not a PostgreSQL server"))
                    .detail(error.to_string())
                    .hint("dbtool's engine `postgresql` speaks to PostgreSQL 13 and later")
            })?;
            Ok::<_, Fault>((session, row))
        };
        let greeted = tokio::time::timeout(patience, greeted).await;
        let (session, row) = greeted.map_err(|_| silent(&target, patience))??;
        let number: i32 = row.try_get(0).map_err(|error| fault(&error))?;
        let version = u32::try_from(number).unwrap_or_default();
        let words: String = row.try_get(1).map_err(|error| fault(&error))?;
        if version < OLDEST {
            return Err(Fault::new(format!("{target} is too old: {words}"))
                .hint("dbtool supports PostgreSQL 13 and later; upgrade the server"));
        }
        let database = row.try_get(2).map_err(|error| fault(&error))?;
        Ok(Self { session, version, database, options: Box::new(Options(options)), relations: None })
    }

    /// The server's version, as `server_version_num`: 150018 for 15.18.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// The database's name.
    pub fn database(&self) -> &str {
        &self.database
    }

    /// Runs SQL that dbtool wrote or a migration file holds, one statement or several, by the
    /// simple protocol, and throws its rows away.
    ///
    /// # Errors
    /// The server's own message, with its hint and the place in `sql`.
    pub async fn execute(&mut self, sql: &str) -> Result<(), Fault> {
        self.execute_as(sql, sql).await
    }

    /// Runs SQL that holds secrets: errors show `shown` in its place.
    ///
    /// # Errors
    /// As [`Connection::execute`].
    pub async fn execute_as(&mut self, sql: &str, shown: &str) -> Result<(), Fault> {
        self.relations = None;
        // Raw text is what this method is for: generated DDL and migration files take no parameters.
        self.session
            .execute(sqlx::raw_sql(AssertSqlSafe(sql)))
            .await
            .map(|_| ())
            .map_err(|error| fault_in(shown, &error))
    }

    /// Runs SQL as [`Connection::execute`] does, for a caller who tells a person where in a file it
    /// failed.
    ///
    /// # Errors
    /// The driver's error and the number of statements that were done before it.
    pub async fn script(&mut self, sql: &str) -> Result<(), Failed> {
        self.relations = None;
        let mut done = 0;
        let mut results = sqlx::raw_sql(AssertSqlSafe(sql)).execute_many(&mut self.session);
        loop {
            match results.try_next().await {
                Ok(Some(_)) => done += 1,
                Ok(None) => return Ok(()),
                Err(error) => return Err(Failed::new(&error, done)),
            }
        }
    }

    /// The same rows in the server's own spelling of values.
    ///
    /// # Errors
    /// The server's own message.
    pub async fn texts(&mut self, sql: &str) -> Result<Vec<Row>, Fault> {
        let rows = self.rows(sql).await?;
        let text = |row: &PgRow, index: usize| {
            let value = row.try_get_raw(index).ok().filter(|value| !value.is_null())?;
            // The simple protocol answers in text.
            value.as_str().ok().map(str::to_owned)
        };
        Ok(rows.iter().map(|row| Row((0..row.len()).map(|index| text(row, index)).collect())).collect())
    }

    /// The rows of a query that dbtool wrote and that a parameter cannot serve (the name of a table).
    ///
    /// # Errors
    /// The server's own message.
    pub async fn rows(&mut self, sql: &str) -> Result<Vec<PgRow>, Fault> {
        self.session.fetch_all(sqlx::raw_sql(AssertSqlSafe(sql))).await.map_err(|error| fault_in(sql, &error))
    }

    /// The session itself, for queries with parameters.
    pub fn session(&mut self) -> &mut PgConnection {
        self.relations = None;
        &mut self.session
    }

    /// Says goodbye to the server. A session that is merely dropped is cut.
    pub async fn close(self) {
        // The work is done; a server that is gone already is no error here.
        let _ = self.session.close().await;
    }
}

/// Reads a connection URL. What it leaves out comes from the service that it names, from the environment and from
/// `.pgpass`.
///
/// # Errors
/// When it is none, or its service is not there. The message leaves out what the URL holds, for it may hold a password.
pub fn parse(url: &str) -> Result<PgConnectOptions, Fault> {
    let known = url.starts_with("postgres://") || url.starts_with("postgresql://");
    let bad = |detail: String| {
        Fault::new("the database URL cannot be read")
            .detail(detail)
            .hint("write it as postgresql://USER:PASSWORD@HOST:PORT/DATABASE, special characters percent-encoded")
    };
    if !known {
        let scheme = url.split_once("://").map_or("none", |(scheme, _)| scheme);
        return Err(bad(format!("its scheme is `{scheme}`, not `postgresql`")));
    }
    let url = super::service::served(url, &|name| std::env::var(name).ok())?;
    PgConnectOptions::from_str(&url).map_err(|error| bad(error.to_string()))
}

/// The server as messages name it: host, port and database, never the password.
pub fn describe(options: &PgConnectOptions) -> String {
    let socket = options.get_socket().map(|path| path.display().to_string());
    let host = socket.unwrap_or_else(|| options.get_host().to_owned());
    format!("{host}:{}/{}", options.get_port(), options.get_database().unwrap_or(options.get_username()))
}

/// How long to wait for a server's answer.
fn patience() -> Duration {
    /// Longer than any network takes, and shorter than anyone's patience with a pipeline that hangs.
    const USUAL: u64 = 10;
    let asked = std::env::var("PGCONNECT_TIMEOUT").ok().and_then(|text| text.trim().parse().ok());
    match asked.unwrap_or(USUAL) {
        0 => Duration::MAX,
        seconds => Duration::from_secs(seconds),
    }
}

fn silent(target: &str, patience: Duration) -> Fault {
    Fault::new(format!("cannot connect to {target}"))
        .detail(format!("no answer within {} s", patience.as_secs()))
        .hint("is that a PostgreSQL server, and does a firewall let you through? PGCONNECT_TIMEOUT waits longer")
        .of(Cause::Unreached)
}

fn unreachable_server(target: &str, error: &sqlx::Error) -> Fault {
    let server = error.as_database_error();
    let hint = match server.and_then(|error| error.code()).as_deref() {
        Some("28P01" | "28000") => Some("check the user and password in the URL, PGPASSWORD or ~/.pgpass"),
        Some("42501") => {
            Some("let the role connect, `GRANT CONNECT ON DATABASE … TO …`, or name another user in the URL")
        }
        Some("3D000") => Some("create the database first, or correct its name in the URL"),
        Some("53300") => Some("the server has no free connection: try again, or raise max_connections"),
        Some("57P03") => Some("the server is starting up or shutting down: try again in a moment"),
        _ => None,
    };
    let refused = Fault::new(format!("cannot connect to {target}")).detail(words(error));
    match hint {
        Some(hint) => refused.hint(hint),
        None => refused
            .hint("is a PostgreSQL server running there? Check host, port, socket folder and sslmode")
            .of(Cause::Unreached),
    }
}

/// A driver's error, in the server's words where they are the server's.
pub(super) fn fault(error: &sqlx::Error) -> Fault {
    Fault::new(words(error))
}

fn words(error: &sqlx::Error) -> String {
    match error.as_database_error() {
        Some(server) => server.message().to_owned(),
        None => error.to_string(),
    }
}

fn fault_in(sql: &str, error: &sqlx::Error) -> Fault {
    let Some(server) = error.as_database_error().and_then(|error| error.try_downcast_ref::<PgDatabaseError>()) else {
        return Fault::new(words(error)).detail(excerpt(sql));
    };
    let mut detail = excerpt(sql);
    for (label, text) in [("detail", server.detail()), ("where", server.r#where())] {
        if let Some(text) = text {
            detail.push_str(&format!("\n{label}: {text}"));
        }
    }
    let fault = Fault::new(format!("{} (SQLSTATE {})", server.message(), server.code())).detail(detail);
    match server.hint() {
        Some(hint) => fault.hint(hint),
        None => fault,
    }
}

/// The statement's beginning, enough to find it by.
fn excerpt(sql: &str) -> String {
    const LINES: usize = 12;
    let mut lines: Vec<&str> = sql.trim().lines().collect();
    if lines.len() > LINES {
        lines.truncate(LINES);
        lines.push("…");
    }
    format!("in: {}", lines.join("\n    "))
}

/// What PostgreSQL says of a statement that it refuses.
pub(in crate::engine) fn refusal(error: &dyn DatabaseError) -> Option<Refusal> {
    let server = error.try_downcast_ref::<PgDatabaseError>()?;
    let (position, query) = match server.position() {
        Some(PgErrorPosition::Original(position)) => (Some(position), None),
        Some(PgErrorPosition::Internal { query, .. }) => (None, Some(query.to_owned())),
        None => (None, None),
    };
    let details = [("detail", server.detail()), ("where", server.r#where())];
    Some(Refusal {
        code: server.code().to_owned(),
        label: format!("SQLSTATE {}", server.code()),
        message: server.message().to_owned(),
        position,
        query,
        details: details.into_iter().filter_map(|(label, text)| Some((label, text?.to_owned()))).collect(),
        hint: server.hint().map(str::to_owned),
    })
}
