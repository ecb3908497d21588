//! Scratch databases: where models are loaded to hear the server's own words, and plans are proved.

mod cassandra;
mod mysql;

use tokio::sync::Mutex;

use crate::embedded::{Choice, Lease, Product, Temporary};
use crate::engine::Engine;
use crate::engine::postgres::connection::Connection;
use crate::engine::postgres::quote;
use crate::error::Fault;

/// What tells one PostgreSQL of our own from another that might answer otherwise, were it asked for a scratch database;
/// and a note where it is not of that major version. None where there is no such server.
pub async fn own(major: Option<u32>) -> Option<(String, Option<String>)> {
    Temporary::identity(Choice::postgresql(major)).await
}

/// How the names of scratch databases begin on a server that someone else runs.
const PREFIX: &str = "dbtool_scratch_";

/// The database that every server has, and that is empty.
const EMPTY: &str = "template0";

/// A server for scratch databases: one of this process's own, or someone else's.
pub struct Scratch {
    server: Server,
    major: u32,
    note: Option<String>,
}

impl std::fmt::Debug for Scratch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // A URL may hold a password.
        f.debug_struct("Scratch").field("major", &self.major).field("note", &self.note).finish_non_exhaustive()
    }
}

enum Server {
    Own(Temporary),
    Foreign(Foreign),
    Mysql(Box<mysql::Beside>),
    Cassandra(cassandra::Beside),
}

/// Someone else's server. Each database's name is locked by the keeper's session for as long as
/// this process lives, so that another dbtool knows a stale one: nobody holds its lock.
struct Foreign {
    url: String,
    /// The number of the database that the keeper's session is in: locks count within it.
    room: u32,
    keeper: Mutex<Keeper>,
}

struct Keeper {
    session: Connection,
    databases: Vec<String>,
    roles: Vec<String>,
}

/// A new and empty database. It lasts no longer than its [`Scratch`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Database {
    url: String,
    name: String,
    admin: String,
}

impl Scratch {
    /// A server of that major version, or the nearest there is: [`Scratch::note`] says so then.
    /// With a URL it is that server, where databases are created and dropped; else a server of this
    /// process's own, which ends with it, however it ends.
    ///
    /// # Errors
    /// When no server is to be had, or the one of the URL cannot be reached.
    pub async fn open(major: Option<u32>, scratch_url: Option<&str>) -> Result<Self, Fault> {
        let Some(url) = scratch_url else { return Self::run(Choice::postgresql(major)).await };
        let named = |fault: Fault| Fault { message: format!("the scratch server: {}", fault.message), ..fault };
        if Engine::of_url(url) == Some(Engine::Mysql) {
            let server = mysql::Beside::open(url, mysql::Held::Nothing).await.map_err(named)?;
            return Ok(Self::of_mysql(server, None));
        }
        if Engine::of_url(url) == Some(Engine::Cassandra) {
            let (server, version) = cassandra::Beside::open(url).await.map_err(named)?;
            return Ok(Self { server: Server::Cassandra(server), major: version / 10_000, note: None });
        }
        let mut session = Connection::open(url).await.map_err(named)?;
        let there = session.version() / 10_000;
        let note = major.filter(|major| *major != there).map(|major| {
            format!(
                "the scratch server is PostgreSQL {there}, the database PostgreSQL {major}; what differs between the two \
                 may show as drift"
            )
        });
        let room: i64 =
            scalar(&mut session, "SELECT oid::int8 FROM pg_catalog.pg_database WHERE datname = current_database()")
                .await?;
        let room = u32::try_from(room).unwrap_or_default();
        sweep(&mut session, room).await?;
        let keeper = Mutex::new(Keeper { session, databases: Vec::new(), roles: Vec::new() });
        Ok(Self { server: Server::Foreign(Foreign { url: url.to_owned(), room, keeper }), major: there, note })
    }

    /// A server of this process's own, of that series or the nearest there is.
    ///
    /// # Errors
    /// When no server is to be had.
    pub async fn run(choice: Choice) -> Result<Self, Fault> {
        let (server, note) = Temporary::start(choice).await?;
        if choice.product == Product::Postgresql {
            let major = server.series();
            return Ok(Self { server: Server::Own(server), major, note });
        }
        let url = server.admin();
        Ok(Self::of_mysql(mysql::Beside::open(&url, mysql::Held::Own { _server: server }).await?, note))
    }

    /// The project's own MySQL or MariaDB, on which a target's database is: nothing spells like the very
    /// server does.
    ///
    /// # Errors
    /// When it cannot be reached.
    pub async fn on(lease: Lease) -> Result<Self, Fault> {
        let url = lease.url().to_owned();
        Ok(Self::of_mysql(mysql::Beside::open(&url, mysql::Held::Lease(lease)).await?, None))
    }

    /// The MySQL or MariaDB server of a database; where it cannot be reached, or its user may not make
    /// databases, a server of this process's own that is as like it as can be.
    ///
    /// # Errors
    /// Why that server will not do, where no other is to be had.
    pub async fn beside(url: &str, product: Product) -> Result<Self, Fault> {
        let (server, note) = mysql::Beside::open_or_run(url, product).await?;
        Ok(Self::of_mysql(server, note))
    }

    fn of_mysql(server: mysql::Beside, note: Option<String>) -> Self {
        // As PostgreSQL counts.
        let major = server.version() / 10_000;
        Self { server: Server::Mysql(Box::new(server)), major, note }
    }

    /// The server's major version.
    pub fn major(&self) -> u32 {
        self.major
    }

    /// The URL of the database that every server has: of the server itself, so to speak.
    pub fn url(&self) -> String {
        match &self.server {
            Server::Own(server) => server.url("postgres"),
            Server::Foreign(foreign) => foreign.url.clone(),
            Server::Mysql(server) => server.url().to_owned(),
            Server::Cassandra(server) => server.url().to_owned(),
        }
    }

    /// What a person should know of this server: that its version is not the one asked for.
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }

    /// Makes a new and empty database. Several can be made at once.
    ///
    /// # Errors
    /// When the server refuses, such as to a role without CREATEDB.
    pub async fn database(&self) -> Result<Database, Fault> {
        self.database_like(EMPTY).await
    }

    /// Makes a database that is like another. No session may be in that one.
    ///
    /// # Errors
    /// As [`Scratch::database`].
    pub async fn copy(&self, database: &Database) -> Result<Database, Fault> {
        if let Server::Mysql(server) = &self.server {
            return server.copy(database).await;
        }
        self.database_like(&database.name).await
    }

    async fn database_like(&self, template: &str) -> Result<Database, Fault> {
        match &self.server {
            Server::Own(server) => {
                let name = format!("scratch_{}", crate::embedded::random());
                let admin = server.url("postgres");
                let mut session = Connection::open(&admin).await?;
                // Copying files beats writing each page to the log, since nothing is synced here.
                let strategy = if self.major >= 15 { " STRATEGY file_copy" } else { "" };
                session.execute(&format!("CREATE DATABASE {name} TEMPLATE {template}{strategy}")).await?;
                session.close().await;
                Ok(Database { url: server.url(&name), name, admin })
            }
            Server::Mysql(server) if template == EMPTY => server.database().await,
            Server::Cassandra(server) if template == EMPTY => server.database().await,
            Server::Mysql(_) | Server::Cassandra(_) => Err(Fault::new("this server copies no databases")
                .hint("what needs a copy is not done there yet: run it on a PostgreSQL target")),
            Server::Foreign(foreign) => {
                let name = format!("{PREFIX}{}_{}", foreign.room, crate::embedded::random());
                let mut keeper = foreign.keeper.lock().await;
                lock(&mut keeper.session, &name).await?;
                let made = keeper.session.execute(&format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
                made.map_err(|fault| match fault.message.contains("42501") {
                    true => fault.hint(
                        "the role of the scratch URL needs CREATEDB; without that URL dbtool runs a server itself",
                    ),
                    false => fault,
                })?;
                keeper.databases.push(name.clone());
                Ok(Database { url: with_database(&foreign.url, &name), name, admin: foreign.url.clone() })
            }
        }
    }

    /// Makes roles that cannot log in, so that owners and grants of a model can name them; those
    /// that are there are left alone.
    ///
    /// # Errors
    /// When the server refuses, such as to a role without CREATEROLE.
    pub async fn roles<S: AsRef<str>>(&self, names: &[S]) -> Result<(), Fault> {
        match &self.server {
            Server::Own(server) => {
                let mut session = Connection::open(&server.url("postgres")).await?;
                create_roles(&mut session, names).await?;
                session.close().await;
            }
            Server::Foreign(foreign) => {
                let mut keeper = foreign.keeper.lock().await;
                let made = create_roles(&mut keeper.session, names).await?;
                keeper.roles.extend(made);
            }
            // Nothing that is modelled names an account that must be there.
            Server::Mysql(_) | Server::Cassandra(_) => {}
        }
        Ok(())
    }

    /// Ends the server, or drops what was made on someone else's. Dropping it, or dying with it,
    /// does the same, though later on someone else's: the next dbtool there sweeps up.
    pub async fn close(self) {
        if let Server::Mysql(server) = self.server {
            server.close().await;
        } else if let Server::Cassandra(server) = self.server {
            server.close().await;
        } else if let Server::Foreign(foreign) = self.server {
            let mut keeper = foreign.keeper.into_inner();
            for name in &keeper.databases {
                let _ = keeper.session.execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
            }
            for name in &keeper.roles {
                let _ = keeper.session.execute(&format!("DROP ROLE IF EXISTS {}", quote::ident(name))).await;
            }
            keeper.session.close().await;
        }
    }
}

impl Database {
    /// The database's URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The database's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The URL of another database of its server, for when nobody may be in this one.
    pub fn beside(&self) -> &str {
        &self.admin
    }

    /// Drops the database, and cuts the sessions that are left in it.
    ///
    /// # Errors
    /// When the server cannot be reached any more.
    pub async fn drop(self) -> Result<(), Fault> {
        let mut session = crate::engine::Connection::open(&self.admin).await?;
        session.drop_database(&self.name).await?;
        session.close().await;
        Ok(())
    }
}

async fn create_roles<S: AsRef<str>>(session: &mut Connection, names: &[S]) -> Result<Vec<String>, Fault> {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    let missing: Vec<String> = sqlx::query_scalar(
        "SELECT DISTINCT name FROM unnest($1::text[]) name \
         WHERE name NOT IN (SELECT rolname FROM pg_catalog.pg_roles) AND name <> 'public' AND name NOT LIKE 'pg\\_%'",
    )
    .bind(&names)
    .fetch_all(session.session())
    .await
    .map_err(|error| Fault::new("cannot list the roles of the scratch server").detail(error.to_string()))?;
    let mut own = Vec::with_capacity(missing.len());
    for name in missing {
        match session.execute(&format!("CREATE ROLE {} NOLOGIN", quote::ident(&name))).await {
            Ok(()) => own.push(name),
            // Another dbtool was quicker, whose it is then: 42710, or 23505 where both did so at once.
            Err(fault) if fault.message.contains("42710") || fault.message.contains("23505") => {}
            Err(fault) => return Err(fault),
        }
    }
    Ok(own)
}

/// Locks a database's name for as long as the session lasts.
async fn lock(session: &mut Connection, name: &str) -> Result<(), Fault> {
    session.execute(&format!("SELECT pg_catalog.pg_advisory_lock(pg_catalog.hashtextextended('{name}', 0))")).await
}

/// Drops the databases that dbtools left behind which were killed: those whose lock nobody holds.
async fn sweep(session: &mut Connection, room: u32) -> Result<(), Fault> {
    let broken = |error: sqlx::Error| Fault::new("cannot list scratch databases").detail(error.to_string());
    let names: Vec<String> = sqlx::query_scalar(
        "SELECT datname::text FROM pg_catalog.pg_database \
         WHERE datname ~ $1 AND pg_catalog.pg_has_role(datdba, 'USAGE') ORDER BY datname",
    )
    .bind(format!("^{PREFIX}{room}_[0-9a-f]{{16}}$"))
    .fetch_all(session.session())
    .await
    .map_err(broken)?;
    for name in names {
        let free: bool =
            sqlx::query_scalar("SELECT pg_catalog.pg_try_advisory_lock(pg_catalog.hashtextextended($1, 0))")
                .bind(&name)
                .fetch_one(session.session())
                .await
                .map_err(broken)?;
        if free {
            // Someone who is quicker has dropped it, or someone still sits in it: next time then.
            let _ = session.execute(&format!("DROP DATABASE IF EXISTS {name}")).await;
            let key = format!("SELECT pg_catalog.pg_advisory_unlock(pg_catalog.hashtextextended('{name}', 0))");
            session.execute(&key).await?;
        }
    }
    Ok(())
}

async fn scalar(session: &mut Connection, sql: &'static str) -> Result<i64, Fault> {
    sqlx::query_scalar(sql)
        .fetch_one(session.session())
        .await
        .map_err(|error| Fault::new("cannot ask the scratch server").detail(error.to_string()))
}

/// The URL of another database on the same server. The name needs no encoding.
fn with_database(url: &str, name: &str) -> String {
    let (base, query) = url.split_once('?').map_or((url, None), |(base, query)| (base, Some(query)));
    let start = base.find("://").map_or(0, |at| at + 3);
    let end = base.get(start..).and_then(|rest| rest.find('/')).map_or(base.len(), |at| start + at);
    let base = base.get(..end).unwrap_or(base);
    // A query may name the database too, and would win.
    let query: Vec<&str> =
        query.into_iter().flat_map(|query| query.split('&')).filter(|it| !it.starts_with("dbname=")).collect();
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{base}/{name}{mark}{}", query.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_database_of_the_same_server() {
        assert_eq!(
            with_database("postgresql://u:p@h:1/a?host=%2Ftmp&dbname=b", "x"),
            "postgresql://u:p@h:1/x?host=%2Ftmp"
        );
        assert_eq!(with_database("postgresql://h", "x"), "postgresql://h/x");
        assert_eq!(with_database("postgresql:///a?host=/tmp", "x"), "postgresql:///x?host=/tmp");
    }
}
