//! Locks of others: named, waited for within limits, tried again; and poolers, by which none holds.

use std::time::{Duration, Instant};

use super::files::{USERS, folder, write};
use super::pooler::Pooler;
use super::server::{Database, run};
use crate::support::{Flavour, block_on, mysql};

/// Runs while another session holds a table, for some time or to the end.
fn meanwhile(database: &Database, held: Option<Duration>, sql: &str, job: impl FnOnce()) {
    let url = database.url();
    let (begun, ready) = std::sync::mpsc::channel();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let sql = sql.to_owned();
    let holder = std::thread::spawn(move || {
        block_on(async move {
            let mut other = dbtool::engine::Connection::open(&url).await.unwrap();
            other.execute("SET application_name = 'nightly'; BEGIN").await.unwrap();
            other.execute(&sql).await.unwrap();
            begun.send(()).unwrap();
            match held {
                Some(held) => tokio::time::sleep(held).await,
                None => stopped.await.unwrap(),
            }
            other.execute("ROLLBACK").await.unwrap();
            other.close().await;
        });
    });
    ready.recv().unwrap();
    job();
    // Where it was only for some time, nobody listens any more.
    let _ = stop.send(());
    holder.join().unwrap();
}

#[test]
fn who_holds_a_lock_is_named_and_what_waited_in_vain_is_tried_again() {
    for (text, wanted) in [
        (
            "ALTER TABLE users ADD COLUMN b int;",
            "SELECT count(*)::text FROM pg_attribute WHERE attrelid = 'users'::regclass AND attname = 'b'",
        ),
        (
            "-- no-transaction\nCREATE INDEX CONCURRENTLY i ON users (id);",
            "SELECT count(*)::text FROM pg_index WHERE indisvalid AND indrelid = 'users'::regclass",
        ),
    ] {
        let (database, folder) = (Database::new(), folder(&USERS));
        let (url, path) = (database.url(), folder.path());
        run(&url, path, "up").ok();
        write(path, "2_b.sql", text);
        let sql = "UPDATE users SET id = id WHERE id::text = 'hunter2'";
        meanwhile(&database, None, sql, || {
            let told = run(&url, path, "up --lock-timeout 1s --retries 1");
            let said = told.failed(1);
            let named = "(user postgres, nightly, idle in transaction, for ";
            assert!(said.contains("waiting for a lock that is held by pid ") && said.contains(named), "{said}");
            assert!(said.contains("trying again in ") && said.contains("(1 of 1)"), "{said}");
            assert!(said.contains("the lock was held by pid ") && said.contains("55P03"), "{said}");
            assert!(
                said.contains("UPDATE users SET id = id WHERE id::text = …") && !said.contains("hunter2"),
                "{said}"
            );
        });
        // Nothing is left half-done, and with patience it goes through.
        assert_eq!(block_on(database.text(wanted)), "0");
        meanwhile(&database, Some(Duration::from_millis(2000)), sql, || {
            run(&url, path, "up --lock-timeout 400ms --retries 9").ok();
        });
        assert_eq!(block_on(database.text(wanted)), "1");
        assert_eq!(block_on(database.history()), "1:true,2:true");
    }
}

#[test]
fn a_migration_s_head_sets_its_own_limits() {
    let (database, folder) = (Database::new(), folder(&USERS));
    let (url, path) = (database.url(), folder.path());
    write(path, "2_slow.sql", "-- dbtool: statement_timeout=200ms\nSELECT pg_sleep(5);\n");
    let said = run(&url, path, "up --statement-timeout 1min").failed(1);
    assert!(said.contains("2_slow.sql:2:1") && said.contains("57014"), "{said}");
    // The next one is back at what the run has.
    write(
        path,
        "2_slow.sql",
        "-- dbtool: statement_timeout=9s, lock_timeout=77ms\nCREATE TABLE said AS SELECT current_setting('lock_timeout') AS own;\n",
    );
    write(path, "3_next.sql", "INSERT INTO said SELECT current_setting('lock_timeout');\n");
    run(&url, path, "up --lock-timeout 3s").ok();
    assert_eq!(block_on(database.text("SELECT own FROM said")), "77ms,3s");
    write(path, "4_bad.sql", "-- dbtool: lock_timout=9s\nSELECT 1;\n");
    assert!(run(&url, path, "up").failed(1).contains("4_bad.sql:1:1: a migration cannot set `lock_timout`"));
    std::fs::remove_file(path.join("4_bad.sql")).unwrap();

    // The configuration says it for all, the command line otherwise.
    let project = crate::support::Project::new(&[]);
    let config = format!(
        "targets: {{app: {{engine: postgresql, url: '{url}', migrations: '{}', lock_timeout: 1500ms, statement_timeout: 8s}}}}\n",
        path.display()
    );
    project.write("dbtool.yaml", &config);
    write(
        path,
        "4_more.sql",
        "INSERT INTO said SELECT current_setting('lock_timeout') || current_setting('statement_timeout');\n",
    );
    project.dbtool(&["migrate", "up"]).ok();
    write(
        path,
        "5_more.sql",
        "INSERT INTO said SELECT current_setting('lock_timeout') || current_setting('statement_timeout');\n",
    );
    project.dbtool(&["migrate", "up", "--lock-timeout", "2s"]).ok();
    assert_eq!(block_on(database.text("SELECT own FROM said")), "77ms,3s,1500ms8s,2s8s");
    project.write("dbtool.yaml", &config.replace("1500ms", "soon"));
    assert!(project.dbtool(&["migrate", "up"]).failed(1).contains("`soon` is no time"));
}

#[test]
fn a_pooler_that_lends_sessions_is_refused() {
    let (database, folder) = (Database::new(), folder(&USERS));
    let pooler = Pooler::new(&database.url());
    let said = run(&pooler.url(), folder.path(), "up").failed(1);
    assert!(said.contains("a pooler lends this connection another session"), "{said}");
    assert_eq!(block_on(database.tables()), "");
    // What changes nothing works by way of it.
    assert!(run(&pooler.url(), folder.path(), "status").ok().contains("pending"));
    run(&database.url(), folder.path(), "up").ok();
    run(&pooler.url(), folder.path(), "up").ok();
}

/// A migration that gives all locks back is told so, and no later one runs without the lock.
#[test]
fn a_lock_that_a_migration_gives_back_is_missed() {
    let database = Database::new();
    let folder = folder(&[
        ("1_a.sql", "CREATE TABLE a ();\nSELECT pg_advisory_unlock_all();\n"),
        ("2_b.sql", "CREATE TABLE b ();\n"),
    ]);
    let said = run(&database.url(), folder.path(), "up").failed(1);
    assert!(said.contains("the lock that keeps other runners away was lost"), "{said}");
    assert!(said.contains("no migration may call pg_advisory_unlock_all"), "{said}");
    assert_eq!(block_on(database.text("SELECT to_regclass('b') IS NULL")), "t");
}

#[test]
fn mysql_names_who_holds_a_lock() {
    for flavour in Flavour::ALL {
        let Some(server) = mysql(flavour) else { continue };
        let url = server.database(&format!("locks_{}", flavour.name()), "CREATE TABLE users (id int)");
        let folder = folder(&[("1_a.sql", "CREATE TABLE a (id int);\nALTER TABLE users ADD COLUMN b int;")]);
        let (begun, ready) = std::sync::mpsc::channel();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let other = url.clone();
        let holder = std::thread::spawn(move || {
            block_on(async move {
                let mut session = dbtool::engine::Connection::open(&other).await.unwrap();
                for sql in
                    ["START TRANSACTION", "INSERT INTO users VALUES (1)", "SELECT * FROM users WHERE id <> 'hunter2'"]
                {
                    session.execute(sql).await.unwrap();
                }
                begun.send(()).unwrap();
                stopped.await.unwrap();
                session.execute("ROLLBACK").await.unwrap();
            });
        });
        ready.recv().unwrap();
        let start = Instant::now();
        let said = run(&url, folder.path(), "up --lock-timeout 6s --retries 1").failed(1);
        assert!(said.contains("waiting for a lock that is held by ") && said.contains("thread "), "{said}");
        assert!(
            said.contains("(1 of 1)") && said.contains("the lock was held by ") && !said.contains("hunter2"),
            "{said}"
        );
        assert!(start.elapsed() < Duration::from_secs(40));
        stop.send(()).unwrap();
        holder.join().unwrap();
        run(&url, folder.path(), "up").ok();
        assert!(run(&url, folder.path(), "status").ok().contains("applied"));
    }
}
