//! Scratch keyspaces on a Cassandra or ScyllaDB cluster: beside the keyspace itself, for nothing
//! spells like the very server does, or on the one that `--scratch-url` names.

use std::time::{Duration, SystemTime};

use tokio::sync::Mutex;

use super::{PREFIX, with_database};
use crate::engine::Connection;
use crate::error::Fault;

/// After which time a scratch keyspace is one that a dbtool which was killed left behind.
const STALE: Duration = Duration::from_secs(3_600);

/// A cluster that someone else runs.
pub(super) struct Beside {
    url: String,
    keeper: Mutex<Keeper>,
}

struct Keeper {
    session: Connection,
    keyspaces: Vec<String>,
}

fn now() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs()
}

impl Beside {
    /// Opens the keeper's session and sweeps up what dbtools left behind that were killed.
    pub(super) async fn open(url: &str) -> Result<(Self, u32), Fault> {
        let mut session = Connection::open(url).await?;
        sweep(&mut session).await?;
        let version = session.version();
        Ok((Self { url: url.to_owned(), keeper: Mutex::new(Keeper { session, keyspaces: Vec::new() }) }, version))
    }

    /// The URL that it was opened with.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Makes a new and empty keyspace, named by the time.
    pub(super) async fn database(&self) -> Result<super::Database, Fault> {
        let name = format!("{PREFIX}{:08x}_{}", now(), crate::embedded::random());
        let mut keeper = self.keeper.lock().await;
        // One copy will do, and no disk has to be waited for.
        let made = format!(
            "CREATE KEYSPACE {name} WITH replication = {{'class': 'SimpleStrategy', 'replication_factor': 1}} \
             AND durable_writes = false"
        );
        keeper.session.execute(&made).await.map_err(|fault| {
            fault.hint(
                "dbtool hears the server's own words by way of a scratch keyspace: let the role create keyspaces, or \
                 name another cluster with --scratch-url",
            )
        })?;
        keeper.keyspaces.push(name.clone());
        Ok(super::Database { url: with_database(&self.url, &name), name, admin: self.url.clone() })
    }

    /// Drops what was made.
    pub(super) async fn close(self) {
        let mut keeper = self.keeper.into_inner();
        for name in &keeper.keyspaces {
            let _ = keeper.session.execute(&format!("DROP KEYSPACE IF EXISTS {name}")).await;
        }
        keeper.session.close().await;
    }
}

/// Drops the keyspaces that were made so long ago that nobody works with them.
async fn sweep(session: &mut Connection) -> Result<(), Fault> {
    let rows = session.rows("SELECT keyspace_name FROM system_schema.keyspaces").await?;
    for name in rows.iter().filter_map(|row| row.text(0)) {
        let made = name.strip_prefix(PREFIX).and_then(|rest| u64::from_str_radix(rest.split('_').next()?, 16).ok());
        if made.is_some_and(|made| made + STALE.as_secs() < now()) {
            // Who may not drop it did not make it.
            let _ = session.execute(&format!("DROP KEYSPACE IF EXISTS {name}")).await;
        }
    }
    Ok(())
}
