//! Scratch servers that stay for a while when a command has ended, so that the next one need not start its own.
//!
//! One command uses such a server at a time; another that comes meanwhile starts one for itself. What the command
//! before left is removed when the next one comes, so that it finds the server as a new one is, however the one
//! before ended; where that cannot be done, a new server takes its place.

use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;

use super::acquire::enter;
use super::home::{Home, Orders, Running};
use super::product::{Choice, Product};
use super::temporary::{PREFIX, Temporary};
use super::{account, binaries, blocking, cache, files, place, server, sockets, template};
use crate::engine::postgres::connection::Connection;
use crate::error::Fault;

static LINGER: OnceLock<Duration> = OnceLock::new();

/// Lets the scratch servers of this process stay for that long when they are no longer used. The first call counts;
/// without one they end with their command.
pub fn keep_scratch_servers(linger: Duration) {
    let _ = LINGER.set(linger);
}

/// How long such a server stays; none where it is to end at once. Only PostgreSQL's can be told from new ones: of
/// other servers nothing says what statements have set.
pub fn linger(choice: Choice) -> Option<Duration> {
    let stays = choice.product == Product::Postgresql && sockets(choice.product);
    LINGER.get().copied().filter(|linger| stays && !linger.is_zero())
}

/// A server that stays and a note on its version; none where another command uses it.
pub async fn join(choice: Choice, linger: Duration) -> Result<Option<(Temporary, Option<String>)>, Fault> {
    const TRIES: usize = 3;
    const PATIENCE: Duration = Duration::from_secs(20);
    for _ in 0..TRIES {
        let Some((joined, home, note, already)) = blocking(move || enter_it(choice, linger)).await? else {
            return Ok(None);
        };
        if !already || clear(&joined.running).await.is_ok_and(|clean| clean) {
            return Ok(Some((joined, note)));
        }
        let _ = std::fs::write(home.stop(), "");
        drop(joined);
        blocking(move || Ok(home.wait_until_free(PATIENCE))).await?;
    }
    Ok(None)
}

type Entered = (Temporary, Home, Option<String>, bool);

fn enter_it(choice: Choice, linger: Duration) -> Result<Option<Entered>, Fault> {
    let account = account::choose(&[], choice.product.recipe().accounts())?;
    let account = account.as_ref();
    let (binaries, note) = binaries::find(choice.product, choice.nearly(), account)?;
    let folders = place::temporary(account);
    let folder = folders.first().ok_or_else(|| {
        Fault::new("there is no folder for a scratch server").hint("set TMPDIR to a folder that can be written")
    })?;
    let kind = format!("{}{binaries:?}{account:?}", env!("CARGO_PKG_VERSION"));
    let name = format!("{PREFIX}{}-{}", cache::private_name(), files::digest(kind.as_bytes()));
    let path = folder.join(name);
    place::private(&path, if account.is_some() { 0o711 } else { 0o700 }, None)?;
    let home = Home::at(path);
    let Some(busy) = alone(&home.busy()) else { return Ok(None) };
    let (running, hold, already) = enter(&home, || {
        home.make(account)?;
        let data = home.data();
        server::clear(&data, &binaries, account)?;
        files::remove(&data).map_err(|error| files::fault("remove", &data, &error))?;
        template::stamp(&binaries, account, &data, false)?;
        let socket = Some(place::socket(&home, account)?);
        let linger = u64::try_from(linger.as_millis()).unwrap_or(u64::MAX);
        Ok(Orders { binaries, account: account.cloned(), owner: None, socket, port: None, scratch: true, linger })
    })?;
    // All of it may have been removed before the door was entered.
    if !files::is_still(&busy, &home.busy()) {
        return Ok(None);
    }
    Ok(Some((Temporary { running, _hold: hold, _busy: Some(busy) }, home, note, already)))
}

/// The lock of the one who uses the server; none where another has it.
fn alone(path: &Path) -> Option<std::fs::File> {
    let file = files::lock_file(path).ok()?;
    file.try_lock().ok()?;
    Some(file)
}

/// Removes what the command before left on a server: whether it is as a new one is.
async fn clear(running: &Running) -> Result<bool, Fault> {
    let mut session = Connection::open(&running.admin()).await?;
    let failed = |error: sqlx::Error| Fault::new("cannot clear the scratch server").detail(error.to_string());
    // What initdb makes has numbers below 16384 (`FirstNormalObjectId`). Roles own what is in databases.
    for statements in [
        "SELECT format('ALTER DATABASE %I IS_TEMPLATE false', datname) FROM pg_catalog.pg_database \
         WHERE oid >= 16384 AND datistemplate \
         UNION ALL SELECT format('DROP DATABASE %I WITH (FORCE)', datname) FROM pg_catalog.pg_database \
         WHERE oid >= 16384",
        "SELECT format('DROP ROLE %I', rolname) FROM pg_catalog.pg_roles WHERE oid >= 16384",
    ] {
        let statements: Vec<String> =
            sqlx::query_scalar(statements).fetch_all(session.session()).await.map_err(failed)?;
        for statement in statements {
            session.execute(&statement).await?;
        }
    }
    let left: i64 = sqlx::query_scalar(LEFT).fetch_one(session.session()).await.map_err(failed)?;
    session.close().await;
    Ok(left == 0)
}

/// What statements can leave beside databases and roles, on the whole server or in the two databases that are always
/// there. A setting of `ALTER SYSTEM` stands in a file; rights and comments on shared objects stand beside them.
const LEFT: &str = "\
    SELECT (SELECT count(*) FROM pg_catalog.pg_tablespace WHERE oid >= 16384) \
         + (SELECT count(*) FROM pg_catalog.pg_db_role_setting) \
         + (SELECT count(*) FROM pg_catalog.pg_replication_slots) \
         + (SELECT count(*) FROM pg_catalog.pg_replication_origin) \
         + (SELECT count(*) FROM pg_catalog.pg_prepared_xacts) \
         + (SELECT count(*) FROM pg_catalog.pg_shdescription WHERE objoid >= 16384) \
         + (SELECT count(*) FROM pg_catalog.pg_shseclabel) \
         + (SELECT count(*) FROM pg_catalog.pg_shdepend WHERE objid >= 16384) \
         + (SELECT count(*) FROM pg_catalog.pg_class WHERE oid >= 16384) \
         + (SELECT count(*) FROM pg_catalog.pg_proc WHERE oid >= 16384) \
         + (SELECT count(*) FROM pg_catalog.pg_namespace WHERE oid >= 16384) \
         + (SELECT count(*) FROM pg_catalog.pg_database WHERE datname IN ('postgres', 'template1') \
              AND (datallowconn IS FALSE OR datdba <> 10 OR datname = 'postgres' AND datacl IS NOT NULL)) \
         + (SELECT count(*) FROM pg_catalog.pg_file_settings WHERE sourcefile LIKE '%postgresql.auto.conf')";
