//! Scratch databases on a MySQL or MariaDB server: beside the database itself, for nothing spells
//! like the very server does, or on the one that `--scratch-url` names.

use tokio::sync::Mutex;

use super::{PREFIX, with_database};
use crate::engine::Connection;
use crate::error::Fault;

/// A server that someone else runs. Each scratch database's name is locked by the keeper's session for
/// as long as this process lives, so that another dbtool knows a stale one: nobody holds its lock.
pub(super) struct Beside {
    url: String,
    /// What a new database has in common with the one that the URL names.
    like: String,
    keeper: Mutex<Keeper>,
}

struct Keeper {
    session: Connection,
    databases: Vec<String>,
}

impl Beside {
    /// Opens the keeper's session and sweeps up what dbtools left behind that were killed.
    pub(super) async fn open(url: &str) -> Result<(Self, u32), Fault> {
        let mut session = Connection::open(url).await?;
        let rows = session.rows("SELECT @@character_set_database, @@collation_database").await?;
        let text = |index: usize| rows.first().and_then(|row| row.text(index)).unwrap_or_default().to_owned();
        let like = format!("CHARACTER SET {} COLLATE {}", text(0), text(1));
        sweep(&mut session).await?;
        let version = session.version();
        let keeper = Mutex::new(Keeper { session, databases: Vec::new() });
        Ok((Self { url: url.to_owned(), like, keeper }, version))
    }

    /// The URL that it was opened with.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Makes a new and empty database.
    pub(super) async fn database(&self) -> Result<super::Database, Fault> {
        let name = format!("{PREFIX}{}", crate::embedded::random());
        let mut keeper = self.keeper.lock().await;
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

    /// Drops what was made.
    pub(super) async fn close(self) {
        let mut keeper = self.keeper.into_inner();
        for name in &keeper.databases {
            let _ = keeper.session.execute(&format!("DROP DATABASE IF EXISTS `{name}`")).await;
        }
        keeper.session.close().await;
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
            let _ = session.execute(&format!("DROP DATABASE IF EXISTS `{name}`")).await;
            session.execute(&format!("DO RELEASE_LOCK('{name}')")).await?;
        }
    }
    Ok(())
}
