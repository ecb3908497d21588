//! What people and other programs write is read without a panic, whatever it is. `DBTOOL_FUZZ` is the
//! number of inputs for each; a million takes some minutes.

use dbtool::engine::Engine;
use dbtool::load::load_texts;
use dbtool::migrate::{ignore, script, squash};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

fn runner() -> TestRunner {
    let cases = std::env::var("DBTOOL_FUZZ").ok().and_then(|text| text.parse().ok()).unwrap_or(1500);
    TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() })
}

/// Pieces of SQL that mean something to a lexer, and anything between them.
fn sql() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            ";", "'", "\"", "`", "$$", "$a$", "$1", "--", "-- ", "\n", "/*", "*/", "/*!50000 ", "(", ")", "E'", "\\", "\\'", "''", "#",
            "BEGIN", " ATOMIC ", "END", " CASE ", " IF ", "CREATE ", "FUNCTION ", "PROCEDURE ", "TRIGGER ", "DELIMITER ", "DELIMITER //\n", "//",
            "é", "\u{feff}", "\0", "🦀", "\r\n", "SELECT 1", "APPLY BATCH", "BEGIN BATCH ", "-- dbtool: ignore X: y\n", "-- dbtool: replaces 1 ab,cd e\n",
            "-- no-transaction\n", " ",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
        1 => any::<String>(),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

#[test]
fn splitters_take_anything() {
    let engines = [Engine::Postgresql, Engine::Mysql, Engine::Cassandra];
    let checked = |sql: &str, spans: &[std::ops::Range<usize>]| {
        let mut end = 0;
        for span in spans {
            // In order, apart, and where characters begin and end.
            assert!(span.start >= end && span.start < span.end && sql.get(span.clone()).is_some(), "{sql:?}: {span:?}");
            end = span.end;
        }
    };
    let result = runner().run(&sql(), |sql| {
        checked(&sql, &script::statements(&sql));
        for engine in engines {
            if let Some(spans) = engine.ledger().statements(&sql) {
                checked(&sql, &spans);
                for span in spans {
                    engine.ledger().reaches_out(&sql[span.clone()]);
                    engine.ledger().is_setting(&sql[span]);
                }
            }
        }
        script::tokens(&sql);
        script::words(&sql);
        script::assigned(&sql);
        ignore::ignores(&sql, &script::statements(&sql));
        squash::replaced(&sql);
        Ok(())
    });
    result.unwrap();
}

/// Text that looks like a model, and text that does not.
fn yaml() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        5 => prop::sample::select(vec![
            "tables:", "tables: ", "\n", "\n  ", "\n    ", "\n      ", "users:", "columns:", "{", "}", "[", "]", ", ", ": ", "- ", "id: int", "type: text",
            "primary_key: [id]", "enums:", "views:", "functions:", "indexes:", "foreign_keys:", "*a", "&a ", "!!str ", "|", ">", "'", "\"", "\\u0000", "#", "%",
            "?", "null", "~", "true", "1e999", "-0", "manage: {comments: true}", "schemas:", "<<: ", "\t", "---", "...", "renamed_from: x", "partition_by:",
            "default: 'a'", "comment: b", "triggers:", "grants:", "é", "\u{202e}",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,5}",
        1 => any::<String>(),
    ];
    prop::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat())
}

#[test]
fn the_loader_takes_anything() {
    let result = runner().run(&yaml(), |text| {
        if let Err(fault) = load_texts(vec![("model.yaml".to_owned(), text)]) {
            assert!(!fault.message.is_empty());
        }
        Ok(())
    });
    result.unwrap();
}
