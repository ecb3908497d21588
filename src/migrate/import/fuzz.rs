//! Folders and histories of other tools are read without a panic, whatever is in them.

use std::path::Path;

use proptest::prelude::*;

use super::{ImportOptions, Tool, convert};
use crate::engine::{Engine, Row};
use crate::migrate::fuzz::runner;

const TOOLS: [Tool; 6] = [Tool::GolangMigrate, Tool::Goose, Tool::Dbmate, Tool::Flyway, Tool::Prisma, Tool::Atlas];

/// Names of files that one tool or another reads, and names that none does.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => prop::sample::select(vec![
            "1_a.up.sql", "1_a.down.sql", "1_a.sql", "2_b.sql", "01_a.up.sql", "20240101000000_x.sql", "9223372036854775807_z.sql",
            "9223372036854775807_z.up.sql", "9223372036854775808_z.sql", "atlas.sum", "V1__a.sql", "V1_1__b.sql", "V1.2.3__c.sql", "V__.sql",
            "V9223372036854775807__y.sql", "V9223372036854775806.9__y.sql", "U1__a.sql", "B1__a.sql", "R__views.sql", "R__.sql", "V1__a.sql.conf",
            "1_a/migration.sql", "1_a/down.sql", "20240101_b/migration.sql", "migration_lock.toml", "a/V2__b.sql", "_.sql", "1.sql",
        ]).prop_map(str::to_owned),
        1 => "[0-9VURB_.a-z]{1,12}",
        1 => "[0-9]{1,20}_[a-zé]{0,3}(\\.up|\\.down)?\\.sql",
    ]
}

/// Text with what tools write between statements, and bytes that are no text.
fn text() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        6 => prop::sample::select(vec![
            "-- +goose Up", "-- +goose Down", "-- +goose StatementBegin", "-- +goose StatementEnd", "-- +goose NO TRANSACTION", "-- +goose ENVSUB ON",
            "-- migrate:up", "-- migrate:down", " transaction:false", "-- atlas:txmode none", "-- atlas:checkpoint", "-- atlas:delimiter \\n\\n",
            "h1:", "h1:x= \n", "1_a.sql h1:x=", "\n", "\r\n", ";", "SELECT 1;", "${a}", "${", "}", "BEGIN;", "COMMIT;", "$$", "'", "--", "/*",
            "CREATE INDEX CONCURRENTLY i ON t (a);", "DROP INDEX CONCURRENTLY i;", "VACUUM;", "\u{feff}", "é", " ", "executeInTransaction=false",
        ]).prop_map(|text| text.as_bytes().to_vec()),
        1 => "\\PC{0,6}".prop_map(String::into_bytes),
        1 => prop::collection::vec(any::<u8>(), 0..4),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

/// Rows such as a foreign table may have, of any width.
fn rows() -> impl Strategy<Value = Vec<Row>> {
    let value = prop_oneof![
        3 => prop::sample::select(vec![
            "", "0", "1", "2", "t", "f", "true", "1_a", "1.2", "20240101000000", "9223372036854775807", "-1", ".atlas_cloud_identifier", "SQL", "SCHEMA",
            "BASELINE", "SQL_BASELINE", "DELETE", "V1__a.sql", "R__views.sql", "20240101_b", "é",
        ]).prop_map(str::to_owned),
        1 => any::<i64>().prop_map(|number| number.to_string()),
        1 => "\\PC{0,8}",
    ];
    let row = prop::collection::vec(prop::option::weighted(0.9, value), 0..9).prop_map(Row::new);
    prop::collection::vec(row, 0..4)
}

/// Puts a file where it may be put.
fn put(folder: &Path, name: &str, bytes: &[u8]) {
    let path = folder.join(name);
    if let Some(parent) = path.parent() {
        let _ = std::fs::create_dir_all(parent);
    }
    let _ = std::fs::write(path, bytes);
}

#[test]
fn folders_and_histories_are_read_without_a_panic() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("m");
    let input = (prop::collection::vec((name(), text()), 0..4), rows(), any::<bool>());
    let result = runner().run(&input, |(files, rows, force)| {
        // One that panicked has left what it was given.
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir(&folder).unwrap();
        for (name, bytes) in &files {
            put(&folder, name, bytes);
        }
        let placeholders = [("a".to_owned(), "b".to_owned())].into();
        let options = ImportOptions { force, placeholders, ..Default::default() };
        for tool in TOOLS {
            // What is not read has its reason.
            let all = match tool.read(&folder, &options) {
                Ok(read) => read.migrations,
                Err(fault) => {
                    prop_assert!(!fault.message.is_empty());
                    continue;
                }
            };
            for engine in [Engine::Postgresql, Engine::Mysql, Engine::Cassandra] {
                let _ = convert::files(&all, engine.ledger(), &mut Vec::new());
            }
            if let Ok(ran) = tool.ran(&rows, &all, &options) {
                prop_assert!(ran.iter().all(|place| *place < all.len()));
            }
        }
        let _ = crate::migrate::files::read_or_empty(&folder);
        Ok(())
    });
    result.unwrap();
}
