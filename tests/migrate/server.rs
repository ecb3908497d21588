//! A database of a test's own.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use dbtool::engine::postgres::connection::Connection;
use dbtool::migrate::{self, DownOptions, Folder, Report, Settings, UpOptions};
use dbtool::error::Fault;
use dbtool::migrate::runner::Down;
use dbtool::ui::{Ui, Verbosity};
use sqlx::Row as _;

/// Says nothing but errors.
pub const QUIET: Ui = Ui { color: dbtool::ui::Color::Never, verbosity: Verbosity::Quiet };

/// An empty database, dropped with the value.
pub struct Database {
    pub name: String,
}

impl Database {
    pub async fn new(test: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("migrate_{test}_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let mut server = Connection::open(&url("postgres")).await.unwrap();
        server.execute(&format!("CREATE DATABASE {name}")).await.unwrap();
        server.close().await;
        Self { name }
    }

    pub fn url(&self) -> String {
        url(&self.name)
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
        rows.iter().map(|row| row.get::<Option<String>, _>(0).unwrap_or_default()).collect::<Vec<_>>().join(",")
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
        let options = DownOptions { how, dry_run: false, settings: Settings::default() };
        let result = migrate::down(&mut connection, &folder, &options, &QUIET).await;
        connection.close().await;
        result
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let name = self.name.clone();
        // A destructor cannot wait; a thread of its own can.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async move {
                let mut server = Connection::open(&url("postgres")).await.unwrap();
                server.execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await.unwrap();
            });
        })
        .join();
        if !std::thread::panicking() {
            dropped.unwrap();
        }
    }
}

pub fn read(folder: &Path) -> Folder {
    migrate::files::read(folder).unwrap()
}

/// The development server: `DBTOOL_TEST_URL` with `DATABASE` in the place of the database's name.
fn url(database: &str) -> String {
    let pattern = std::env::var("DBTOOL_TEST_URL")
        .unwrap_or_else(|_| "postgresql://postgres@localhost:54999/DATABASE?host=/tmp".to_owned());
    pattern.replace("DATABASE", database)
}
