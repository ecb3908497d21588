//! Scratch databases on a MySQL or MariaDB server: beside the database itself, for nothing spells
//! like the very server does, on the one that `--scratch-url` names, or on one of dbtool's own.

use tokio::sync::Mutex;

use super::{PREFIX, with_database};
use crate::embedded::{Choice, Lease, Product, Temporary};
use crate::engine::{Connection, Engine, mysql};
use crate::error::Fault;

/// A server that others may use too. Each scratch database's name is locked by the keeper's session for
/// as long as this process lives, so that another dbtool knows a stale one: nobody holds its lock.
pub(super) struct Beside {
    url: String,
    /// What a new database has in common with the one that the URL names.
    like: String,
    version: u32,
    keeper: Mutex<Keeper>,
    held: Held,
}

/// What keeps the server running.
pub(super) enum Held {
    /// Someone else does.
    Nothing,
    /// It is the project's own.
    Lease(Lease),
    /// It is this process's own, and goes with it.
    Own { _server: Temporary },
}

struct Keeper {
    session: Connection,
    databases: Vec<String>,
    /// One that is made already and nobody uses yet.
    spare: Option<super::Database>,
}

impl Beside {
    /// Opens the keeper's session and sweeps up what dbtools left behind that were killed.
    pub(super) async fn open(url: &str, held: Held) -> Result<Self, Fault> {
        let mut session = Connection::open(url).await?;
        // What a new database is like that nobody says anything of.
        let like = if matches!(held, Held::Own { .. }) { "server" } else { "database" };
        let rows = session.rows(&format!("SELECT @@character_set_{like}, @@collation_{like}")).await?;
        let text = |index: usize| rows.first().and_then(|row| row.text(index)).unwrap_or_default().to_owned();
        let like = format!("CHARACTER SET {} COLLATE {}", text(0), text(1));
        sweep(&mut session).await?;
        let version = session.version();
        let keeper = Mutex::new(Keeper { session, databases: Vec::new(), spare: None });
        Ok(Self { url: url.to_owned(), like, version, keeper, held })
    }

    /// Opens the server of a database, and sees that a scratch database can be made there; else one of this
    /// process's own takes its place, as like it as can be.
    pub(super) async fn open_or_run(url: &str, product: Product) -> Result<(Self, Option<String>), Fault> {
        let named = |fault: Fault| Fault { message: format!("the scratch server: {}", fault.message), ..fault };
        let mut choice = Choice::any(product);
        let mut like = None;
        let fault = match Self::open(url, Held::Nothing).await {
            Err(fault) => named(fault),
            Ok(server) => match server.database().await {
                Ok(spare) => {
                    server.keeper.lock().await.spare = Some(spare);
                    return Ok((server, None));
                }
                Err(fault) => {
                    let product = Product::of_server(Engine::Mysql, server.version).unwrap_or(product);
                    choice = Choice { product, series: Some(product.series(server.version)) };
                    like = Some(server.like.clone());
                    server.close().await;
                    fault
                }
            },
        };
        let Ok((own, note)) = Temporary::start(choice).await else { return Err(fault) };
        let admin = own.admin();
        let mut server = Self::open(&admin, Held::Own { _server: own }).await?;
        server.like = like.unwrap_or(server.like);
        Ok((server, note))
    }

    /// The server's version, as [`Connection::version`].
    pub(super) fn version(&self) -> u32 {
        self.version
    }

    /// The URL that it was opened with.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Makes a new and empty database.
    pub(super) async fn database(&self) -> Result<super::Database, Fault> {
        let name = format!("{PREFIX}{}", crate::embedded::random());
        let mut keeper = self.keeper.lock().await;
        if let Some(spare) = keeper.spare.take() {
            return Ok(spare);
        }
        keeper.session.execute(&format!("DO GET_LOCK('{name}', 0)")).await?;
        let made = keeper.session.execute(&format!("CREATE DATABASE `{name}` {}", self.like)).await;
        made.map_err(|fault| {
            fault.hint(
                "dbtool hears the server's own words by way of a scratch database: let the user create and drop \
                 databases that begin with `dbtool_scratch_`, or name another server with --scratch-url",
            )
        })?;
        keeper.databases.push(name.clone());
        Ok(super::Database { url: with_database(&self.url, &name), name, admin: self.url.clone() })
    }

    /// Makes a new database that is like another.
    pub(super) async fn copy(&self, database: &super::Database) -> Result<super::Database, Fault> {
        let copy = self.database().await?;
        let mut from = mysql::Connection::open(database.url()).await?;
        let mut to = mysql::Connection::open(copy.url()).await?;
        let copied = to.copy_from(&mut from).await;
        from.close().await;
        to.close().await;
        match copied {
            Ok(()) => Ok(copy),
            Err(fault) => {
                copy.drop().await?;
                Err(Fault { message: format!("a scratch database cannot be copied: {}", fault.message), ..fault })
            }
        }
    }

    /// Drops what was made.
    pub(super) async fn close(self) {
        let mut keeper = self.keeper.into_inner();
        if matches!(self.held, Held::Own { .. }) {
            keeper.databases.clear();
        }
        for name in &keeper.databases {
            let _ = keeper.session.drop_database(name).await;
        }
        keeper.session.close().await;
        if let Held::Lease(lease) = self.held {
            lease.close();
        }
    }
}

/// Drops the databases whose lock nobody holds.
async fn sweep(session: &mut Connection) -> Result<(), Fault> {
    let like = PREFIX.replace('_', "\\_");
    let rows = session
        .rows(&format!(
            "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA \
             WHERE SCHEMA_NAME LIKE '{like}%' AND CHAR_LENGTH(SCHEMA_NAME) = {} ORDER BY 1",
            PREFIX.len() + 16
        ))
        .await?;
    for name in rows.iter().filter_map(|row| row.text(0)) {
        let had = session.rows(&format!("SELECT GET_LOCK('{name}', 0)")).await?;
        if had.first().is_some_and(|row| row.is_true(0)) {
            // Who may not drop it did not make it.
            let _ = session.drop_database(name).await;
            session.execute(&format!("DO RELEASE_LOCK('{name}')")).await?;
        }
    }
    Ok(())
}
