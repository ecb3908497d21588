//! `migrate repair`: what a person has decided is noted with its reason, and nothing else is done.

use super::files::{folder, three, write};
use super::server::{Database, run};
use crate::support::{Flavour, MysqlServer, block_on, mysql};

#[test]
fn an_edited_file_and_a_missing_one_are_taken_as_they_are() {
    let (database, folder) = (Database::new(), three());
    let (url, path) = (database.url(), folder.path());
    run(&url, path, "up").ok();
    write(path, "1_add_users.up.sql", "CREATE TABLE users (id int); -- and a word\n");
    std::fs::remove_file(path.join("2_index.up.sql")).unwrap();
    std::fs::remove_file(path.join("2_index.down.sql")).unwrap();

    // Nothing is guessed, and nothing is done without a reason.
    let said = run(&url, path, "repair --reason x").failed(1);
    assert!(said.contains("1 add users: edited") && said.contains("2 index: missing"), "{said}");
    assert!(run(&url, path, "repair 1").failed(1).contains("--reason"));
    assert!(run(&url, path, "repair 3 --reason x").failed(1).contains("nothing to repair"));
    assert!(run(&url, path, "repair 9 --reason x").failed(1).contains("no migration of version 9"));
    let before = block_on(database.text("SELECT version || encode(checksum, 'hex') FROM _sqlx_migrations ORDER BY 1"));
    let told = run(&url, path, "repair 1 2 --reason why --dry-run").ok();
    assert!(told.contains("1 add users was edited") && told.contains("2 index has no file"), "{told}");
    let after = block_on(database.text("SELECT version || encode(checksum, 'hex') FROM _sqlx_migrations ORDER BY 1"));
    assert_eq!(before, after);

    assert!(run(&url, path, "up").failed(1).contains("migrate repair VERSION"));
    run(&url, path, "repair 1 2 --reason it's-gone").ok();
    run(&url, path, "up").ok();
    assert_eq!(block_on(database.history()), "1:true,3:true");
    let notes = "SELECT version || action || reason || (was <> '') || (repaired_by = current_user) FROM _dbtool_repairs ORDER BY 1";
    assert_eq!(block_on(database.text(notes)), "1adoptit's-gonetruetrue,2forgetit's-gonetruetrue");
    let status: serde_json::Value = serde_json::from_str(&run(&url, path, "status --format json").ok()).unwrap();
    assert_eq!(status["repairs"].as_array().map(Vec::len), Some(2), "{status}");
    assert_eq!(status["repairs"][0]["reason"], "it's-gone");

    // The notes are dbtool's own, and no drift.
    let inspected = crate::support::dbtool(&["inspect", "--url", &url]).ok();
    assert!(!inspected.contains("_dbtool_repairs") && inspected.contains("users"), "{inspected}");
}

#[test]
fn what_was_not_seen_to_its_end_runs_anew_or_counts_as_done() {
    for (flag, there) in [("", "1"), (" --applied", "0")] {
        let database = Database::new();
        let folder = folder(&[("1_a.sql", "CREATE TABLE a (id int);"), ("2_b.sql", "CREATE TABLE b (id int);")]);
        let (url, path) = (database.url(), folder.path());
        run(&url, path, "up --to 1").ok();
        block_on(database.execute("INSERT INTO _sqlx_migrations VALUES (2, 'b', now(), false, '\\x00', -1)"));
        assert!(run(&url, path, "up").failed(1).contains("migrate repair VERSION --reason WHY"));
        run(&url, path, &format!("repair 2 --reason looked{flag}")).ok();
        run(&url, path, "up").ok_or_edited(flag);
        assert_eq!(block_on(database.text("SELECT count(*)::text FROM pg_class WHERE relname = 'b'")), there);
    }
}

trait OrEdited {
    fn ok_or_edited(self, flag: &str);
}

impl OrEdited for crate::support::Run {
    /// What was counted as done has the checksum of another file here, which is the next to be told.
    fn ok_or_edited(self, flag: &str) {
        if flag.is_empty() {
            self.ok();
        } else {
            assert!(self.failed(1).contains("was changed since"));
        }
    }
}

#[test]
fn line_ends_are_no_edit_for_dbtool_and_the_files_stay_sqlx_s() {
    let database = Database::new();
    let folder = folder(&[("1_a.sql", "CREATE TABLE a (id int);\nCREATE TABLE b (id int);\n")]);
    let (url, path) = (database.url(), folder.path());
    run(&url, path, "up").ok();
    let digits = block_on(database.text("SELECT encode(checksum, 'hex') FROM _sqlx_migrations"));
    write(path, "1_a.sql", "CREATE TABLE a (id int);\r\nCREATE TABLE b (id int);\r\n");
    run(&url, path, "up").ok();
    assert!(run(&url, path, "status").ok().contains("applied"));
    assert_eq!(block_on(database.text("SELECT encode(checksum, 'hex') FROM _sqlx_migrations")), digits);
}

#[test]
fn mysql_and_mariadb_too() {
    for flavour in Flavour::ALL {
        let Some(server) = mysql(flavour) else { continue };
        let server: &MysqlServer = server;
        let url = server.database(&format!("repair_{}", flavour.name()), "");
        let folder = folder(&[("1_a.sql", "CREATE TABLE a (id int);"), ("2_b.sql", "CREATE TABLE b (id int);")]);
        let path = folder.path();
        run(&url, path, "up").ok();
        write(path, "1_a.sql", "CREATE TABLE a (id int); -- x");
        std::fs::remove_file(path.join("2_b.sql")).unwrap();
        assert!(run(&url, path, "up").failed(1).contains("has no file"));
        run(&url, path, "repair 1 2 --reason it's-gone").ok();
        run(&url, path, "up").ok();
        let status: serde_json::Value = serde_json::from_str(&run(&url, path, "status --format json").ok()).unwrap();
        assert_eq!(status["repairs"].as_array().map(Vec::len), Some(2), "{status}");
        assert_eq!(status["migrations"].as_array().map(Vec::len), Some(1), "{status}");
    }
}
