//! The databases of a server that dbtool runs, one for each target.

use super::home::Running;
use super::product::Product;
use crate::engine::postgres::connection::Connection;
use crate::engine::postgres::quote;
use crate::engine::{self, mysql};
use crate::error::Fault;

/// Creates a database where it is missing.
///
/// # Errors
/// The server's own message.
pub async fn ensure(running: &Running, database: &str) -> Result<(), Fault> {
    let admin = running.admin();
    if running.product != Product::Postgresql {
        let mut session = engine::Connection::open(&admin).await?;
        session.execute(&format!("CREATE DATABASE IF NOT EXISTS {}", mysql::quote::ident(database))).await?;
        session.close().await;
        return Ok(());
    }
    let mut session = Connection::open(&admin).await?;
    if !exists(&mut session, database).await? {
        let made = session.execute(&format!("CREATE DATABASE {}", quote::ident(database))).await;
        // Another dbtool may have been quicker.
        if let Err(fault) = made
            && !exists(&mut session, database).await?
        {
            return Err(fault);
        }
    }
    session.close().await;
    Ok(())
}

/// Drops a database, whoever is in it. True when it was there.
///
/// # Errors
/// The server's own message.
pub async fn drop(running: &Running, database: &str) -> Result<bool, Fault> {
    let admin = running.admin();
    if running.product != Product::Postgresql {
        let mut session = engine::Connection::open(&admin).await?;
        let there = format!(
            "SELECT COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = {}",
            mysql::quote::literal(database)
        );
        let there = session.rows(&there).await?.first().is_some_and(|row| row.is_true(0));
        session.execute(&format!("DROP DATABASE IF EXISTS {}", mysql::quote::ident(database))).await?;
        session.close().await;
        return Ok(there);
    }
    let mut session = Connection::open(&admin).await?;
    let there = exists(&mut session, database).await?;
    session.execute(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", quote::ident(database))).await?;
    session.close().await;
    Ok(there)
}

async fn exists(session: &mut Connection, database: &str) -> Result<bool, Fault> {
    sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = $1)")
        .bind(database)
        .fetch_one(session.session())
        .await
        .map_err(|error| Fault::new("cannot list the databases of the local server").detail(error.to_string()))
}
