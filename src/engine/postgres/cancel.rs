//! Telling a server to stop what another session runs.

use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _};

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
        let process = sqlx::query_scalar("SELECT pg_catalog.pg_backend_pid()")
            .fetch_one(self.session())
            .await
            .map_err(|error| fault(&error))?;
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
        let stopped =
            sqlx::query("SELECT pg_catalog.pg_cancel_backend($1)").bind(self.process).execute(&mut session).await;
        // The answer is in; a server that is gone already is no error here.
        let _ = session.close().await;
        stopped.map(|_| ()).map_err(|error| fault(&error))
    }
}
