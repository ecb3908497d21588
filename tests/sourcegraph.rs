//! Sourcegraph, end to end: its model builds the very database that hand-written SQL builds, and
//! the document of either is seed 000, byte for byte.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on ends there")]

mod support;

use std::path::{Path, PathBuf};

use dbtool::canonical;
use dbtool::diff::diff;
use dbtool::document::{Document, Style};
use dbtool::engine::Connection;
use dbtool::engine::Reading;
use dbtool::engine::postgres::Postgres;
use dbtool::load::load;
use dbtool::model::{Kind, Schema};
use dbtool::plan::plan;
use dbtool::scratch::Scratch;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: impl AsRef<Path>) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

async fn introspect(url: &str, reading: &Reading) -> Schema {
    let mut connection = Connection::open(url).await.unwrap();
    let schema = connection.introspect(reading).await.unwrap();
    connection.close().await;
    schema
}

/// The model in the words of a server that has never seen it.
async fn settled(scratch: &Scratch, model: &Schema, live: &Schema) -> Schema {
    let database = scratch.database().await.unwrap();
    let mut connection = Connection::open(database.url()).await.unwrap();
    let settled =
        canonical::settle(&Postgres, model, live, &Schema::default(), &mut connection, scratch).await.unwrap();
    connection.close().await;
    database.drop().await.unwrap();
    settled
}

/// The database is Sourcegraph's: its document is the committed one, and the model has no more to say.
async fn check(scratch: &Scratch, url: &str, how: &str) {
    let document = Document::new(Style::Psql96);
    let document = document.render(&introspect(url, &document.reading()).await).unwrap();
    if document != read("snapshots/sourcegraph.md") {
        let diff =
            similar::TextDiff::from_lines(&read("snapshots/sourcegraph.md"), &document).unified_diff().to_string();
        panic!("{how}: the document is not the committed one\n{diff}");
    }
    let live = introspect(url, &Reading::default()).await;
    let model = load(&root().join("schemas/sourcegraph")).unwrap();
    let changes: Vec<String> = diff(&live, &settled(scratch, &model, &live).await)
        .iter()
        .map(|change| format!("{:?} {} {}: {:?}", change.action, change.id.kind, change.id, change.details()))
        .collect();
    assert!(changes.is_empty(), "{how}: the model differs from the database\n{}", changes.join("\n"));
}

/// Runs dbtool on a database with the committed model and migrations; its stdout.
fn dbtool(url: &str, arguments: &[&str]) -> String {
    let model = root().join("schemas/sourcegraph").display().to_string();
    let migrations = root().join("migrations/sourcegraph").display().to_string();
    let (common, own) = (["--url", url, "--model", &model], ["--migrations", &migrations]);
    let own: &[&str] = if arguments.first() == Some(&"migrate") { &own } else { &[] };
    support::dbtool(&[arguments, &common, own].concat()).ok()
}

#[test]
fn the_committed_document_is_the_seed() {
    let Ok(entries) = std::fs::read_dir(root().join("../shared/seeds")) else {
        return support::skip("../shared/seeds is missing: the document was not compared with seed 000");
    };
    let seeds = entries.map(|entry| entry.unwrap().path());
    let seed =
        seeds.into_iter().find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("000_")));
    let seed = std::fs::read(seed.expect("there is no seed 000")).unwrap();
    assert!(
        seed == std::fs::read(root().join("snapshots/sourcegraph.md")).unwrap(),
        "snapshots/sourcegraph.md is not seed 000"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn rebuilt_from_sql_and_from_the_model() {
    dbtool::embedded::supervise_with(env!("CARGO_BIN_EXE_dbtool"));
    let scratch = Scratch::open(None, None).await.unwrap();

    let by_hand = scratch.database().await.unwrap();
    let mut connection = Connection::open(by_hand.url()).await.unwrap();
    connection.execute(&read("tests/sourcegraph/schema.sql")).await.unwrap();
    connection.close().await;
    check(&scratch, by_hand.url(), "by hand-written SQL").await;

    let applied = scratch.database().await.unwrap();
    let empty = introspect(applied.url(), &Reading::default()).await;
    let model = load(&root().join("schemas/sourcegraph")).unwrap();
    let wanted = settled(&scratch, &model, &empty).await;
    let mut connection = Connection::open(applied.url()).await.unwrap();
    for step in plan(&Postgres, &empty, &wanted).unwrap().steps {
        connection.execute(&step.sql).await.unwrap();
    }
    connection.close().await;
    check(&scratch, applied.url(), "from the model").await;

    // And back to nothing.
    let live = introspect(applied.url(), &Reading::default()).await;
    let mut connection = Connection::open(applied.url()).await.unwrap();
    for step in plan(&Postgres, &live, &empty).unwrap().steps {
        connection.execute(&step.sql).await.unwrap();
    }
    connection.close().await;
    let left = introspect(applied.url(), &Reading::default()).await;
    assert!(diff(&left, &empty).is_empty(), "{:?}", left.objects.keys().map(ToString::to_string).collect::<Vec<_>>());
    scratch.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rebuilt_by_migrations_and_by_apply() {
    dbtool::embedded::supervise_with(env!("CARGO_BIN_EXE_dbtool"));
    let scratch = Scratch::open(None, None).await.unwrap();
    let committed = read("snapshots/sourcegraph.md");
    let snapshot = |url: &str| dbtool(url, &["snapshot", "--style", "psql-9.6"]);

    let migrated = scratch.database().await.unwrap();
    let url = migrated.url();
    for pass in ["up", "up again after down"] {
        dbtool(url, &["migrate", "up"]);
        assert_eq!(snapshot(url), committed, "{pass}");
        assert_eq!(dbtool(url, &["diff", "--exit-code"]), "", "{pass}");
        let before = dbtool(url, &["migrate", "status", "--format", "json"]);
        dbtool(url, &["migrate", "up"]);
        assert_eq!(dbtool(url, &["migrate", "status", "--format", "json"]), before, "a second up did something");
        dbtool(url, &["migrate", "down", "--to", "0"]);
        let mut left = introspect(url, &Reading::default()).await;
        left.objects.retain(|id, _| id.kind != Kind::Schema && *id.root().name != *"_sqlx_migrations");
        let left: Vec<String> = left.objects.keys().map(ToString::to_string).collect();
        assert!(left.iter().all(|name| name == "public"), "down leaves {left:?}");
    }

    let applied = scratch.database().await.unwrap();
    dbtool(applied.url(), &["apply", "--yes"]);
    assert_eq!(snapshot(applied.url()), committed, "by apply");
    check(&scratch, applied.url(), "by apply").await;
    scratch.close().await;
}
