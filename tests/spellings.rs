//! False drift is the worst fault of a tool of this kind: a model that says the same in other words
//! must not differ from the database. The files of `tests/spellings` are one schema, each spelled
//! otherwise; the database is made from `base.yaml`.

use std::path::{Path, PathBuf};

use dbtool::canonical;
use dbtool::diff::diff;
use dbtool::engine::Connection;
use dbtool::engine::Reading;
use dbtool::engine::postgres::Postgres;
use dbtool::load::load;
use dbtool::model::Schema;
use dbtool::scratch::Scratch;

#[tokio::test(flavor = "multi_thread")]
async fn no_spelling_drifts() {
    dbtool::embedded::supervise_with(env!("CARGO_BIN_EXE_dbtool"));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spellings");
    let scratch = Scratch::open(None, None).await.unwrap();
    let database = scratch.database().await.unwrap();
    let mut live = Connection::open(database.url()).await.unwrap();
    canonical::build(&Postgres, &load(&folder.join("base.yaml")).unwrap(), &Schema::default(), &mut live)
        .await
        .unwrap();
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
        let model = match load(&file) {
            Ok(model) => model,
            Err(fault) => {
                wrong.push(format!("{name}: {fault:?}"));
                continue;
            }
        };
        let database = scratch.database().await.unwrap();
        let mut connection = Connection::open(database.url()).await.unwrap();
        match canonical::settle(&Postgres, &model, &live, &Schema::default(), &mut connection, &scratch).await {
            Ok(settled) => {
                for change in diff(&live, &settled) {
                    wrong.push(format!(
                        "{name}: {:?} {} {}: {:?}",
                        change.action,
                        change.id.kind,
                        change.id,
                        change.details()
                    ));
                }
            }
            Err(fault) => wrong.push(format!("{name}: {fault}")),
        }
        connection.close().await;
        database.drop().await.unwrap();
    }
    // What is another thing in much the same words is told.
    let mut other = load(&folder.join("base.yaml")).unwrap();
    for entry in other.objects.values_mut() {
        if let dbtool::model::Object::Default(default) = &mut entry.object
            && default.expression == "now()"
        {
            default.expression = "CURRENT_TIMESTAMP".to_owned();
        }
    }
    let database = scratch.database().await.unwrap();
    let mut connection = Connection::open(database.url()).await.unwrap();
    let settled =
        canonical::settle(&Postgres, &other, &live, &Schema::default(), &mut connection, &scratch).await.unwrap();
    let told: Vec<String> =
        diff(&live, &settled).iter().map(|change| format!("{} {}", change.id.kind, change.id)).collect();
    assert_eq!(told, ["default public.people.created_at"]);
    connection.close().await;

    scratch.close().await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
