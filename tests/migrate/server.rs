//! A database of a test's own.

use std::path::Path;

use dbtool::engine::Connection;
use dbtool::error::Fault;
use dbtool::migrate::{self, Down, DownOptions, Folder, Report, Settings, UpOptions};

pub use crate::support::QUIET;
use crate::support::{Run, TestDatabase, dbtool, server};

/// An empty database, dropped with the value.
pub struct Database {
    pub name: String,
    inner: TestDatabase,
}

impl Database {
    pub fn new() -> Self {
        let inner = server(None).unwrap().database();
        Self { name: inner.name().to_owned(), inner }
    }

    pub fn url(&self) -> String {
        self.inner.url().to_owned()
    }

    pub async fn connect(&self) -> Connection {
        Connection::open(&self.url()).await.unwrap()
    }

    pub async fn execute(&self, sql: &str) {
        let mut connection = self.connect().await;
        connection.execute(sql).await.unwrap();
        connection.close().await;
    }

    /// The first column of a query's rows as text, joined by commas.
    pub async fn text(&self, sql: &str) -> String {
        let mut connection = self.connect().await;
        let rows = connection.rows(sql).await.unwrap();
        connection.close().await;
        rows.iter().map(|row| row.text(0).unwrap_or_default()).collect::<Vec<_>>().join(",")
    }

    pub async fn tables(&self) -> String {
        self.text("SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1")
            .await
    }

    pub async fn history(&self) -> String {
        self.text("SELECT version || ':' || success FROM _sqlx_migrations ORDER BY version").await
    }

    pub async fn up(&self, folder: &Path) -> Result<Report, Fault> {
        self.up_with(folder, UpOptions::default()).await
    }

    pub async fn up_with(&self, folder: &Path, options: UpOptions) -> Result<Report, Fault> {
        let folder = read(folder);
        let mut connection = self.connect().await;
        let result = migrate::up(&mut connection, &folder, &options, &QUIET).await;
        connection.close().await;
        result
    }

    pub async fn down(&self, folder: &Path, how: Down) -> Result<Report, Fault> {
        let folder = read(folder);
        let mut connection = self.connect().await;
        let options = DownOptions { how, marked: false, dry_run: false, settings: Settings::default() };
        let result = migrate::down(&mut connection, &folder, &options, &QUIET).await;
        connection.close().await;
        result
    }
}

pub fn read(folder: &Path) -> Folder {
    migrate::files::read(folder).unwrap()
}

/// Runs `dbtool migrate …` on a database, words split at spaces.
pub fn run(url: &str, folder: &Path, line: &str) -> Run {
    let folder = folder.display().to_string();
    let mut words = vec!["migrate"];
    words.extend(line.split(' '));
    words.extend(["--url", url, "--migrations", &folder]);
    dbtool(&words)
}
