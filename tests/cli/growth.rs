//! How much of a catalog the server goes through, in a database that nobody has analysed yet.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so this way")]

use std::time::Duration;

use super::support::{TestDatabase, TestServer, dbtool, psql, server};

/// Tables with what each reader asks for, made in one transaction, so that the planner knows nothing of them.
fn database(server: &TestServer, tables: u32) -> TestDatabase {
    let database = server.database();
    let table = |number: u32| {
        let other = (number + 7) % tables;
        format!(
            "ALTER TABLE t{number} ADD CHECK (amount > {number}), ADD FOREIGN KEY (other) REFERENCES t{other}, \
             ADD FOREIGN KEY (amount) REFERENCES t{number}; CREATE INDEX ON t{number} (amount); \
             COMMENT ON COLUMN t{number}.amount IS 'of {number}';"
        )
    };
    let made = format!(
        "SELECT format('CREATE TABLE t%s (id int PRIMARY KEY GENERATED ALWAYS AS IDENTITY, other int NOT NULL, \
         amount int DEFAULT 1)', number) FROM generate_series(0, {tables} - 1) number \\gexec\n{}",
        (0..tables).map(table).collect::<String>()
    );
    let script = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(script.path(), format!("BEGIN;\n{made}\nCOMMIT;")).unwrap();
    super::support::psql_file(database.url(), script.path());
    database
}

/// The rows that sessions with that database have gone through. A session tells when it ends, and older servers take
/// half a second to hear.
fn gone_through(server: &TestServer, database: &TestDatabase) -> u64 {
    let ask = format!("SELECT tup_returned + tup_fetched FROM pg_stat_database WHERE datname = '{}'", database.name());
    let mut last = None;
    for _ in 0..40 {
        std::thread::sleep(Duration::from_millis(600));
        let now: u64 = psql(&server.url(), &ask).trim().parse().unwrap();
        if last == Some(now) {
            return now;
        }
        last = Some(now);
    }
    unreachable!("the server's statistics come to rest")
}

#[test]
fn a_catalog_without_statistics_is_gone_through_as_often_as_any() {
    let Some(server) = server(None) else { return };
    let databases = [60, 360].map(|tables| database(server, tables));
    let empty = server.database();
    let commands: &[&[&str]] = &[
        &["inspect"],
        &["snapshot", "--style", "psql"],
        &["snapshot", "--style", "listing"],
        &["snapshot", "--style", "dictionary"],
        &["lint"],
    ];
    for command in commands {
        let rows = |database: &TestDatabase| {
            let before = gone_through(server, database);
            let run = dbtool(&[command, &["--url", database.url()][..]].concat());
            // What it finds in these tables is no matter here.
            assert!(matches!(run.code, Some(0 | 2)), "{command:?}: {}", run.stderr);
            gone_through(server, database) - before
        };
        let fixed = rows(&empty);
        let [small, large] = [&databases[0], &databases[1]].map(|database| rows(database).saturating_sub(fixed));
        assert!(
            (3 * small..9 * small).contains(&large),
            "{command:?}: {small} rows, and {large} for six times the tables"
        );
    }
}
