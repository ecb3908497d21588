//! `new`, `check` and `baseline`: what they write, and what they refuse to.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use dbtool::engine::postgres::Postgres;
use dbtool::error::Fault;
use dbtool::ground::Ground;
use dbtool::load::load_texts;
use dbtool::migrate::{self, Baseline, BaselineOptions, Check, Down, Problem, Setting, draft};
use dbtool::model::Schema;
use dbtool::scratch::Scratch;

use super::files::{folder, write};
use super::server::{Database, QUIET, read, run};

/// A scratch server: the test's own, by the URL of a database in it.
pub struct Server {
    _database: Database,
    scratch: Scratch,
    ground: Ground,
}

impl Server {
    pub async fn new() -> Self {
        let database = Database::new();
        let scratch = Scratch::open(None, Some(&database.url())).await.unwrap();
        Self { _database: database, scratch, ground: Ground::default() }
    }

    pub fn setting(&self) -> Setting<'_> {
        Setting {
            dialect: &Postgres,
            scratch: &self.scratch,
            ground: &self.ground,
            filter: &|_| (),
            online: true,
            shadow: false,
        }
    }

    pub async fn new_migration(&self, path: &Path, model: &str, name: &str) -> Result<Vec<PathBuf>, Fault> {
        let folder = migrate::files::read_or_empty(path)?;
        let draft = draft(self.setting(), &folder, &yaml(model)).await?;
        if draft.plan.changes.is_empty() {
            draft.close().await?;
            return Ok(Vec::new());
        }
        draft.prove(name, clock()).await?.write()
    }

    pub async fn check(&self, path: &Path, model: Option<&str>) -> Check {
        migrate::check(self.setting(), &read(path), model.map(yaml).as_ref()).await.unwrap()
    }
}

pub fn clock() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_587_342_536)
}

pub fn yaml(text: &str) -> Schema {
    load_texts(vec![("model.yaml".to_owned(), text.to_owned())]).unwrap()
}

fn names(paths: &[PathBuf]) -> Vec<String> {
    paths.iter().map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect()
}

const FIRST: &str = "
enums:
  mood: [sad, happy]
tables:
  users:
    columns:
      id: {type: bigint, identity: always}
      name: {type: text, default: \"'`x`'\", comment: what they are called}
    primary_key: [id]
";

#[tokio::test(flavor = "multi_thread")]
async fn the_next_migration_is_written_proved_and_runs() {
    let server = Server::new().await;
    let temporary = tempfile::tempdir().unwrap();
    let path = temporary.path().join("migrations");
    let written = server.new_migration(&path, FIRST, "Add users").await.unwrap();
    assert_eq!(
        names(&written),
        ["20200420002856_add_users.up.sql", "20200420002856_add_users.down.sql", "20200420002856_add_users.md"]
    );
    let page = fs::read_to_string(&written[2]).unwrap();
    assert!(page.starts_with("# Migration `20200420002856`\n"), "{page}");
    for part in
        ["## Database Steps\n\n```sql\n", "## Changes\n\n```diff\n", "+tables:\n", "migration ..20200420002856\n"]
    {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(server.new_migration(&path, FIRST, "again").await.unwrap().is_empty());

    // What cannot be in a transaction gets a file of its own.
    let second = FIRST
        .replace("[sad, happy]", "[sad, ok, happy]")
        .replace("    primary_key", "      email: text\n    primary_key");
    let written = server.new_migration(&path, &second, "email").await.unwrap();
    let ups: Vec<String> = names(&written).into_iter().filter(|name| name.ends_with(".up.sql")).collect();
    assert_eq!(ups.len(), 2, "{ups:?}");
    assert!(ups.contains(&"20200420002857_email_1.up.sql".to_owned()), "{ups:?}");
    let alone: Vec<String> = written
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .filter(|text| text.starts_with("-- no-transaction\n"))
        .collect();
    assert_eq!(alone.len(), 1);
    assert!(alone[0].contains("ADD VALUE 'ok'"), "{alone:?}");

    let check = server.check(&path, Some(&second)).await;
    assert!(check.is_clean(), "{:?}", check.faults());
    assert_eq!(check.migrations.len(), 3);

    let database = Database::new();
    assert_eq!(database.up(&path).await.unwrap().ran.len(), 3);
    assert_eq!(
        database.text("SELECT string_agg(enumlabel, ' ' ORDER BY enumsortorder) FROM pg_enum").await,
        "sad ok happy"
    );
    database.down(&path, Down::To(0)).await.unwrap();
    assert_eq!(database.tables().await, "_sqlx_migrations");
}

#[tokio::test(flavor = "multi_thread")]
async fn check_tells_what_is_wrong() {
    let server = Server::new().await;
    let folder = folder(&[
        ("1_a.up.sql", "CREATE TABLE a (id int);"),
        ("1_a.down.sql", "DROP TABLE a;"),
        ("2_b.up.sql", "CREATE TABLE b (id int); CREATE INDEX i ON a (id);"),
        ("2_b.down.sql", "DROP TABLE b;"),
        ("3_c.up.sql", "CREATE TABLE c (id int);"),
        ("3_c.down.sql", "DROP TABLE nothing;"),
        ("4_d.sql", "CREATE TABLE d (id int);"),
    ]);
    let model = "tables:\n  a: {columns: {id: int}}\n";
    let check = server.check(folder.path(), Some(model)).await;
    assert!(!check.is_clean());
    let texts: Vec<String> = check.faults().iter().map(ToString::to_string).collect();
    assert_eq!(texts.len(), 3, "{texts:?}");
    assert!(
        texts[0].contains("the way back of 2 b does not come back") && texts[0].contains("index public.a.i is there"),
        "{texts:?}"
    );
    assert!(texts[1].contains("3_c.down.sql:1:1: migration 3 c failed: table \"nothing\" does not exist"), "{texts:?}");
    assert!(texts[2].contains("do not reach the model"), "{texts:?}");
    assert!(check.migrations[0].problem.is_none() && check.migrations[3].problem.is_none());

    write(folder.path(), "4_d.sql", "CREATE TABLE d (id nonsense);");
    let check = server.check(folder.path(), None).await;
    assert!(matches!(check.migrations[3].problem, Some(Problem::Up(_))));
    assert!(matches!(check.migrations[1].problem, Some(Problem::NotBack(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_there_is_adopted() {
    let server = Server::new().await;
    let folder = folder(&[("1_a.sql", "CREATE TABLE a (id int);"), ("2_b.sql", "CREATE TABLE b (id int);")]);
    let files = read(folder.path());
    let database = Database::new();
    database.execute("CREATE TABLE a (id int)").await;
    let mut connection = database.connect().await;
    let mut options = BaselineOptions::default();
    let adopted = migrate::baseline(&mut connection, server.setting(), &files, &options, &QUIET).await.unwrap();
    let text = adopted.fault().unwrap().to_string();
    assert!(text.contains("table public.b is not there"), "{text}");
    assert_eq!(database.tables().await, "a");
    options.to = Some(1);
    let adopted = migrate::baseline(&mut connection, server.setting(), &files, &options, &QUIET).await.unwrap();
    assert!(matches!(&adopted, Baseline::Marked(versions) if *versions == [1]), "{adopted:?}");
    assert_eq!(database.up(folder.path()).await.unwrap().ran.len(), 1);
    let adopted = migrate::baseline(&mut connection, server.setting(), &files, &BaselineOptions::default(), &QUIET)
        .await
        .unwrap();
    assert!(matches!(&adopted, Baseline::Marked(versions) if versions.is_empty()), "{adopted:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_there_before_the_migrations_goes_with_none() {
    let server = Server::new().await;
    let folder = folder(&[
        ("1_a.up.sql", "CREATE TABLE a (id int);"),
        ("1_a.down.sql", "DROP TABLE a;"),
        ("2_b.up.sql", "CREATE TABLE b (id int);"),
        ("2_b.down.sql", "DROP TABLE b;"),
    ]);
    let database = Database::new();
    database.execute("CREATE TABLE a (id int)").await;
    let mut connection = database.connect().await;
    let options = BaselineOptions { to: Some(1), ..BaselineOptions::default() };
    let files = read(folder.path());
    migrate::baseline(&mut connection, server.setting(), &files, &options, &QUIET).await.unwrap();
    database.up(folder.path()).await.unwrap();

    let fault = database.down(folder.path(), Down::Steps(2)).await.unwrap_err();
    assert!(fault.message.contains("migration 1 a never ran here"), "{fault}");
    assert_eq!(database.tables().await, "_sqlx_migrations,a,b");
    assert_eq!(database.down(folder.path(), Down::To(1)).await.unwrap().ran.len(), 1);
    let url = database.url();
    run(&url, folder.path(), "down").failed(1);
    assert_eq!(database.tables().await, "_sqlx_migrations,a");
    run(&url, folder.path(), "down --marked").ok();
    assert_eq!(database.tables().await, "_sqlx_migrations");
}
