//! Telling a server to stop what another session runs.

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _};

use super::connection::{Connection, fault, parse};
use crate::error::Fault;

/// The way to stop a session's statement from outside it.
#[derive(Clone, Debug)]
pub struct Canceller {
    options: PgConnectOptions,
    process: i32,
}

impl Connection {
    /// The way to stop this session's statements. `url` is the one that it was opened with.
    ///
    /// # Errors
    /// When the server does not say which process serves the session.
    pub async fn canceller(&mut self, url: &str) -> Result<Canceller, Fault> {
        let options = parse(url)?.application_name("dbtool");
        // As text: a pooler may lend a session in which a statement of that name is prepared already.
        let rows = self.texts("SELECT pg_catalog.pg_backend_pid()").await?;
        let process = rows.first().and_then(|row| row.text(0)).and_then(|text| text.parse().ok()).unwrap_or_default();
        Ok(Canceller { options, process })
    }
}

impl Canceller {
    /// Stops the statement that runs; it fails with SQLSTATE 57014. A statement that has ended
    /// meanwhile is left alone.
    ///
    /// # Errors
    /// When no second session can be had.
    pub async fn cancel(&self) -> Result<(), Fault> {
        let mut session = self.options.connect().await.map_err(|error| fault(&error))?;
        let cancel = format!("SELECT pg_catalog.pg_cancel_backend({})", self.process);
        let stopped = session.execute(sqlx::raw_sql(AssertSqlSafe(cancel))).await;
        // The answer is in; a server that is gone already is no error here.
        let _ = session.close().await;
        stopped.map(|_| ()).map_err(|error| fault(&error))
    }
}
