//! Scripts before and after a migration: in its transaction where they can be, else by themselves.

use super::files::{folder, write};
use super::server::{Database, run};
use crate::support::{Flavour, block_on, mysql};

const LOG: (&str, &str) = ("1_log.sql", "CREATE TABLE log (n serial, what text, tx bigint);\n");

fn hook(what: &str) -> String {
    format!("INSERT INTO log (what, tx) VALUES ('{what}', txid_current());\n")
}

#[test]
fn in_the_transaction_of_their_migration() {
    let (database, folder) = (Database::new(), folder(&[LOG]));
    let (url, path) = (database.url(), folder.path());
    std::fs::create_dir(path.join("hooks")).unwrap();
    write(path, "hooks/before.sql", &hook("before"));
    write(path, "hooks/after.sql", &hook("after"));
    let head = "-- dbtool: lock_timeout=2s, before=hooks/before.sql, after=hooks/after.sql\n";
    write(path, "2_a.up.sql", &format!("{head}{}", hook("up")));
    write(path, "2_a.down.sql", &format!("{head}{}", hook("down")));
    run(&url, path, "up").ok();
    let log = "SELECT string_agg(what, ' ' ORDER BY n) || ' ' || count(DISTINCT tx) FROM log";
    assert_eq!(block_on(database.text(log)), "before up after 1");
    run(&url, path, "down").ok();
    assert_eq!(block_on(database.text(log)), "before up after before down after 2");
    // A hook that fails takes its migration along.
    write(path, "hooks/after.sql", "SELECT 1 / 0;\n");
    let said = run(&url, path, "up").failed(1);
    assert!(said.contains("hooks/after.sql:1:1: migration 2 a failed: division by zero"), "{said}");
    assert_eq!(block_on(database.text(log)), "before up after before down after 2");
    assert_eq!(block_on(database.history()), "1:true");
}

#[test]
fn by_themselves_and_again_until_they_are_done() {
    let (database, folder) = (Database::new(), folder(&[LOG]));
    let (url, path) = (database.url(), folder.path());
    let alone = |name: &str, text: &str| write(path, name, &format!("-- no-transaction\n{text}"));
    // What no transaction takes.
    alone("vacuum.sql", "VACUUM log;\n");
    write(path, "wait.sql", &hook("wait"));
    write(path, "bad.sql", "SELECT count(*) / (SELECT count(*) FROM log WHERE what = 'mended') FROM log;\n");
    write(path, "2_a.up.sql", &format!("-- dbtool: before=vacuum.sql, after=vacuum.sql\n{}", hook("a")));
    write(path, "2_a.down.sql", &format!("-- dbtool: after=vacuum.sql\n{}", hook("back")));
    alone("3_i.up.sql", "-- dbtool: before=wait.sql, after=bad.sql\nCREATE INDEX CONCURRENTLY i ON log (n);\n");
    alone("3_i.down.sql", "-- dbtool: after=bad.sql\nDROP INDEX CONCURRENTLY i;\n");
    let said = run(&url, path, "up").failed(1);
    assert!(said.contains("bad.sql:1:1: migration 3 i failed: division by zero"), "{said}");
    assert!(said.contains("the migration itself is done, and noted"), "{said}");
    let log = "SELECT string_agg(what, ' ' ORDER BY n) FROM log";
    assert_eq!(block_on(database.text(log)), "a wait");
    assert_eq!(block_on(database.history()), "1:true,2:true,3:false");
    // The next run has that hook alone to run.
    let mend = "INSERT INTO log (what) VALUES ('mended')";
    block_on(database.execute(mend));
    let told = run(&url, path, "up");
    assert!(told.stderr.contains("3 i is done but for what comes after it"), "{}", told.stderr);
    told.ok();
    assert_eq!(block_on(database.text(log)), "a wait mended");
    assert_eq!(block_on(database.history()), "1:true,2:true,3:true");
    // The same on the way back, of which it is a step.
    block_on(database.execute("DELETE FROM log WHERE what = 'mended'"));
    run(&url, path, "down").failed(1);
    assert_eq!(block_on(database.history()), "1:true,2:true,3:false");
    block_on(database.execute(mend));
    run(&url, path, "down").ok();
    assert_eq!(block_on(database.history()), "1:true,2:true");
    run(&url, path, "down").ok();
    assert_eq!(block_on(database.history()), "1:true");
    assert_eq!(block_on(database.text(log)), "a wait mended back");
    // A migration in a transaction is done, too, where only what comes after it is not.
    run(&url, path, "up --to 2").ok();
    block_on(database.execute("UPDATE _sqlx_migrations SET success = false, execution_time = -3 WHERE version = 2"));
    run(&url, path, "up --to 2").ok();
    assert_eq!(block_on(database.text(log)), "a wait mended back a");
}

#[test]
fn mysql_too() {
    for flavour in Flavour::ALL {
        let Some(server) = mysql(flavour) else { continue };
        let url = server.database(
            &format!("hooks_{}", flavour.name()),
            "CREATE TABLE log (n int AUTO_INCREMENT PRIMARY KEY, what text)",
        );
        let add = |what: &str| format!("INSERT INTO log (what) VALUES ('{what}');\n");
        let folder = folder(&[("before.sql", &add("before")), ("after.sql", "SELECT no_such();\n")]);
        let path = folder.path();
        write(path, "1_a.up.sql", &format!("-- dbtool: before=before.sql, after=after.sql\n{}{}", add("1"), add("2")));
        let said = run(&url, path, "up").failed(1);
        assert!(said.contains("after.sql:1:1: migration 1 a failed"), "{said}");
        write(path, "after.sql", &format!("{}DELIMITER //\n{}//\n", add("after"), add("end").trim_end_matches(";\n")));
        run(&url, path, "up").ok();
        let rows = block_on(async {
            let mut session = dbtool::engine::Connection::open(&url).await.unwrap();
            let rows =
                session.rows("SELECT what FROM log UNION ALL SELECT success FROM _sqlx_migrations").await.unwrap();
            session.close().await;
            rows
        });
        let rows: Vec<&str> = rows.iter().filter_map(|row| row.text(0)).collect();
        assert_eq!(rows, ["before", "1", "2", "after", "end", "1"]);
    }
}

#[test]
fn what_is_wrong_with_them_is_told_with_its_place() {
    let (database, folder) = (Database::new(), folder(&[LOG]));
    let (url, path) = (database.url(), folder.path());
    write(path, "2_a.sql", "\n-- dbtool: after=hooks/gone.sql\nSELECT 1;\n");
    let said = run(&url, path, "status").failed(1);
    assert!(said.contains("2_a.sql:2:1: the hook `hooks/gone.sql` cannot be read"), "{said}");
    write(path, "own.sql", "-- dbtool: lock_timeout=1s\nSELECT 1;\n");
    write(path, "2_a.sql", "-- dbtool: after=own.sql\nSELECT 1;\n");
    assert!(run(&url, path, "up").failed(1).contains("own.sql:1:1: a hook has no settings at its head"));
}
