//! A full disk of the server: what failed goes through once there is room, by the next run alone.

use std::process::Command;

use libtest_mimic::Failed;

use super::support::{Disk, Flavour, MysqlServer, Project, block_on, server_in};
use super::went;

/// Twenty thousand rows of four thousand characters, a copy of the table that they are in, and what is in between.
const MIGRATIONS: [(&str, &str); 3] = [
    (
        "migrations/1_t.up.sql",
        "CREATE TABLE t (a int AUTO_INCREMENT PRIMARY KEY, b varchar(4000) CHARACTER SET latin1);\n\
         CREATE TABLE ten (n int);\nINSERT INTO ten VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9);\n",
    ),
    (
        "migrations/2_rows.up.sql",
        "CREATE TABLE u (a int);\n\
         INSERT INTO t (b) SELECT repeat('x', 4000) FROM ten a, ten b, ten c, ten d, (SELECT 1 UNION ALL SELECT 2) two;\n\
         CREATE TABLE v (a int);\n",
    ),
    ("migrations/3_copy.up.sql", "ALTER TABLE t ADD COLUMN c int, ALGORITHM=COPY;\nCREATE TABLE w (a int);\n"),
];

/// The megabytes that a disk holds.
fn used(disk: &Disk) -> u64 {
    let output = Command::new("df").args(["-m", "--output=used"]).arg(disk.path()).output().unwrap();
    String::from_utf8(output.stdout).unwrap().lines().last().unwrap().trim().parse().unwrap()
}

fn text(server: &MysqlServer, sql: &str) -> String {
    block_on(async {
        let mut session = dbtool::engine::mysql::Connection::open(&server.url("d")).await.unwrap();
        let rows = session.texts(sql).await.unwrap();
        session.close().await;
        rows.iter().filter_map(|row| row.text(0)).collect::<Vec<_>>().join(",")
    })
}

pub fn full(flavour: Flavour) -> Result<(), Failed> {
    let Some(disk) = Disk::new("600m") else { return Ok(()) };
    let Some(server) = server_in(flavour, disk.path()) else { return Ok(()) };
    let url = server.database("d", "");
    let project = Project::new(&MIGRATIONS);
    let up = || super::dbtool_in(project.path(), &["migrate", "up", "--url", &url, "--migrations", "migrations"], &[]);
    let tables = || {
        text(
            &server,
            "SELECT TABLE_NAME FROM information_schema.TABLES \
             WHERE TABLE_SCHEMA = 'd' AND TABLE_NAME NOT LIKE '\\_%' ORDER BY 1",
        )
    };
    let size = |room: u64| format!("{}m", used(&disk) + room);

    // Twice, for the second run finds what the first one has done of the migration.
    disk.grow(&size(30));
    for _ in 0..2 {
        let said = up().failed(1);
        assert!(said.contains("2_rows.up.sql:2:1") && said.contains("table 't' is full"), "{said}");
        assert_eq!((tables().as_str(), text(&server, "SELECT COUNT(*) FROM t").as_str()), ("t,ten,u", "0"));
    }
    // Room for the rows, and none for a copy of their table.
    disk.grow(&size(160));
    let said = up().failed(1);
    // MariaDB says either.
    let words = said.contains("is full") || said.contains("Temp file write failure");
    assert!(said.contains("3_copy.up.sql:1:1") && words, "{said}");
    assert_eq!((tables().as_str(), text(&server, "SELECT COUNT(*) FROM t").as_str()), ("t,ten,u,v", "20000"));
    disk.grow("600m");
    went(up(), "migrate up")?;
    assert_eq!((tables().as_str(), text(&server, "SELECT COUNT(*) FROM t").as_str()), ("t,ten,u,v,w", "20000"));
    assert_eq!(text(&server, "SELECT CONCAT(version, ':', success) FROM _sqlx_migrations ORDER BY 1"), "1:1,2:1,3:1");
    // Nothing is left of the copy that there was no room for.
    let left = "SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'd' AND TABLE_NAME LIKE '#%'";
    assert_eq!(text(&server, left), "0");
    Ok(())
}
