//! Changes of large tables that another program makes: the statement's clauses are handed to it, and the table is
//! looked at when it says that it is done.

use std::process::{Output, Stdio};
use std::time::Duration;

use sqlx::mysql::MySqlConnectOptions;

use super::alter::Altering;
use super::connection::{Connection, Flavour, parse};
use super::environment;
use super::quote::{ident, literal};
use crate::engine::{External, Refusal};
use crate::error::Fault;

/// The program, and what it is told of the server.
#[derive(Clone)]
pub struct Handover {
    external: External,
    options: MySqlConnectOptions,
    password: String,
}

impl std::fmt::Debug for Handover {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // There is a password in it.
        f.debug_struct("Handover").field("external", &self.external).finish_non_exhaustive()
    }
}

impl Handover {
    /// For changes on the server of that URL.
    ///
    /// # Errors
    /// When the URL cannot be read.
    pub fn new(external: External, url: &str) -> Result<Self, Fault> {
        Ok(Self {
            external,
            options: parse(url)?,
            password: environment::password(url, &|name| std::env::var(name).ok()),
        })
    }

    /// Starts the program.
    fn start(&self, altering: &Altering, alter: &str, database: &str) -> std::io::Result<tokio::process::Child> {
        let socket = self.options.get_socket().map(|path| path.display().to_string()).unwrap_or_default();
        let words = self.external.words(|name| match name {
            "database" => database.to_owned(),
            "table" => altering.table.clone(),
            "alter" => alter.to_owned(),
            "host" => self.options.get_host().to_owned(),
            "port" => self.options.get_port().to_string(),
            "user" => self.options.get_username().to_owned(),
            _ => socket.clone(),
        });
        let mut words = words.into_iter();
        let mut command = tokio::process::Command::new(words.next().unwrap_or_default());
        // What the server's own clients read, and what gh-ost does.
        command.args(words).env("MYSQL_PWD", &self.password).env("GH_OST_PASSWORD", &self.password);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()
    }

    /// A refusal in the program's own words.
    fn refused(&self, message: String, output: Option<&Output>) -> Refusal {
        const LINES: usize = 20;
        let said = |bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes).into_owned();
            let text = if self.password.is_empty() { text } else { text.replace(&self.password, "***") };
            let lines: Vec<&str> = text.lines().collect();
            lines.get(lines.len().saturating_sub(LINES)..).unwrap_or_default().join("\n")
        };
        let mut details = Vec::new();
        if let Some(output) = output {
            let own = [("its stderr", said(&output.stderr)), ("its stdout", said(&output.stdout))];
            details.extend(own.into_iter().filter(|(_, text)| !text.is_empty()));
        }
        Refusal {
            code: "external_alter".to_owned(),
            label: "external_alter".to_owned(),
            message,
            details,
            hint: Some(
                "look at what it says, remove what it has left behind, and run this again; without `external_alter` in \
                 dbtool.yaml the server itself does it"
                    .to_owned(),
            ),
            ..Refusal::default()
        }
    }
}

impl Connection {
    /// Hands a statement to the program that is there for changes of large tables, where it is such a change; none
    /// where the server is to run it.
    pub(super) async fn hand_over(&mut self, sql: &str) -> Option<Result<(), Refusal>> {
        let handover = self.handover().cloned()?;
        let altering = Altering::read(sql).filter(Altering::can_be_handed_over)?;
        let alter = altering.bare()?;
        let size = self.size(&altering.table).await;
        if size < handover.external.over {
            return None;
        }
        Some(self.handed(&handover, &altering, &alter).await)
    }

    async fn handed(&mut self, handover: &Handover, altering: &Altering, alter: &str) -> Result<(), Refusal> {
        const AWAKE: Duration = Duration::from_secs(60);
        let name = handover.external.command.first().cloned().unwrap_or_default();
        let before = self.as_created(&altering.table).await;
        let database = self.database().to_owned();
        let started = handover.start(altering, alter, &database);
        let child = started.map_err(|error| handover.refused(format!("{name} does not start: {error}"), None))?;
        let running = child.wait_with_output();
        tokio::pin!(running);
        let output = loop {
            tokio::select! {
                ended = &mut running => {
                    break ended.map_err(|error| handover.refused(format!("{name} was lost: {error}"), None))?;
                }
                () = tokio::time::sleep(AWAKE) => {
                    // The lock of the run is this session's, which a server ends that hears nothing for long.
                    let _ = self.texts("SELECT 1").await;
                }
            }
        };
        if !output.status.success() {
            let message = format!("{name} failed to alter {} ({})", altering.table, output.status);
            return Err(handover.refused(message, Some(&output)));
        }
        // Where it is only written anew there is nothing to be seen.
        if !altering.only_rewrites() && self.as_created(&altering.table).await == before {
            let message = format!("{name} ended well, and {} is as it was", altering.table);
            return Err(handover.refused(message, Some(&output)));
        }
        Ok(())
    }

    /// How big a table is with its indexes, in bytes; 0 where nobody knows.
    async fn size(&mut self, table: &str) -> u64 {
        if self.flavour() == Flavour::Mysql {
            // Or the answer may be a day old.
            let _ = self.texts("SET SESSION information_schema_stats_expiry = 0").await;
        }
        let sql = format!(
            "SELECT DATA_LENGTH + INDEX_LENGTH FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND \
             TABLE_NAME = {}",
            literal(table)
        );
        let rows = self.texts(&sql).await.unwrap_or_default();
        rows.first().and_then(|row| row.text(0)).and_then(|text| text.parse().ok()).unwrap_or_default()
    }

    async fn as_created(&mut self, table: &str) -> Option<String> {
        let rows = self.texts(&format!("SHOW CREATE TABLE {}", ident(table))).await.ok()?;
        rows.first().and_then(|row| row.text(1)).map(str::to_owned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_told() {
        let external = External { command: vec!["x".to_owned()], over: 1 };
        let handover = Handover::new(external, "mysql://u:secret@h/d").unwrap();
        assert!(!format!("{handover:?}").contains("secret"));
        let output = Output { status: Default::default(), stdout: Vec::new(), stderr: b"a secret told".to_vec() };
        assert_eq!(handover.refused("m".to_owned(), Some(&output)).details, [("its stderr", "a *** told".to_owned())]);
    }
}
