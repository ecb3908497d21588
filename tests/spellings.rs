//! False drift is the worst fault of a tool of this kind: a model that says the same in other words
//! must not differ from the database. The files of `tests/spellings` are one schema, each spelled
//! otherwise; the database is made from `base.yaml`. Beside many other tables, so that a part of the
//! model is read back and not the whole, the same holds.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

use std::path::{Path, PathBuf};

use dbtool::canonical;
use dbtool::diff::diff;
use dbtool::engine::Connection;
use dbtool::engine::Reading;
use dbtool::engine::postgres::Postgres;
use dbtool::load::load_texts;
use dbtool::model::{Object, Schema};
use dbtool::scratch::Scratch;

/// A file of `tests/spellings` beside other text.
fn read(file: &Path, beside: &str) -> Result<Schema, dbtool::error::Fault> {
    let text = std::fs::read_to_string(file).unwrap();
    let beside = (!beside.is_empty()).then(|| ("beside.yaml".to_owned(), beside.to_owned()));
    load_texts([(file.display().to_string(), text)].into_iter().chain(beside).collect())
}

/// What a scratch server makes of a model.
async fn settle(scratch: &Scratch, model: &Schema, live: &Schema) -> Result<Schema, dbtool::error::Fault> {
    let database = scratch.database().await.unwrap();
    let mut connection = Connection::open(database.url()).await.unwrap();
    let settled = canonical::settle(&Postgres, model, live, &Schema::default(), &mut connection, scratch).await;
    connection.close().await;
    database.drop().await.unwrap();
    settled
}

async fn no_spelling_drifts_beside(beside: &str) {
    dbtool::embedded::supervise_with(env!("CARGO_BIN_EXE_dbtool"));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spellings");
    let scratch = Scratch::open(None, None).await.unwrap();
    let database = scratch.database().await.unwrap();
    let mut live = Connection::open(database.url()).await.unwrap();
    let base = read(&folder.join("base.yaml"), beside).unwrap();
    canonical::build(&Postgres, &base, &Schema::default(), &mut live).await.unwrap();
    live.close().await;
    // Another session, for building leaves its own search path behind.
    let mut live = Connection::open(database.url()).await.unwrap();
    let live = live.introspect(&Reading::default()).await.unwrap();

    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() > 30, "only {} spellings", files.len());
    let mut wrong = Vec::new();
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let settled = match read(&file, beside) {
            Ok(model) => settle(&scratch, &model, &live).await,
            Err(fault) => Err(fault),
        };
        match settled {
            Ok(settled) => wrong.extend(diff(&live, &settled).iter().map(|change| {
                format!("{name}: {:?} {} {}: {:?}", change.action, change.id.kind, change.id, change.details())
            })),
            Err(fault) => wrong.push(format!("{name}: {fault}")),
        }
    }
    // What is another thing in much the same words is told.
    let mut other = base.clone();
    for entry in other.objects.values_mut() {
        if let Object::Default(default) = &mut entry.object
            && default.expression == "now()"
        {
            default.expression = "CURRENT_TIMESTAMP".to_owned();
        }
    }
    let settled = settle(&scratch, &other, &live).await.unwrap();
    let told: Vec<String> =
        diff(&live, &settled).iter().map(|change| format!("{} {}", change.id.kind, change.id)).collect();
    assert_eq!(told, ["default public.people.created_at"]);

    scratch.close().await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_spelling_drifts() {
    no_spelling_drifts_beside("").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_spelling_drifts_beside_many_tables() {
    let mut beside = "schemas:\n  beside:\n    tables:\n".to_owned();
    for number in 0..310 {
        let next = (number + 1) % 310;
        beside.push_str(&format!(
            "      t{number}:\n        columns: {{id: bigint, next: bigint}}\n        primary_key: [id]\n        \
             foreign_keys:\n          next: {{columns: [next], references: beside.t{next}(id)}}\n"
        ));
    }
    no_spelling_drifts_beside(&beside).await;
}
