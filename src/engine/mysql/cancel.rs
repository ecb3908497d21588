//! Telling a server to stop what another session runs.

use sqlx::mysql::MySqlConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _};

use super::connection::{Connection, fault, parse};
use crate::error::Fault;

/// The way to stop a session's statement from outside it.
#[derive(Clone, Debug)]
pub struct Canceller {
    options: MySqlConnectOptions,
    thread: String,
}

impl Connection {
    /// The way to stop this session's statements. `url` is the one that it was opened with.
    ///
    /// # Errors
    /// When the server does not say which thread serves the session.
    pub async fn canceller(&mut self, url: &str) -> Result<Canceller, Fault> {
        let options = parse(url)?;
        let rows = self.texts("SELECT CONNECTION_ID()").await?;
        let thread = rows.first().and_then(|row| row.text(0)).unwrap_or_default().to_owned();
        Ok(Canceller { options, thread })
    }
}

impl Canceller {
    /// Stops the statement that runs; it fails with error 1317. A statement that has ended meanwhile
    /// is left alone.
    ///
    /// # Errors
    /// When no second session can be had.
    pub async fn cancel(&self) -> Result<(), Fault> {
        let mut session = self.options.connect().await.map_err(|error| fault(&error))?;
        // The statement takes no parameter; the thread's number is the server's own.
        let kill = format!("KILL QUERY {}", self.thread);
        let stopped = session.execute(sqlx::raw_sql(AssertSqlSafe(kill))).await;
        // The answer is in; a server that is gone already is no error here.
        let _ = session.close().await;
        stopped.map(|_| ()).map_err(|error| fault(&error))
    }
}
