//! `migrate squash`: one migration in the place of several, for databases that ran all of them, none
//! of them, and only some.

use sqlx::Connection as _;

use super::files::{folder, three, write};
use super::server::{Database, run};
use crate::support::{Flavour, block_on, dbtool, mysql};

#[tokio::test(flavor = "multi_thread")]
async fn databases_before_after_and_in_between() {
    let folder = three();
    let path = folder.path();
    write(path, "4_last.up.sql", "CREATE TABLE last (id int REFERENCES c (id));\n");
    write(path, "4_last.down.sql", "DROP TABLE last;\n");
    write(
        path,
        "3_more.up.sql",
        "CREATE TABLE a (id int);\nCREATE TABLE b (id int DEFAULT 7);\nCREATE TABLE c (id int PRIMARY KEY);\nCOMMENT ON TABLE a IS 'it''s a';\n",
    );
    write(path, "3_more.down.sql", "DROP TABLE c;\nDROP TABLE b;\nDROP TABLE a;\n");
    let (all, some, none) = (Database::new(), Database::new(), Database::new());
    run(&all.url(), path, "up --to 3").ok();
    run(&some.url(), path, "up --to 2").ok();

    let sql = run(&none.url(), path, "squash --to 3 --dry-run").ok();
    assert!(sql.starts_with("-- dbtool: replaces 1 ") && sql.contains("CREATE TABLE"), "{sql}");
    assert!(path.join("1_add_users.up.sql").exists());
    let written = run(&none.url(), path, "squash --to 3 --name baseline").ok();
    assert!(written.contains("3_baseline.up.sql"), "{written}");
    assert!(path.join("squashed/2_index.up.sql").exists() && !path.join("2_index.up.sql").exists());

    // A file that a killed run did not put away is passed over.
    std::fs::copy(path.join("squashed/3_more.up.sql"), path.join("3_more.up.sql")).unwrap();
    let told = run(&none.url(), path, "status");
    assert!(told.stderr.contains("3_more.up.sql is replaced by the migration baseline"), "{}", told.stderr);
    std::fs::remove_file(path.join("3_more.up.sql")).unwrap();

    assert!(run(&all.url(), path, "status").ok().contains("squashed"));
    let told = run(&all.url(), path, "up");
    assert!(told.stderr.contains("3 baseline counts as run: all 3 migrations"), "{}", told.stderr);
    told.ok();
    assert_eq!(block_on(all.history()), "3:true,4:true");
    run(&none.url(), path, "up").ok();
    assert_eq!(block_on(none.history()), "3:true,4:true");
    let model = |database: &Database| dbtool(&["inspect", "--url", &database.url()]).ok();
    assert_eq!(model(&all), model(&none));

    assert!(run(&some.url(), path, "status").ok().contains("between"));
    let before = block_on(some.tables());
    let said = run(&some.url(), path, "up").failed(1);
    assert!(said.contains("ran only some of them") && said.contains("migrate up --to 3"), "{said}");
    assert_eq!(block_on(some.tables()), before);
    // The remedy helps.
    run(&some.url(), &path.join("squashed"), "up").ok();
    run(&some.url(), path, "up").ok();
    assert_eq!(model(&some), model(&all));

    // sqlx agrees with the history, and the way back is whole.
    let migrator = sqlx::migrate::Migrator::new(path).await.unwrap();
    let mut session = sqlx::PgConnection::connect(&all.url()).await.unwrap();
    migrator.run(&mut session).await.unwrap();
    session.close().await.unwrap();
    run(&all.url(), path, "down --to 0").ok();
    assert_eq!(block_on(all.tables()), "_sqlx_migrations");
    run(&all.url(), path, "up").ok();
    run(&all.url(), path, "check").ok();
}

#[test]
fn what_no_schema_says_is_refused() {
    let database = Database::new();
    let folder = folder(&[
        ("1_a.sql", "CREATE TABLE a (id int);"),
        ("2_b.sql", "CREATE TABLE b AS SELECT 1 AS id; INSERT INTO a VALUES (1); DELETE FROM a;"),
        ("3_c.sql", "DELETE FROM b;"),
    ]);
    let url = database.url();
    let said = run(&url, folder.path(), "squash --to 2").failed(1);
    assert!(said.contains("leave rows") && said.contains("public.b") && !said.contains("public.a\n"), "{said}");
    assert!(run(&url, folder.path(), "squash --to 1").failed(1).contains("fewer than two"));
    assert!(run(&url, folder.path(), "squash --to 7").failed(1).contains("no migration of version 7"));
    run(&url, folder.path(), "squash --remove").ok();
    let names = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(names, 3, "the way up, the way back and the page are all that is left");
}

#[test]
fn mysql_and_mariadb_too() {
    for flavour in Flavour::ALL {
        let Some(server) = mysql(flavour) else { continue };
        let all = server.database(&format!("squash_all_{}", flavour.name()), "");
        let none = server.database(&format!("squash_none_{}", flavour.name()), "");
        let folder = folder(&[
            ("1_a.up.sql", "CREATE TABLE a (id int PRIMARY KEY);\nCREATE TABLE b (id int);"),
            ("2_b.up.sql", "ALTER TABLE b ADD COLUMN n varchar(9), ADD FOREIGN KEY (id) REFERENCES a (id);"),
        ]);
        run(&all, folder.path(), "up").ok();
        run(&all, folder.path(), "squash").ok();
        run(&all, folder.path(), "up").ok();
        run(&none, folder.path(), "up").ok();
        assert!(run(&all, folder.path(), "status").ok().contains("applied"));
        let shown = |name: &str| server.shown(&format!("squash_{name}_{}", flavour.name()));
        assert_eq!(shown("all"), shown("none"));
        // Rows are found whatever kind of table holds them.
        let versioned = if flavour == Flavour::Mariadb { " WITH SYSTEM VERSIONING" } else { "" };
        let left = self::folder(&[
            ("1_a.up.sql", &format!("CREATE TABLE a (id int PRIMARY KEY){versioned};")),
            ("2_b.up.sql", "INSERT INTO a VALUES (1);"),
        ]);
        let said = run(&none, left.path(), "squash").failed(1);
        assert!(said.contains("leave rows") && said.contains("`a`"), "{said}");
    }
}
