//! Runners that wait for others, and runs that are killed.

use std::time::Duration;

use dbtool::migrate::Down;
use dbtool::migrate::{self, Settings, UpOptions};

use super::files::{folder, three, write};
use super::server::{Database, QUIET};

#[tokio::test]
async fn a_runner_that_waits_too_long_names_the_holder() {
    let database = Database::new();
    let folder = three();
    let mut holder = database.connect().await;
    migrate::lock::acquire(&mut holder, None, &QUIET).await.unwrap();
    let settings = Settings { wait: Some(Duration::from_millis(100)), ..Default::default() };
    let text =
        database.up_with(folder.path(), UpOptions { settings, ..Default::default() }).await.unwrap_err().to_string();
    assert!(text.contains("another runner is migrating") && text.contains(", dbtool, connected since"), "{text}");
    assert_eq!(database.tables().await, "");
}

/// Cuts the session of the run while it sleeps in its last statement.
async fn cut(database: &Database, folder: &std::path::Path, down: bool) {
    let run = async {
        let result = if down { database.down(folder, Down::Steps(1)).await } else { database.up(folder).await };
        assert!(result.is_err());
    };
    let kill = async {
        let sql = format!(
            "SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity WHERE datname = '{}' AND query LIKE '%CUT%' AND pid <> pg_backend_pid()",
            database.name
        );
        while database.text(&sql).await.is_empty() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::join!(run, kill);
}

#[tokio::test]
async fn a_session_cut_in_a_transaction_leaves_nothing() {
    let database = Database::new();
    let folder = folder(&[("1_a.sql", "CREATE TABLE a (); SELECT pg_sleep(60) /* CUT */;")]);
    cut(&database, folder.path(), false).await;
    assert_eq!(database.history().await, "");
    write(folder.path(), "1_a.sql", "CREATE TABLE a ();");
    database.up(folder.path()).await.unwrap();
    assert_eq!(database.tables().await, "_sqlx_migrations,a");
}

#[tokio::test]
async fn an_index_cut_while_it_is_built_is_built_again() {
    let database = Database::new();
    let folder = folder(&[
        ("1_t.sql", "CREATE TABLE t (c int); INSERT INTO t SELECT 1;"),
        ("2_i.up.sql", "-- no-transaction\nCREATE INDEX CONCURRENTLY \"I\" ON t (c) /* CUT */;"),
        ("2_i.down.sql", "-- no-transaction\nDROP INDEX CONCURRENTLY \"I\" /* CUT */;"),
        ("3_b.up.sql", "CREATE TABLE b ();"),
        ("3_b.down.sql", "DROP TABLE b;"),
    ]);
    database.up_with(folder.path(), UpOptions { to: Some(1), ..Default::default() }).await.unwrap();
    // A build waits for whoever wrote before it began, so an open transaction holds it up.
    let mut blocker = database.connect().await;
    blocker.execute("BEGIN; INSERT INTO t VALUES (2)").await.unwrap();
    cut(&database, folder.path(), false).await;
    blocker.execute("COMMIT").await.unwrap();
    assert_eq!(database.history().await, "1:true,2:false");
    assert_eq!(database.up(folder.path()).await.unwrap().ran.len(), 2);
    let valid = "SELECT indisvalid::text FROM pg_index WHERE indrelid = 't'::regclass";
    assert_eq!(database.text(valid).await, "true");
    assert_eq!(database.history().await, "1:true,2:true,3:true");

    // The same on the way down.
    database.down(folder.path(), Down::Steps(1)).await.unwrap();
    blocker.execute("BEGIN; INSERT INTO t VALUES (2)").await.unwrap();
    cut(&database, folder.path(), true).await;
    blocker.execute("COMMIT").await.unwrap();
    assert_eq!(database.history().await, "1:true,2:false");
    database.down(folder.path(), Down::Steps(1)).await.unwrap();
    assert_eq!(database.text(valid).await, "");
    assert_eq!(database.history().await, "1:true");
}

#[tokio::test]
async fn a_run_killed_between_the_statement_and_its_note_goes_on() {
    for (up, check) in [
        (
            "CREATE INDEX CONCURRENTLY i ON public.t (c)",
            "SELECT count(*)::text FROM pg_index WHERE indrelid = 't'::regclass",
        ),
        ("ALTER TYPE e ADD VALUE 'b'", "SELECT count(*)::text FROM pg_enum WHERE enumlabel = 'b'"),
        ("CREATE TABLE once ()", "SELECT count(*)::text FROM pg_class WHERE relname = 'once'"),
    ] {
        for done in [false, true] {
            let database = Database::new();
            let folder = folder(&[
                ("1_t.sql", "CREATE TABLE t (c int); CREATE TYPE e AS ENUM ('a');"),
                ("2_i.sql", &format!("-- no-transaction\n{up};")),
            ]);
            database.up(folder.path()).await.unwrap();
            // As the kill would have left it: noted as begun, the statement done or not.
            database.execute("UPDATE _sqlx_migrations SET success = false WHERE version = 2").await;
            if !done {
                let undo = if up.contains("INDEX") {
                    "DROP INDEX i"
                } else if up.contains("TYPE") {
                    "DROP TYPE e; CREATE TYPE e AS ENUM ('a')"
                } else {
                    "DROP TABLE once"
                };
                database.execute(undo).await;
            }
            database.up(folder.path()).await.unwrap();
            assert_eq!(database.history().await, "1:true,2:true", "{up}");
            assert_eq!(database.text(check).await, "1", "{up}");
        }
    }
}

#[tokio::test]
async fn a_build_that_the_server_refuses_leaves_no_invalid_index() {
    let database = Database::new();
    let folder = folder(&[
        ("1_t.sql", "CREATE TABLE t (c int); INSERT INTO t VALUES (1), (1);"),
        ("2_i.sql", "-- no-transaction\nCREATE UNIQUE INDEX CONCURRENTLY i ON t (c);"),
    ]);
    let text = database.up(folder.path()).await.unwrap_err().to_string();
    assert!(text.contains("2_i.sql:2:1: migration 2 i failed: could not create unique index"), "{text}");
    assert_eq!(database.text("SELECT indisvalid::text FROM pg_index WHERE indrelid = 't'::regclass").await, "");
    assert_eq!(database.history().await, "1:true");
    database.execute("TRUNCATE t").await;
    database.up(folder.path()).await.unwrap();
    assert_eq!(database.history().await, "1:true,2:true");
}

#[tokio::test]
async fn what_is_begun_and_cannot_be_told_is_said() {
    let database = Database::new();
    let folder = three();
    database.up(folder.path()).await.unwrap();
    database.execute("UPDATE _sqlx_migrations SET success = false WHERE version = 3").await;
    let text = database.up(folder.path()).await.unwrap_err().to_string();
    assert!(text.contains("migration 3 more was begun and not seen to its end"), "{text}");
}
