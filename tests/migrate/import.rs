//! `migrate import`: foreign folders become dbtool's own files, and just what ran there counts as run.

use std::path::Path;

use tempfile::TempDir;

use super::files::{folder, write};
use super::server::{Database, run};
use crate::support::{Flavour, Run, block_on, dbtool, mysql};

/// Runs `dbtool migrate import`, words split at spaces.
fn import(url: &str, tool: &str, from: &Path, into: &Path, more: &str) -> Run {
    let (from, into) = (from.display().to_string(), into.display().to_string());
    let mut words = vec!["migrate", "import", "--from", tool, &from, "--url", url, "--migrations", &into];
    words.extend(more.split(' ').filter(|word| !word.is_empty()));
    dbtool(&words)
}

/// The files of a folder with their texts.
fn all(folder: &Path) -> Vec<(String, String)> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let mut all: Vec<(String, String)> = entries
        .map(|entry| (entry.file_name().into_string().unwrap(), std::fs::read_to_string(entry.path()).unwrap()))
        .collect();
    all.sort();
    all
}

fn names(folder: &Path) -> Vec<String> {
    all(folder).into_iter().map(|(name, _)| name).collect()
}

fn states(url: &str, folder: &Path) -> Vec<String> {
    let status: serde_json::Value = serde_json::from_str(&run(url, folder, "status --format json").ok()).unwrap();
    let migrations = status["migrations"].as_array().unwrap();
    migrations.iter().map(|it| format!("{} {}", it["version"], it["state"].as_str().unwrap())).collect()
}

fn golang() -> TempDir {
    folder(&[
        (
            "000001_users.up.sql",
            "BEGIN;\n-- who\nCREATE TABLE users (id int);\nCREATE TABLE teams (id int);\nCOMMIT;\n",
        ),
        ("000001_users.down.sql", "DROP TABLE teams;\nDROP TABLE users;\n"),
        ("000002_index.up.sql", "CREATE INDEX CONCURRENTLY users_id ON users (id);"),
        ("000002_index.down.sql", "DROP INDEX CONCURRENTLY users_id;"),
        ("000003_more.up.sql", "CREATE TABLE more (id int);"),
        ("README.md", "no migration"),
    ])
}

#[test]
fn golang_migrate() {
    let (database, from, into) = (Database::new(), golang(), folder(&[]));
    let (url, path) = (database.url(), into.path().join("app"));
    block_on(database.execute(
        "CREATE TABLE users (id int); CREATE TABLE teams (id int); CREATE INDEX users_id ON users (id);
         CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL); INSERT INTO schema_migrations VALUES (2, true)",
    ));
    let said = import(&url, "golang-migrate", from.path(), &path, "").failed(1);
    assert!(said.contains("dirty: version 2") && said.contains("migrate force VERSION"), "{said}");
    assert!(!path.exists(), "nothing is written where the history is refused");

    block_on(database.execute("UPDATE schema_migrations SET dirty = false"));
    let dry = import(&url, "golang-migrate", from.path(), &path, "--dry-run").ok();
    assert!(dry.contains("000001_users.up.sql") && dry.contains("2 would be marked as run"), "{dry}");
    assert!(!path.exists());
    let written = import(&url, "golang-migrate", from.path(), &path, "").ok();
    assert_eq!(written.lines().count(), 5, "{written}");
    let texts = all(&path);
    assert_eq!(texts[1].1, "-- who\nCREATE TABLE users (id int);\nCREATE TABLE teams (id int);\n");
    assert_eq!(texts[3].1, "-- no-transaction\nCREATE INDEX CONCURRENTLY users_id ON users (id);\n");
    assert_eq!(states(&url, &path), ["1 applied", "2 applied", "3 pending"]);

    // A second time there is nothing left to do, and what ran there since is marked.
    assert_eq!(import(&url, "golang-migrate", from.path(), &path, "").ok(), "");
    block_on(database.execute("UPDATE schema_migrations SET version = 3; CREATE TABLE more (id int)"));
    assert_eq!(import(&url, "golang-migrate", from.path(), &path, "").ok(), "");
    assert_eq!(states(&url, &path), ["1 applied", "2 applied", "3 applied"]);
    assert_eq!(run(&url, &path, "up").ok(), "");
    run(&url, &path, "down --steps 0").ok();

    block_on(database.execute("UPDATE schema_migrations SET version = 9"));
    assert!(
        import(&url, "golang-migrate", from.path(), &path, "").failed(1).contains("version 9 ran on this database")
    );
    write(from.path(), "000003_more.up.sql", "CREATE TABLE other (id int);");
    block_on(database.execute("UPDATE schema_migrations SET version = 3"));
    let said = import(&url, "golang-migrate", from.path(), &path, "").failed(1);
    assert!(said.contains("version 3 is taken by another migration"), "{said}");
    // Another tool's table of the same name is told.
    assert!(import(&url, "dbmate", folder(&[]).path(), &path, "").failed(1).contains("has no file"));
}

/// A folder of golang-migrate is one of dbtool's already: only its history is taken over.
#[test]
fn golang_migrate_in_its_own_place() {
    let (database, from) = (Database::new(), golang());
    let url = database.url();
    block_on(database.execute("CREATE TABLE schema_migrations AS SELECT 3::bigint AS version, false AS dirty"));
    let before = all(from.path());
    assert_eq!(import(&url, "golang-migrate", from.path(), from.path(), "").ok(), "");
    assert_eq!(all(from.path()), before);
    assert_eq!(states(&url, from.path()), ["1 applied", "2 applied", "3 applied"]);
    assert!(import(&url, "goose", from.path(), from.path(), "").failed(1).contains("name another folder"));
}

const GOOSE: [(&str, &str); 4] = [
    (
        "00001_users.sql",
        "-- +goose Up\n-- +goose StatementBegin\nCREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$\n-- +goose StatementEnd\nCREATE TABLE users (id int);\n\n-- +goose Down\nDROP TABLE users;\nDROP FUNCTION f();\n",
    ),
    (
        "00002_indexes.sql",
        "-- +goose NO TRANSACTION\n-- +goose Up\nSET lock_timeout = '1s';\nCREATE INDEX CONCURRENTLY a ON users (id); -- first\nALTER TABLE users ADD COLUMN name text;\nCREATE INDEX CONCURRENTLY b ON users (name);\n-- +goose Down\nDROP INDEX CONCURRENTLY b;\nALTER TABLE users DROP COLUMN name;\nDROP INDEX CONCURRENTLY a;\n",
    ),
    ("00003_more.sql", "-- +goose Up\nCREATE TABLE more (id int);\n"),
    ("README.txt", ""),
];

#[test]
fn goose() {
    let (database, from, into) = (Database::new(), folder(&GOOSE), folder(&[]));
    let (url, path) = (database.url(), into.path());
    block_on(database.execute(
        "CREATE TABLE goose_db_version (id serial PRIMARY KEY, version_id bigint NOT NULL, is_applied boolean NOT NULL, tstamp timestamp DEFAULT now());
         INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, true), (1, true), (2, true), (3, true), (3, false)",
    ));
    block_on(database.execute(
        "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$; CREATE TABLE users (id int, name text);
         CREATE INDEX a ON users (id); CREATE INDEX b ON users (name)",
    ));
    let told = import(&url, "goose", from.path(), path, "");
    assert!(told.stderr.contains("100 times as high"), "{}", told.stderr);
    told.ok();
    let texts = all(path);
    let ups: Vec<&(String, String)> = texts.iter().filter(|(name, _)| name.ends_with(".up.sql")).collect();
    assert_eq!(ups[0].0, "100_users.up.sql");
    assert!(ups[0].1.contains("END $$;\nCREATE TABLE users"), "{}", ups[0].1);
    assert_eq!(ups[1].1, "-- no-transaction\nCREATE INDEX CONCURRENTLY a ON users (id); -- first\n");
    assert_eq!(ups[2].1, "ALTER TABLE users ADD COLUMN name text;\n");
    assert_eq!(ups[3].1, "-- no-transaction\nCREATE INDEX CONCURRENTLY b ON users (name);\n");
    assert_eq!(states(&url, path), ["100 applied", "200 applied", "201 applied", "202 applied", "300 pending"]);
    // They undo and do again what the other tool did.
    run(&url, path, "down --to 0").ok();
    assert_eq!(block_on(database.tables()), "_sqlx_migrations,goose_db_version");
    run(&url, path, "up").ok();
    assert_eq!(block_on(database.tables()), "_sqlx_migrations,goose_db_version,more,users");
    assert_eq!(import(&url, "goose", from.path(), path, "").ok(), "");

    for (name, text, wanted) in [
        ("00004_x.go", "package x", "written in Go"),
        ("00004_x.sql", "CREATE TABLE x ();", "way up is not marked"),
        ("00004_x.sql", "-- +goose Up\n-- +goose ENVSUB ON\nCREATE TABLE ${X} ();\n", "00004_x.sql:3:1"),
        ("00004_x.sql", "-- +goose Up\n-- +goose StatementBegin\nSELECT 1;\n", "no StatementEnd"),
        ("00003_x.sql", "-- +goose Up\n", "two migrations have the version 3"),
    ] {
        write(from.path(), name, text);
        let said = import(&url, "goose", from.path(), path, "").failed(1);
        assert!(said.contains(wanted), "{wanted}: {said}");
        std::fs::remove_file(from.path().join(name)).unwrap();
    }
}

#[test]
fn dbmate() {
    let (database, into) = (Database::new(), folder(&[]));
    let from = folder(&[
        ("20200101000000_a.sql", "-- migrate:up\nCREATE TABLE a (id int);\n\n-- migrate:down\nDROP TABLE a;\n"),
        (
            "20200102000000_i.sql",
            "-- migrate:up transaction:false\nCREATE INDEX CONCURRENTLY i ON a (id);\n-- migrate:down transaction:false\nDROP INDEX CONCURRENTLY i;\n",
        ),
        ("20200103000000_b.sql", "-- migrate:up\nCREATE TABLE b (id int);\n-- migrate:down\nDROP TABLE b;\n"),
    ]);
    let (url, path) = (database.url(), into.path());
    // The last ran before the one in the middle did, as happens when branches are merged.
    block_on(database.execute(
        "CREATE TABLE a (id int); CREATE TABLE b (id int); CREATE SCHEMA tools;
         CREATE TABLE tools.ran (version varchar(128) PRIMARY KEY); INSERT INTO tools.ran VALUES ('20200101000000'), ('20200103000000')",
    ));
    let told = import(&url, "dbmate", from.path(), path, "");
    assert!(told.stderr.contains("there is no history of dbmate"), "{}", told.stderr);
    import(&url, "dbmate", from.path(), path, "--history-table tools.ran").ok();
    assert_eq!(states(&url, path), ["20200101000000 applied", "20200102000000 out of order", "20200103000000 applied"]);
    run(&url, path, "up --allow-out-of-order").ok();
    assert_eq!(block_on(database.text("SELECT count(*)::text FROM pg_class WHERE relname = 'i'")), "1");
    run(&url, path, "down --to 0").ok();
    run(&url, path, "up").ok();
    assert!(
        import(&url, "dbmate", from.path(), path, "--history-table nowhere").failed(1).contains("no table nowhere")
    );
}

#[test]
fn flyway() {
    let (database, into) = (Database::new(), folder(&[]));
    let from = folder(&[
        ("V1__Create_users.sql", "CREATE TABLE users (id int);\r\nCREATE TABLE ${other} (id int);\n"),
        ("V1.1__more.sql", "CREATE TABLE more (id int);\n"),
        ("V2__last.sql", "CREATE TABLE last (id int);\n"),
        ("U2__last.sql", "DROP TABLE last;\n"),
        ("V10__index.sql", "CREATE INDEX CONCURRENTLY i ON users (id);\n"),
        ("R__views.sql", "CREATE OR REPLACE VIEW v AS SELECT id FROM users;\n"),
        ("afterMigrate.sql", "SELECT 1;\n"),
    ]);
    let (url, path) = (database.url(), into.path());
    let said = import(&url, "flyway", from.path(), path, "").failed(1);
    assert!(said.contains("V1__Create_users.sql:2:1") && said.contains("--placeholder NAME=VALUE"), "{said}");
    // The checksums are CRC-32 of the lines, as zlib has it.
    block_on(database.execute(
        "CREATE TABLE flyway_schema_history (installed_rank int PRIMARY KEY, version varchar(50), description varchar(200) NOT NULL,
            type varchar(20) NOT NULL, script varchar(1000) NOT NULL, checksum int, installed_by varchar(100) NOT NULL,
            installed_on timestamp DEFAULT now(), execution_time int NOT NULL, success boolean NOT NULL);
         INSERT INTO flyway_schema_history VALUES
            (1, '1', 'Create users', 'SQL', 'V1__Create_users.sql', -2049179074, 'me', now(), 1, true),
            (2, '1.1', 'more', 'SQL', 'V1.1__more.sql', 1508327085, 'me', now(), 1, true),
            (3, '2', 'last', 'SQL', 'V2__last.sql', -892107761, 'me', now(), 1, true),
            (4, '2', 'last', 'UNDO_SQL', 'U2__last.sql', 5, 'me', now(), 1, true),
            (5, NULL, 'views', 'SQL', 'R__views.sql', 12345, 'me', now(), 1, true);
         CREATE TABLE users (id int); CREATE TABLE spare (id int); CREATE TABLE more (id int);",
    ));
    import(&url, "flyway", from.path(), path, "--placeholder other=spare").ok();
    assert_eq!(
        names(path),
        [
            "10000_index.up.sql",
            "10001_views.up.sql",
            "1000_create_users.up.sql",
            "1001_more.up.sql",
            "2000_last.down.sql",
            "2000_last.up.sql"
        ]
    );
    assert!(all(path)[2].1.contains("CREATE TABLE spare"));
    assert_eq!(states(&url, path), ["1000 applied", "1001 applied", "2000 pending", "10000 pending", "10001 pending"]);
    run(&url, path, "up").ok();
    assert_eq!(import(&url, "flyway", from.path(), path, "--placeholder other=spare").ok(), "");

    block_on(database.execute("UPDATE flyway_schema_history SET success = false WHERE version = '1.1'"));
    let said = import(&url, "flyway", from.path(), path, "--placeholder other=spare").failed(1);
    assert!(said.contains("V1.1__more.sql failed") && said.contains("flyway repair"), "{said}");
    block_on(database.execute("UPDATE flyway_schema_history SET success = true, checksum = 7 WHERE version = '1.1'"));
    let said = import(&url, "flyway", from.path(), path, "--placeholder other=spare").failed(1);
    assert!(said.contains("V1.1__more.sql is not what ran"), "{said}");
    import(&url, "flyway", from.path(), path, "--placeholder other=spare --force").ok();
    // A baseline stands for all up to it.
    let other = Database::new();
    block_on(other.execute(
        "CREATE TABLE flyway_schema_history (installed_rank int, version text, type text, script text, checksum int, success boolean);
         INSERT INTO flyway_schema_history VALUES (1, '1.1', 'BASELINE', '<< Flyway Baseline >>', NULL, true)",
    ));
    import(&other.url(), "flyway", from.path(), path, "--placeholder other=spare").ok();
    assert_eq!(states(&other.url(), path)[..3], ["1000 applied", "1001 applied", "2000 pending"]);
}

#[test]
fn prisma() {
    let (database, into, from) = (Database::new(), folder(&[]), folder(&[]));
    for (name, text) in
        [("20200101000000_init", "CREATE TABLE a (id int);\n"), ("20200102000000_b", "CREATE TABLE b (id int);\n")]
    {
        let folder = from.path().join("migrations").join(name);
        std::fs::create_dir_all(&folder).unwrap();
        write(&folder, "migration.sql", text);
    }
    write(&from.path().join("migrations"), "migration_lock.toml", "provider = \"postgresql\"\n");
    let (url, path) = (database.url(), into.path());
    block_on(database.execute(
        "CREATE TABLE a (id int); CREATE TABLE _prisma_migrations (id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL,
            finished_at timestamptz, migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz,
            started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count int NOT NULL DEFAULT 0);
         INSERT INTO _prisma_migrations VALUES ('1', encode(sha256(E'CREATE TABLE a (id int);\\n'), 'hex'), now(), '20200101000000_init', NULL, NULL),
            ('2', 'x', NULL, '20200102000000_b', 'log', NULL)",
    ));
    let said = import(&url, "prisma", from.path(), path, "").failed(1);
    assert!(said.contains("20200102000000_b failed") && said.contains("prisma migrate resolve"), "{said}");
    block_on(database.execute("UPDATE _prisma_migrations SET rolled_back_at = now() WHERE id = '2'"));
    import(&url, "prisma", from.path(), path, "").ok();
    assert_eq!(names(path), ["20200101000000_init.up.sql", "20200102000000_b.up.sql"]);
    assert_eq!(states(&url, path), ["20200101000000 applied", "20200102000000 pending"]);
    block_on(database.execute("UPDATE _prisma_migrations SET checksum = 'y' WHERE id = '1'"));
    assert!(import(&url, "prisma", from.path(), path, "").failed(1).contains("is not what ran"));
}

#[test]
fn atlas() {
    let (database, into) = (Database::new(), folder(&[]));
    let from = folder(&[
        ("20200101000000_a.sql", "CREATE TABLE a (id int);\n"),
        ("20200102000000.sql", "-- atlas:txmode none\nCREATE INDEX CONCURRENTLY i ON a (id);\n"),
        (
            "atlas.sum",
            "h1:QARO95WS37p4HTwpjjX9NTeWfiLLTy77z+4rD4emSf0=\n20200101000000_a.sql h1:2NjRYO6G9uebe5Vqvn0Ik18kbq2S7Yt3XplFb5g7+jY=\n20200102000000.sql h1:lpKn59u2D1QG6993wOynSgvWA1+7BqKEEbEdBDSNRpY=\n",
        ),
    ]);
    let (url, path) = (database.url(), into.path());
    block_on(database.execute(
        "CREATE TABLE a (id int); CREATE SCHEMA atlas_schema_revisions;
         CREATE TABLE atlas_schema_revisions.atlas_schema_revisions (version varchar PRIMARY KEY, description varchar NOT NULL,
            type bigint NOT NULL DEFAULT 2, applied bigint NOT NULL DEFAULT 0, total bigint NOT NULL DEFAULT 0, executed_at timestamptz NOT NULL,
            execution_time bigint NOT NULL, error text, error_stmt text, hash varchar NOT NULL, partial_hashes jsonb, operator_version varchar NOT NULL);
         INSERT INTO atlas_schema_revisions.atlas_schema_revisions VALUES ('.atlas_cloud_identifier', '', 4, 0, 0, now(), 0, NULL, NULL, '', NULL, 'x'),
            ('20200101000000', 'a', 2, 1, 1, now(), 1, NULL, NULL, '2NjRYO6G9uebe5Vqvn0Ik18kbq2S7Yt3XplFb5g7+jY=', NULL, 'x')",
    ));
    import(&url, "atlas", from.path(), path, "").ok();
    assert_eq!(names(path), ["20200101000000_a.up.sql", "20200102000000_migration.up.sql"]);
    assert_eq!(states(&url, path), ["20200101000000 applied", "20200102000000 pending"]);
    run(&url, path, "up").ok();
    block_on(database.execute(
        "INSERT INTO atlas_schema_revisions.atlas_schema_revisions VALUES ('20200102000000', '', 2, 0, 1, now(), 1, 'no', 'x', '', NULL, 'x')",
    ));
    let said = import(&url, "atlas", from.path(), path, "").failed(1);
    assert!(said.contains("20200102000000 failed") && said.contains("atlas migrate set"), "{said}");
    write(from.path(), "20200102000000.sql", "CREATE TABLE other (id int);\n");
    let said = import(&url, "atlas", from.path(), path, "").failed(1);
    assert!(said.contains("20200102000000.sql is not what atlas.sum says"), "{said}");
}

#[test]
fn mysql_histories() {
    for flavour in Flavour::ALL {
        let Some(server) = mysql(flavour) else { continue };
        let database = |name: &str, script: &str| server.database(&format!("import_{name}_{}", flavour.name()), script);
        let plain = folder(&[
            ("1_a.up.sql", "CREATE TABLE a (id int);"),
            ("2_p.up.sql", "CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END;\nCREATE TABLE b (id int);"),
            ("2_p.down.sql", "DROP TABLE b;\nDROP PROCEDURE p;"),
        ]);
        let into = folder(&[]);
        let url = database(
            "golang",
            "CREATE TABLE a (id int); CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL); INSERT INTO schema_migrations VALUES (1, 1)",
        );
        assert!(import(&url, "golang-migrate", plain.path(), into.path(), "").failed(1).contains("dirty: version 1"));
        block_on(async {
            let mut session = dbtool::engine::Connection::open(&url).await.unwrap();
            session.execute("UPDATE schema_migrations SET dirty = 0").await.unwrap();
        });
        import(&url, "golang-migrate", plain.path(), into.path(), "").ok();
        assert_eq!(states(&url, into.path()), ["1 applied", "2 pending"]);
        run(&url, into.path(), "up").ok();
        run(&url, into.path(), "down").ok();

        let annotated = folder(&[
            ("1_a.sql", "-- +goose Up\nCREATE TABLE a (id int);\n-- +goose Down\nDROP TABLE a;\n"),
            (
                "2_p.sql",
                "-- +goose Up\n-- +goose StatementBegin\nCREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END\n-- +goose StatementEnd\nCREATE TABLE b (id int);\n",
            ),
        ]);
        let into = folder(&[]);
        let url = database(
            "goose",
            "CREATE TABLE a (id int); CREATE TABLE goose_db_version (id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, version_id bigint NOT NULL, is_applied boolean NOT NULL); INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, 1), (1, 1)",
        );
        import(&url, "goose", annotated.path(), into.path(), "").ok();
        assert_eq!(states(&url, into.path()), ["1 applied", "2 pending"]);
        run(&url, into.path(), "up").ok();
        assert_eq!(import(&url, "goose", annotated.path(), into.path(), "").ok(), "");

        let into = folder(&[]);
        let versions =
            folder(&[("V1__a.sql", "CREATE TABLE a (id int);\n"), ("V2__b.sql", "CREATE TABLE b (id int);\n")]);
        let url = database(
            "flyway",
            "CREATE TABLE a (id int); CREATE TABLE flyway_schema_history (installed_rank int PRIMARY KEY, version varchar(50), type varchar(20), script varchar(1000), checksum int, success bool); INSERT INTO flyway_schema_history VALUES (1, '1', 'SQL', 'V1__a.sql', -623083431, 1)",
        );
        import(&url, "flyway", versions.path(), into.path(), "").ok();
        assert_eq!(states(&url, into.path()), ["1 applied", "2 pending"]);
    }
}
