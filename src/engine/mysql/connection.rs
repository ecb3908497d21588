//! A session with a MySQL or MariaDB server: the async half.

use std::str::FromStr;
use std::time::Duration;

use futures_util::TryStreamExt;
use sqlx::error::DatabaseError;
use sqlx::mysql::{MySqlConnectOptions, MySqlConnection, MySqlDatabaseError, MySqlRow};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _, Row as _};

use super::external::Handover;
use super::{binary, environment};
use crate::engine::version::number;
use crate::engine::{Failed, Refusal, Row};
use crate::error::{Cause, Fault};

/// The oldest servers that are read: MySQL 5.7, MariaDB 10.6.
const OLDEST: (u32, u32) = (50_700, 100_600);

/// The oldest MySQL that is changed: in those before it no statement of the schema is atomic, and a crash leaves
/// halves behind that no journal tells from the whole.
const CHANGED: u32 = 80_000;

/// Which of the two it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavour {
    /// Oracle's, and what is built from it.
    Mysql,
    /// MariaDB.
    Mariadb,
}

/// A session with a server.
#[derive(Debug)]
pub struct Connection {
    session: MySqlConnection,
    version: u32,
    flavour: Flavour,
    database: String,
    user: String,
    sql_mode: String,
    handover: Option<Box<Handover>>,
}

impl Connection {
    /// Opens a session. `url` is `mysql://…` or `mariadb://…`.
    ///
    /// # Errors
    /// When the URL cannot be read or names no database, the server cannot be reached or is too old.
    /// No message holds the password.
    pub async fn open(url: &str) -> Result<Self, Fault> {
        /// As long as is waited for PostgreSQL.
        const PATIENCE: Duration = Duration::from_secs(10);
        let options = parse(url)?;
        let target = describe(&options);
        // A server may take the connection and say nothing more.
        let greeted = tokio::time::timeout(PATIENCE, Self::greeted(&options, &target)).await;
        greeted.map_err(|_| {
            Fault::new(format!("cannot connect to {target}"))
                .detail(format!("no answer within {} s", PATIENCE.as_secs()))
                .hint("is that a MySQL or MariaDB server, and does a firewall let you through?")
                .of(Cause::Unreached)
        })?
    }

    /// A session with what the server says of itself.
    async fn greeted(options: &MySqlConnectOptions, target: &str) -> Result<Self, Fault> {
        let session = options.connect().await.map_err(|error| unreachable_server(target, &error))?;
        let mut opened = Self {
            session,
            version: 0,
            flavour: Flavour::Mysql,
            database: String::new(),
            user: String::new(),
            sql_mode: String::new(),
            handover: None,
        };
        // The collation of literals is the server's own, as for its own clients.
        opened.execute_as("SET NAMES utf8mb4", "SET NAMES utf8mb4").await?;
        // The driver asks for spaces before parentheses to be let pass, which programs would keep.
        opened.execute_as("SET SESSION sql_mode = DEFAULT", "SET SESSION sql_mode = DEFAULT").await?;
        let rows = opened.texts("SELECT VERSION(), DATABASE(), CURRENT_USER(), @@sql_mode").await?;
        let text = |index: usize| rows.first().and_then(|row| row.text(index)).unwrap_or_default().to_owned();
        let words = text(0);
        opened.version = number(&words);
        if words.to_ascii_lowercase().contains("mariadb") {
            opened.flavour = Flavour::Mariadb;
        }
        let oldest = if opened.flavour == Flavour::Mariadb { OLDEST.1 } else { OLDEST.0 };
        if opened.version < oldest {
            return Err(Fault::new(format!("{target} is too old: {words}"))
                .hint("dbtool reads MySQL 5.7, and reads and changes MySQL 8.0 and MariaDB 10.6 and later; upgrade the server"));
        }
        opened.database = text(1);
        opened.user = text(2);
        opened.sql_mode = text(3);
        if opened.flavour == Flavour::Mariadb {
            // Or no table with system versioning could be altered; what was, is altered with it.
            let keep = "SET SESSION system_versioning_alter_history = 'KEEP'";
            opened.execute_as(keep, keep).await?;
        }
        if opened.database.is_empty() {
            return Err(Fault::new(format!("the URL of {target} names no database"))
                .hint("write it as mysql://USER:PASSWORD@HOST:PORT/DATABASE"));
        }
        Ok(opened)
    }

    /// The server's version: 80031 for 8.0.31, 101119 for MariaDB 10.11.19.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// Which of the two it is.
    pub fn flavour(&self) -> Flavour {
        self.flavour
    }

    /// Refuses to change a server that is only read.
    ///
    /// # Errors
    /// When it is of such a version.
    pub fn prepare_ledger(&self) -> Result<(), Fault> {
        if self.version >= CHANGED {
            return Ok(());
        }
        Err(Fault::new(format!("{} is read here, and not changed", crate::engine::Engine::Mysql.server(self.version)))
            .detail("a statement of the schema is not atomic there: what a crash leaves of it cannot be told")
            .hint(
                "upgrade the server to MySQL 8.0 or later; until then `dbtool diff --format sql` prints the statements \
                 for whoever runs them",
            ))
    }

    /// The database's name.
    pub fn database(&self) -> &str {
        &self.database
    }

    /// Who this session is, `name@host`.
    pub fn user(&self) -> &str {
        &self.user
    }

    /// The `sql_mode` that sessions begin with.
    pub fn sql_mode(&self) -> &str {
        &self.sql_mode
    }

    /// Lets a program change large tables.
    pub fn hand_to(&mut self, handover: Handover) {
        self.handover = Some(Box::new(handover));
    }

    /// The program that changes large tables.
    pub(super) fn handover(&self) -> Option<&Handover> {
        self.handover.as_deref()
    }

    /// Runs SQL that dbtool wrote or a migration file holds, one statement or several; errors show
    /// `shown` in its place.
    ///
    /// # Errors
    /// The server's own message.
    pub async fn execute_as(&mut self, sql: &str, shown: &str) -> Result<(), Fault> {
        let spans = super::script::statements(sql);
        if spans.len() < 2 {
            if let Some(handed) = self.hand_over(sql).await {
                return handed.map_err(|refusal| refused_in(shown, &refusal));
            }
            return self.one(sql).await.map_err(|error| fault_in(shown, &error));
        }
        // In one message the server would keep the semicolon as a part of a program's body.
        for span in spans {
            self.one(sql.get(span).unwrap_or_default()).await.map_err(|error| fault_in(shown, &error))?;
        }
        Ok(())
    }

    /// Runs one statement. Raw text is what this is for: generated DDL and migration files take no parameters.
    async fn one(&mut self, sql: &str) -> Result<(), sqlx::Error> {
        self.session.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await.map(|_| ())
    }

    /// Runs SQL for a caller who tells a person where in a file it failed.
    ///
    /// # Errors
    /// The driver's error and the number of statements that were done before it.
    pub async fn script(&mut self, sql: &str) -> Result<(), Failed> {
        if let Some(handed) = self.hand_over(sql).await {
            return handed.map_err(|refusal| Failed {
                message: refusal.message.clone(),
                refusal: Some(refusal),
                done: 0,
            });
        }
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

    /// The rows of a query, or of several in turn, that dbtool wrote, their values as text.
    ///
    /// # Errors
    /// The server's own message.
    pub async fn texts(&mut self, sql: &str) -> Result<Vec<Row>, Fault> {
        let rows = self.session.fetch_all(sqlx::raw_sql(AssertSqlSafe(sql))).await;
        let rows = rows.map_err(|error| fault_in(sql, &error))?;
        // The text protocol answers in text, whatever the column's type.
        let text = |row: &MySqlRow, index: usize| {
            let bytes = row.try_get_unchecked::<Option<Vec<u8>>, _>(index).ok().flatten()?;
            Some(binary::spelled(bytes))
        };
        Ok(rows.iter().map(|row| Row((0..row.len()).map(|index| text(row, index)).collect())).collect())
    }

    /// Says goodbye to the server.
    pub async fn close(self) {
        // The work is done; a server that is gone already is no error here.
        let _ = self.session.close().await;
    }
}

/// Reads a connection URL. What it leaves out comes from the environment, as with the server's own clients:
/// `MYSQL_HOST`, `MYSQL_TCP_PORT`, `MYSQL_UNIX_PORT` and `MYSQL_PWD`.
///
/// # Errors
/// When it is none, or a port is no number. The message leaves out what the URL holds, for it may hold a password.
pub fn parse(url: &str) -> Result<MySqlConnectOptions, Fault> {
    let bad = |detail: String| {
        Fault::new("the database URL cannot be read")
            .detail(detail)
            .hint("write it as mysql://USER:PASSWORD@HOST:PORT/DATABASE, special characters percent-encoded")
    };
    let options =
        MySqlConnectOptions::from_str(&environment::with_host(url)).map_err(|error| bad(error.to_string()))?;
    let options = environment::completed(options, url, &|name| std::env::var(name).ok())?;
    // The session is as the server gives it to any client: its settings are kept with routines.
    Ok(options.pipes_as_concat(false).no_engine_substitution(false).timezone(None))
}

/// The server as messages name it: host, port and database, never the password.
pub fn describe(options: &MySqlConnectOptions) -> String {
    let socket = options.get_socket().map(|path| path.display().to_string());
    let host = socket.unwrap_or_else(|| format!("{}:{}", options.get_host(), options.get_port()));
    format!("{host}/{}", options.get_database().unwrap_or_default())
}

fn unreachable_server(target: &str, error: &sqlx::Error) -> Fault {
    let hint = match error.as_database_error().and_then(|error| error.try_downcast_ref::<MySqlDatabaseError>()) {
        Some(server) if server.number() == 1045 => Some("check the user and password in the URL"),
        Some(server) if server.number() == 1049 => Some("create the database first, or correct its name in the URL"),
        Some(server) if server.number() == 1040 => {
            Some("the server has no free connection: try again, or raise max_connections")
        }
        _ => None,
    };
    let refused = Fault::new(format!("cannot connect to {target}")).detail(words(error));
    match hint {
        Some(hint) => refused.hint(hint),
        None => refused
            .hint("is a MySQL or MariaDB server running there? Check host, port, socket and ssl-mode")
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
    match error.as_database_error().and_then(refusal) {
        Some(server) => refused_in(sql, &server),
        None => Fault::new(words(error)).detail(excerpt(sql)),
    }
}

fn refused_in(sql: &str, refusal: &Refusal) -> Fault {
    let mut detail = excerpt(sql);
    for (label, text) in &refusal.details {
        detail.push_str(&format!("\n{label}: {text}"));
    }
    let fault = Fault::new(format!("{} ({})", refusal.message, refusal.label)).detail(detail);
    match &refusal.hint {
        Some(hint) => fault.hint(hint.clone()),
        None => fault,
    }
}

fn excerpt(sql: &str) -> String {
    const LINES: usize = 12;
    let mut lines: Vec<&str> = sql.trim().lines().collect();
    if lines.len() > LINES {
        lines.truncate(LINES);
        lines.push("…");
    }
    format!("in: {}", lines.join("\n    "))
}

/// What the server says of a statement that it refuses.
pub(in crate::engine) fn refusal(error: &dyn DatabaseError) -> Option<Refusal> {
    let server = error.try_downcast_ref::<MySqlDatabaseError>()?;
    Some(Refusal {
        code: server.number().to_string(),
        label: format!("error {}", server.number()),
        message: server.message().to_owned(),
        hint: remedy(server.number()).map(str::to_owned),
        ..Refusal::default()
    })
}

/// What to do where a server would do more than a statement allows: 1845 and 1846 say that of `ALGORITHM` and `LOCK`.
fn remedy(number: u16) -> Option<&'static str> {
    matches!(number, 1845 | 1846).then_some(
        "this server would do more than ALGORITHM and LOCK in the statement allow, though another has done it so: look \
         at what is otherwise here (its version, the table's options, how often it was changed in an instant: ALTER TABLE \
         … FORCE begins that count anew), or state what it may do, or leave the words out with --no-online",
    )
}
