//! Turns with sqlx on one database: its command line where it is installed, its library always.

use std::path::{Path, PathBuf};
use std::process::Command;

use dbtool::migrate::Down;
use sqlx::Connection as _;
use sqlx::migrate::Migrator;

use super::files::three;
use super::server::Database;

#[tokio::test]
async fn takes_turns_with_the_library() {
    let folder = three();
    let migrator = Migrator::new(folder.path()).await.unwrap();
    let database = Database::new();
    let mut session = sqlx::PgConnection::connect(&database.url()).await.unwrap();
    migrator.run_to(1, &mut session).await.unwrap();
    assert_eq!(database.up(folder.path()).await.unwrap().ran.len(), 2);
    migrator.run(&mut session).await.unwrap();
    migrator.undo(&mut session, 2).await.unwrap();
    assert_eq!(database.history().await, "1:true,2:true");
    database.down(folder.path(), Down::To(0)).await.unwrap();
    migrator.run(&mut session).await.unwrap();
    assert!(database.up(folder.path()).await.unwrap().ran.is_empty());
    session.close().await.unwrap();
}

/// Both make the same table and the same rows, times apart.
#[tokio::test]
async fn writes_the_library_s_history() {
    let folder = three();
    let (ours, theirs) = (Database::new(), Database::new());
    ours.up(folder.path()).await.unwrap();
    let mut session = sqlx::PgConnection::connect(&theirs.url()).await.unwrap();
    Migrator::new(folder.path()).await.unwrap().run(&mut session).await.unwrap();
    session.close().await.unwrap();
    for sql in [
        "SELECT version || description || success || encode(checksum, 'hex') || (execution_time > 0) FROM _sqlx_migrations ORDER BY version",
        "SELECT concat_ws(' ', attname, format_type(atttypid, atttypmod), attnotnull, pg_get_expr(adbin, adrelid)) FROM pg_attribute \
         LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum WHERE attrelid = '_sqlx_migrations'::regclass AND attnum > 0 ORDER BY attnum",
        "SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = '_sqlx_migrations'::regclass",
    ] {
        assert_eq!(ours.text(sql).await, theirs.text(sql).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn waits_for_a_library_that_holds_the_lock() {
    use sqlx::migrate::Migrate as _;
    let folder = three();
    let database = Database::new();
    let mut session = sqlx::PgConnection::connect(&database.url()).await.unwrap();
    session.lock().await.unwrap();
    let settings = dbtool::migrate::Settings { wait: Some(std::time::Duration::ZERO), ..Default::default() };
    let options = dbtool::migrate::UpOptions { settings, ..Default::default() };
    let fault = database.up_with(folder.path(), options.clone()).await.unwrap_err();
    assert!(fault.message.contains("another runner"), "{fault}");
    session.unlock().await.unwrap();
    database.up_with(folder.path(), options).await.unwrap();
    session.close().await.unwrap();
}

/// `sqlx` from `DBTOOL_SQLX`, the path, or the folder of tools beside the project.
fn sqlx_cli() -> Option<PathBuf> {
    let names =
        [std::env::var_os("DBTOOL_SQLX").map(PathBuf::from), Some("sqlx".into()), Some("../tools/bin/sqlx".into())];
    names
        .into_iter()
        .flatten()
        .find(|name| Command::new(name).arg("--version").output().is_ok_and(|it| it.status.success()))
}

fn sqlx(cli: &Path, database: &Database, folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(cli);
    command.arg("migrate").args(arguments).arg("--source").arg(folder).args(["--database-url", &database.url()]);
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{arguments:?}: {text}{}", String::from_utf8_lossy(&output.stderr));
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn takes_turns_with_the_command_line() {
    let Some(cli) = sqlx_cli() else {
        assert!(
            std::env::var_os("DBTOOL_REQUIRE_SQLX").is_none(),
            "sqlx-cli is missing: cargo install sqlx-cli --no-default-features --features postgres,rustls"
        );
        crate::support::skip(
            "sqlx-cli is missing: cargo install sqlx-cli --no-default-features --features postgres,rustls",
        );
        return;
    };
    let folder = three();
    let database = Database::new();
    // It first, we after.
    sqlx(&cli, &database, folder.path(), &["run", "--target-version", "1"]);
    assert_eq!(database.up(folder.path()).await.unwrap().ran.len(), 2);
    let info = sqlx(&cli, &database, folder.path(), &["info"]);
    assert_eq!(info.matches("installed").count(), 3, "{info}");
    assert!(!info.contains("different checksum"), "{info}");
    sqlx(&cli, &database, folder.path(), &["revert"]);
    assert_eq!(database.history().await, "1:true,2:true");
    // We first, it after.
    database.down(folder.path(), Down::Steps(1)).await.unwrap();
    let info = sqlx(&cli, &database, folder.path(), &["info"]);
    assert_eq!((info.matches("installed").count(), info.matches("pending").count()), (1, 2), "{info}");
    sqlx(&cli, &database, folder.path(), &["run"]);
    assert!(database.up(folder.path()).await.unwrap().ran.is_empty());
    sqlx(&cli, &database, folder.path(), &["revert", "--target-version", "0"]);
    assert_eq!(database.tables().await, "_sqlx_migrations");
}
