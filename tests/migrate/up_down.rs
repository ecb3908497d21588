//! What `up`, `down` and `status` do, and how they say no.

use dbtool::migrate::Down;
use dbtool::migrate::{self, Settings, State, UpOptions};
use std::time::Duration;

use super::files::{USERS, folder, three, write};
use super::server::{Database, QUIET, read};

#[tokio::test]
async fn up_and_down_and_up_again() {
    let database = Database::new();
    let folder = three();
    let dry = database.up_with(folder.path(), UpOptions { dry_run: true, ..Default::default() }).await.unwrap();
    assert_eq!(dry.ran.iter().map(|ran| ran.version).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(database.tables().await, "");
    for _ in 0..2 {
        assert_eq!(database.up(folder.path()).await.unwrap().ran.len(), 3);
        assert_eq!(database.tables().await, "_sqlx_migrations,a,b,users");
        assert_eq!(database.history().await, "1:true,2:true,3:true");
        assert!(database.up(folder.path()).await.unwrap().ran.is_empty());
        assert_eq!(database.down(folder.path(), Down::Steps(1)).await.unwrap().ran[0].version, 3);
        assert_eq!(database.tables().await, "_sqlx_migrations,users");
        let undone = database.down(folder.path(), Down::To(0)).await.unwrap();
        assert_eq!(undone.ran.iter().map(|ran| ran.version).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(database.tables().await, "_sqlx_migrations");
        assert_eq!(database.history().await, "");
    }
    let to = database.up_with(folder.path(), UpOptions { to: Some(2), ..Default::default() }).await.unwrap();
    assert_eq!(to.ran.len(), 2);
    let unknown = database.up_with(folder.path(), UpOptions { to: Some(7), ..Default::default() }).await.unwrap_err();
    assert!(unknown.to_string().contains("no migration of version 7"), "{unknown}");
    let unknown = database.down(folder.path(), Down::To(3)).await.unwrap_err();
    assert!(unknown.to_string().contains("version 3 has not run"), "{unknown}");
}

#[tokio::test]
async fn a_failure_leaves_nothing_and_names_its_place() {
    let database = Database::new();
    let folder = folder(&USERS);
    write(
        folder.path(),
        "2_bad.up.sql",
        "CREATE TABLE a (id int);\n\n-- é\nINSERT INTO a VALUES (1), (0);\n  SELECT 1 / id FROM a;\n",
    );
    let fault = database.up(folder.path()).await.unwrap_err();
    let text = fault.to_string();
    assert!(text.contains("2_bad.up.sql:5:3: migration 2 bad failed: division by zero (SQLSTATE 22012)"), "{text}");
    assert!(text.contains("SELECT 1 / id FROM a"), "{text}");
    assert_eq!(database.tables().await, "_sqlx_migrations,users");
    assert_eq!(database.history().await, "1:true");

    write(folder.path(), "2_bad.up.sql", "CREATE TABLE a (id int);\nINSERT INTO \"é\" VALUES (1);");
    let text = database.up(folder.path()).await.unwrap_err().to_string();
    assert!(text.contains("2_bad.up.sql:2:13: "), "{text}");
    write(folder.path(), "2_bad.up.sql", "CREATE TABLE a (id int);\nSELEC 1;");
    let text = database.up(folder.path()).await.unwrap_err().to_string();
    assert!(text.contains("2_bad.up.sql:2:1: ") && text.contains("SELEC 1"), "{text}");
    write(folder.path(), "2_bad.up.sql", "VACUUM;");
    let text = database.up(folder.path()).await.unwrap_err().to_string();
    assert!(text.contains("help: this statement cannot run in a transaction"), "{text}");
    write(folder.path(), "2_bad.up.sql", "-- no-transaction\nVACUUM;\nVACUUM;");
    let text = database.up(folder.path()).await.unwrap_err().to_string();
    assert!(text.contains("help: a file with `-- no-transaction` holds one statement"), "{text}");
    write(
        folder.path(),
        "2_bad.up.sql",
        "CREATE TABLE p (id int PRIMARY KEY);\nCREATE TABLE c (id int REFERENCES p DEFERRABLE INITIALLY DEFERRED);\nINSERT INTO c VALUES (1);",
    );
    let text = database.up(folder.path()).await.unwrap_err().to_string();
    assert!(text.contains("failed at its end"), "{text}");
    write(folder.path(), "2_bad.up.sql", "CREATE TABLE a (id int);\nCOPY a FROM stdin;\n1\n\\.\n");
    let text = database.up(folder.path()).await.unwrap_err().to_string();
    assert!(text.contains("2_bad.up.sql:3:1"), "{text}");
    assert_eq!(database.tables().await, "_sqlx_migrations,users");
    assert_eq!(database.history().await, "1:true");
}

#[tokio::test]
async fn disagreements_are_refused_with_a_remedy() {
    let database = Database::new();
    let folder = three();
    database.up(folder.path()).await.unwrap();
    write(folder.path(), "1_add_users.up.sql", "CREATE TABLE users (id bigint);\n");
    let text = database.up(folder.path()).await.unwrap_err().to_string();
    assert!(
        text.contains("1 migration that ran on this database was changed since") && text.contains("1 add users"),
        "{text}"
    );
    // Other line ends are no change.
    write(folder.path(), "1_add_users.up.sql", "CREATE TABLE users (id int);\r\n");
    database.up(folder.path()).await.unwrap();
    std::fs::remove_file(folder.path().join("3_more.up.sql")).unwrap();
    std::fs::remove_file(folder.path().join("3_more.down.sql")).unwrap();
    let text = database.up(folder.path()).await.unwrap_err().to_string();
    assert!(text.contains("has no file"), "{text}");
    let text = database.down(folder.path(), Down::Steps(1)).await.unwrap_err().to_string();
    assert!(text.contains("3 more ran on this database and has no file"), "{text}");
    write(folder.path(), "3_more.up.sql", "CREATE TABLE a (id int);\nCREATE TABLE b (id int);\n");
    let text = database.down(folder.path(), Down::Steps(2)).await.unwrap_err().to_string();
    assert!(text.contains("cannot be undone"), "{text}");
    assert_eq!(database.history().await, "1:true,2:true,3:true");

    database.execute("DELETE FROM _sqlx_migrations WHERE version = 2; DROP INDEX users_id").await;
    let text = database.up(folder.path()).await.unwrap_err().to_string();
    assert!(
        text.contains("1 migration has not run yet, although a later one has") && text.contains("--allow-out-of-order"),
        "{text}"
    );
    let mut connection = database.connect().await;
    let states: Vec<State> =
        migrate::status(&mut connection, &read(folder.path())).await.unwrap().iter().map(|it| it.state).collect();
    assert_eq!(states, [State::Applied, State::OutOfOrder, State::Applied]);
    database.up_with(folder.path(), UpOptions { allow_out_of_order: true, ..Default::default() }).await.unwrap();
    assert_eq!(database.history().await, "1:true,2:true,3:true");
}

#[tokio::test]
async fn status_changes_nothing() {
    let database = Database::new();
    let folder = three();
    let mut connection = database.connect().await;
    let all = migrate::status(&mut connection, &read(folder.path())).await.unwrap();
    assert!(all.iter().all(|it| it.state == State::Pending));
    assert_eq!(database.tables().await, "");
}

#[tokio::test]
async fn a_session_s_settings_do_not_leak_into_the_next_migration() {
    let database = Database::new();
    let folder = folder(&[
        (
            "1_a.sql",
            "SELECT pg_catalog.set_config('search_path', '', false);\nSET ROLE pg_read_all_data; RESET ROLE; SET lock_timeout = 1; CREATE TABLE public.a ();",
        ),
        ("2_b.sql", "CREATE TABLE b ();"),
    ]);
    database.up(folder.path()).await.unwrap();
    assert_eq!(database.tables().await, "_sqlx_migrations,a,b");
}

#[tokio::test]
async fn a_file_that_commits_is_noted_all_the_same() {
    let database = Database::new();
    let folder = folder(&[("1_a.sql", "BEGIN; CREATE TABLE a (); COMMIT;"), ("2_b.sql", "CREATE TABLE b ();")]);
    database.up(folder.path()).await.unwrap();
    assert_eq!(database.history().await, "1:true,2:true");
}

#[tokio::test]
async fn a_lock_timeout_holds() {
    let database = Database::new();
    let folder = folder(&USERS);
    database.up(folder.path()).await.unwrap();
    let mut other = database.connect().await;
    other.execute("BEGIN; LOCK TABLE users").await.unwrap();
    write(folder.path(), "2_b.sql", "ALTER TABLE users ADD COLUMN b int;");
    let settings = Settings { lock_timeout: Some(Duration::from_millis(50)), ..Default::default() };
    let text =
        database.up_with(folder.path(), UpOptions { settings, ..Default::default() }).await.unwrap_err().to_string();
    assert!(text.contains("55P03") && text.contains("--lock-timeout"), "{text}");
    other.execute("ROLLBACK").await.unwrap();
    database.up(folder.path()).await.unwrap();
}

#[tokio::test]
async fn the_history_lives_where_sqlx_puts_it() {
    let database = Database::new();
    database
        .execute(&format!("CREATE SCHEMA app; ALTER DATABASE {} SET search_path = app, public", database.name))
        .await;
    database.up(folder(&USERS).path()).await.unwrap();
    assert_eq!(
        database.text("SELECT relnamespace::regnamespace::text FROM pg_class WHERE relname = '_sqlx_migrations'").await,
        "app"
    );
    database.execute(&format!("ALTER DATABASE {} SET search_path = nowhere", database.name)).await;
    let mut connection = database.connect().await;
    let options = UpOptions::default();
    let text =
        migrate::up(&mut connection, &read(folder(&USERS).path()), &options, &QUIET).await.unwrap_err().to_string();
    assert!(text.contains("cannot make the table of the migrations' history"), "{text}");
    // The lock was given back.
    assert_eq!(database.text("SELECT count(*)::text FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())").await, "0");
}
