//! A session with a Cassandra or ScyllaDB cluster: the async half.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;
use std::time::Duration;

use scylla::client::execution_profile::ExecutionProfile;
use scylla::client::session::Session;
use scylla::client::session_builder::SessionBuilder;
use scylla::errors::{ExecutionError, RequestAttemptError};
use scylla::policies::speculative_execution::SimpleSpeculativeExecutionPolicy;
use scylla::statement::unprepared::Statement;
use scylla::statement::{Consistency, SerialConsistency};
use scylla::value::Row as Values;

use super::agreement::Onlooker;
use super::quote::{ident, literal};
use super::value::{self, Cells};
use super::{relay, tls};
use crate::engine::version::number;
use crate::engine::{Failed, Refusal, Row};
use crate::error::{Cause, Fault};
use crate::percent;

/// The oldest Cassandra that is spoken to; ScyllaDB calls itself a Cassandra 3 and is told apart.
const OLDEST: u32 = 40_000;

/// How long a statement may take: one of the schema waits for every node.
const PATIENCE: Duration = Duration::from_secs(600);

/// How long a node has to answer what another may be asked as well.
const HASTE: Duration = Duration::from_secs(2);

/// How long a node may be silent.
const SILENCE: Duration = Duration::from_secs(30);

/// How long keeping up the lock may take: less than it lasts.
const URGENT: Duration = Duration::from_secs(8);

/// Which of the two it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavour {
    /// Apache Cassandra.
    Cassandra,
    /// ScyllaDB.
    Scylla,
}

/// What a URL says.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    /// Contact points, each with its port.
    pub hosts: Vec<String>,
    /// The keyspace; empty where the URL names none.
    pub keyspace: String,
    account: Option<(String, String)>,
    consistency: Option<Consistency>,
    tls: tls::Settings,
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The account holds a password.
        f.debug_struct("Address").field("hosts", &self.hosts).field("keyspace", &self.keyspace).finish_non_exhaustive()
    }
}

/// A session with a cluster, in one keyspace.
#[derive(Debug)]
pub struct Connection {
    session: Arc<Session>,
    version: u32,
    flavour: Flavour,
    keyspace: String,
    /// The role that it is of; none where nobody is asked who they are.
    user: Option<String>,
    /// What other runners of migrations know this session by.
    token: String,
    pulse: Option<tokio::task::JoinHandle<()>>,
}

impl Drop for Connection {
    fn drop(&mut self) {
        if let Some(pulse) = self.pulse.take() {
            pulse.abort();
        }
    }
}

impl Connection {
    /// Opens a session. `url` is `cassandra://…` or `scylla://…`.
    ///
    /// # Errors
    /// When the URL cannot be read or names no keyspace that is there, or the cluster cannot be reached
    /// or is too old. No message holds the password.
    pub async fn open(url: &str) -> Result<Self, Fault> {
        let address = parse(url)?;
        let target = describe(&address);
        let profile = ExecutionProfile::builder()
            .consistency(address.consistency.unwrap_or(Consistency::LocalQuorum))
            .serial_consistency(Some(SerialConsistency::Serial))
            .request_timeout(Some(PATIENCE))
            // What may be asked twice is asked another node where one does not answer.
            .speculative_execution_policy(Some(Arc::new(SimpleSpeculativeExecutionPolicy {
                max_retry_count: 2,
                retry_interval: HASTE,
            })))
            .build();
        let mut builder = SessionBuilder::new()
            .connection_timeout(Duration::from_secs(10))
            .fetch_schema_metadata(false)
            // A node that is silent for longer counts as gone: the others agree without it.
            .keepalive_interval(Duration::from_secs(5))
            .keepalive_timeout(SILENCE)
            .schema_agreement_interval(Duration::from_millis(20))
            .schema_agreement_timeout(Duration::from_secs(120))
            .default_execution_profile_handle(profile.into_handle());
        if let Some((user, password)) = &address.account {
            builder = builder.user(user, password);
        }
        builder = if address.tls.is_on() {
            relay::around(builder, &address.tls, &address.hosts, &target).await?
        } else {
            builder.known_nodes(&address.hosts)
        };
        let session = match builder.build().await {
            Ok(session) => session,
            Err(error) => {
                let fault =
                    Fault::new(format!("cannot connect to {target}")).detail(error.to_string()).of(Cause::Unreached);
                let wanted = !address.tls.is_on() && tls::is_wanted(&address.hosts).await;
                return Err(fault.hint(if wanted {
                    "it speaks TLS there and nothing else: add ?sslmode=verify-full&sslrootcert=FILE to the URL"
                } else {
                    "is a Cassandra or ScyllaDB node running there? Check host, port, user and password"
                }));
            }
        };
        let token = format!("{:016x}", RandomState::new().hash_one(std::process::id()));
        let mut opened = Self {
            session: Arc::new(session),
            version: 0,
            flavour: Flavour::Cassandra,
            keyspace: address.keyspace.clone(),
            user: address.account.map(|(user, _)| user),
            token,
            pulse: None,
        };
        opened.greet(&target).await?;
        Ok(opened)
    }

    /// Asks who the cluster is, and goes into the keyspace.
    async fn greet(&mut self, target: &str) -> Result<(), Fault> {
        let rows = self.texts("SELECT release_version FROM system.local").await?;
        let words = rows.first().and_then(|row| row.text(0)).unwrap_or_default().to_owned();
        self.version = number(&words);
        let scylla = "SELECT table_name FROM system_schema.tables \
                      WHERE keyspace_name = 'system_schema' AND table_name = 'scylla_tables'";
        if !self.texts(scylla).await?.is_empty() {
            self.flavour = Flavour::Scylla;
        } else if self.version < OLDEST {
            return Err(Fault::new(format!("{target} is too old: Cassandra {words}"))
                .hint("dbtool supports Cassandra 4.0 and later, and ScyllaDB; upgrade the cluster"));
        }
        if self.keyspace.is_empty() {
            return Err(Fault::new(format!("the URL of {target} names no keyspace"))
                .hint("write it as cassandra://USER:PASSWORD@HOST:PORT/KEYSPACE"));
        }
        let name = self.keyspace.clone();
        let there =
            format!("SELECT keyspace_name FROM system_schema.keyspaces WHERE keyspace_name = {}", literal(&name));
        if self.texts(&there).await?.is_empty() {
            return Err(Fault::new(format!("there is no keyspace {name} at {target}")).hint(format!(
                "correct its name, or make it: CREATE KEYSPACE {} WITH replication = {{'class': 'NetworkTopologyStrategy', \
                 'replication_factor': 3}}",
                ident(&name)
            )));
        }
        self.session
            .use_keyspace(name.clone(), true)
            .await
            .map_err(|error| Fault::new(format!("cannot use keyspace {name}")).detail(error.to_string()))
    }

    /// The server's version: 40109 for 4.1.9.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// Which of the two it is.
    pub fn flavour(&self) -> Flavour {
        self.flavour
    }

    /// The keyspace's name.
    pub fn database(&self) -> &str {
        &self.keyspace
    }

    /// The role that the URL names.
    pub(super) fn user(&self) -> Option<&str> {
        self.user.as_deref()
    }

    /// What tells this session from others that migrate.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Runs a statement again and again beside all else, until the session ends.
    pub(super) fn keep_running(&mut self, cql: String, pause: Duration) {
        let session = Arc::clone(&self.session);
        if let Some(former) = self.pulse.take() {
            former.abort();
        }
        self.pulse = Some(tokio::spawn(async move {
            loop {
                tokio::time::sleep(pause).await;
                // What fails is found out by who asks next whether the lock is held.
                let mut statement = Statement::new(cql.as_str());
                statement.set_is_idempotent(true);
                statement.set_request_timeout(Some(URGENT));
                let _ = session.query_unpaged(statement, ()).await;
            }
        }));
    }

    /// Runs one statement; schema agreement of all nodes is awaited by the driver where it is needed.
    async fn one(&self, cql: &str) -> Result<Vec<Cells>, ExecutionError> {
        let mut statement = Statement::new(cql);
        // Not what reads tables of a person's: it may take long everywhere.
        let light = cql.starts_with("SELECT ") && cql.contains(" FROM system");
        statement.set_is_idempotent(light || super::ledger::keeps_lock(cql));
        let answer = self.session.query_unpaged(statement, ()).await?;
        let Ok(rows) = answer.into_rows_result() else { return Ok(Vec::new()) };
        let names: Vec<String> = rows.column_specs().iter().map(|column| column.name().to_owned()).collect();
        let Ok(rows) = rows.rows::<Values>() else { return Ok(Vec::new()) };
        let cells = |row: Values| Cells(names.iter().cloned().zip(row.columns).collect());
        Ok(rows.flatten().map(cells).collect())
    }

    /// Runs CQL that dbtool wrote or a migration file holds, one statement or several, one after
    /// another; errors show `shown` in its place.
    ///
    /// # Errors
    /// The server's own message.
    pub async fn execute_as(&mut self, cql: &str, shown: &str) -> Result<(), Fault> {
        for range in super::script::statements(cql) {
            let text = cql.get(range).unwrap_or_default();
            if let Err(error) = self.one(text).await {
                let fault = fault_in(if cql == shown { text } else { shown }, &error);
                return Err(match self.disagreement(&error).await {
                    Some(message) => Fault { message, ..fault }.hint(
                        "have every node answer and run this again: `nodetool describecluster` lists their schemas",
                    ),
                    None => fault,
                });
            }
        }
        Ok(())
    }

    /// Runs CQL for a caller who tells a person where in a file it failed.
    ///
    /// # Errors
    /// What the driver says, and the number of statements that were done before.
    pub async fn script(&mut self, cql: &str) -> Result<(), Failed> {
        for (done, range) in super::script::statements(cql).into_iter().enumerate() {
            if let Err(error) = self.one(cql.get(range).unwrap_or_default()).await {
                let message = self.disagreement(&error).await.unwrap_or_else(|| error.to_string());
                return Err(Failed { message, refusal: refusal(&error), done });
            }
        }
        Ok(())
    }

    /// Names the nodes for which a change of the schema was waited for in vain.
    async fn disagreement(&self, error: &ExecutionError) -> Option<String> {
        let ExecutionError::SchemaAgreementError(reason) = error else { return None };
        let lagging = self.onlooker().lagging().await;
        let nodes = if lagging.is_empty() { reason.to_string() } else { lagging.join(", ") };
        Some(format!("the nodes do not agree on the schema: {nodes}"))
    }

    /// Who looks at the nodes while this session waits for them.
    pub fn onlooker(&self) -> Onlooker {
        Onlooker(Arc::clone(&self.session))
    }

    /// The rows of a query that dbtool wrote, their values as text.
    ///
    /// # Errors
    /// The server's own message.
    pub async fn texts(&mut self, cql: &str) -> Result<Vec<Row>, Fault> {
        let rows = self.cells(cql).await?;
        let text = |cells: Cells| Row(cells.0.iter().map(|(_, value)| value.as_ref().map(value::text)).collect());
        Ok(rows.into_iter().map(text).collect())
    }

    /// The same with their columns' names.
    pub(super) async fn cells(&mut self, cql: &str) -> Result<Vec<Cells>, Fault> {
        self.one(cql).await.map_err(|error| fault_in(cql, &error))
    }
}

impl Connection {
    /// Says goodbye to the cluster.
    pub async fn close(self) {
        // The driver ends its connections when it is dropped.
        drop(self);
    }
}

/// Reads a connection URL: `cassandra://USER:PASSWORD@HOST:PORT,HOST/KEYSPACE?consistency=quorum`.
///
/// # Errors
/// When it is none. The message leaves out what the URL holds, for it may hold a password.
pub fn parse(url: &str) -> Result<Address, Fault> {
    let bad = |detail: &str| {
        Fault::new("the database URL cannot be read").detail(detail).hint(
            "write it as cassandra://USER:PASSWORD@HOST:PORT/KEYSPACE, special characters percent-encoded; several \
             hosts stand with commas between them",
        )
    };
    let rest = url.split_once("://").map(|(_, rest)| rest).ok_or_else(|| bad("it has no scheme"))?;
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (server, keyspace) = rest.split_once('/').unwrap_or((rest, ""));
    let (account, hosts) = match server.rsplit_once('@') {
        Some((account, hosts)) => (Some(account), hosts),
        None => (None, server),
    };
    let decoded = |text: &str| percent::decode(text).ok_or_else(|| bad("a percent sign is not followed by two digits"));
    let account = match account.map(|account| account.split_once(':').unwrap_or((account, ""))) {
        Some((user, password)) => Some((decoded(user)?, decoded(password)?)),
        None => None,
    };
    let with_port = |host: &str| {
        let has_port = host.rsplit_once(':').is_some_and(|(name, _)| !name.contains(':') || name.ends_with(']'));
        if has_port { host.to_owned() } else { format!("{host}:9042") }
    };
    let hosts: Vec<String> = hosts.split(',').filter(|host| !host.is_empty()).map(with_port).collect();
    if hosts.is_empty() {
        return Err(bad("it names no host"));
    }
    let (mut consistency, mut tls) = (None, tls::Settings::default());
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        match key {
            "consistency" => {
                consistency = Some(level(value).ok_or_else(|| {
                    bad("`consistency` is one, two, three, quorum, all, local_quorum, each_quorum or local_one")
                })?);
            }
            _ if tls.take(key, &decoded(value)?).map_err(bad)? => {}
            _ => {
                return Err(bad(&format!(
                    "the parameter `{key}` is not known: there are `consistency`, `sslmode`, `sslrootcert`, `sslcert` and \
                     `sslkey`"
                )));
            }
        }
    }
    tls.check().map_err(bad)?;
    Ok(Address { hosts, keyspace: decoded(keyspace)?, account, consistency, tls })
}

/// What a statement that was done answers when it is run again: its code is that of any mistake.
const REPEATED: &[&str] = &[
    "already exist",
    "conflicts with an existing",
    "was not found",
    "doesn't exist",
    "does not exist",
    "not found in",
    "is already in use",
];

fn level(word: &str) -> Option<Consistency> {
    Some(match word.to_ascii_lowercase().as_str() {
        "one" => Consistency::One,
        "two" => Consistency::Two,
        "three" => Consistency::Three,
        "quorum" => Consistency::Quorum,
        "all" => Consistency::All,
        "local_quorum" => Consistency::LocalQuorum,
        "each_quorum" => Consistency::EachQuorum,
        "local_one" => Consistency::LocalOne,
        _ => return None,
    })
}

/// The cluster as messages name it: hosts and keyspace, never the password.
pub fn describe(address: &Address) -> String {
    format!("{}/{}", address.hosts.join(","), address.keyspace)
}

fn fault_in(cql: &str, error: &ExecutionError) -> Fault {
    const LINES: usize = 12;
    let mut lines: Vec<&str> = cql.trim().lines().collect();
    if lines.len() > LINES {
        lines.truncate(LINES);
        lines.push("…");
    }
    let detail = format!("in: {}", lines.join("\n    "));
    let server = refusal(error);
    let message = server.map_or_else(|| error.to_string(), |server| format!("{} ({})", server.message, server.label));
    Fault::new(message).detail(detail)
}

/// What the server says of a statement that it refuses.
fn refusal(error: &ExecutionError) -> Option<Refusal> {
    let ExecutionError::LastAttemptError(RequestAttemptError::DbError(error, message)) = error else { return None };
    let code = error.code(&scylla::frame::protocol_features::ProtocolFeatures::default());
    let lower = message.to_ascii_lowercase();
    let repeated = REPEATED.iter().any(|words| lower.contains(words));
    Some(Refusal {
        code: format!("{code:04x}{}", if repeated { "-repeated" } else { "" }),
        label: format!("error 0x{code:04x}"),
        message: message.clone(),
        ..Refusal::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_read() {
        let read = parse("cassandra://me:p%40ss@h1,h2:9043/ks?consistency=quorum").unwrap();
        assert_eq!(read.hosts, ["h1:9042", "h2:9043"]);
        assert_eq!(read.account, Some(("me".to_owned(), "p@ss".to_owned())));
        assert_eq!((read.keyspace.as_str(), read.consistency), ("ks", Some(Consistency::Quorum)));
        assert_eq!(describe(&read), "h1:9042,h2:9043/ks");
        assert_eq!(parse("scylla://[::1]/k").unwrap().hosts, ["[::1]:9042"]);
        let secure =
            parse("cassandra://h/k?sslmode=verify-full&sslrootcert=a%20b.pem&sslcert=c.pem&sslkey=k.pem").unwrap();
        assert!(secure.tls.is_on() && format!("{:?}", secure.tls).contains("a b.pem"));
        assert!(!parse("cassandra://h/k?sslmode=disable").unwrap().tls.is_on());
        for (query, said) in [
            ("sslmode=prefer", "does not negotiate"),
            ("sslrootcert=a.pem", "with `sslmode` alone"),
            ("sslmode=require&sslcert=a.pem", "go together"),
            ("sslmoed=require", "`sslmoed` is not known"),
        ] {
            let fault = parse(&format!("cassandra://h/k?{query}")).unwrap_err();
            assert!(fault.detail.as_deref().unwrap_or_default().contains(said), "{fault}");
        }
        for wrong in ["cassandra:///ks", "cassandra://h/ks?tls=on", "cassandra://a%4:b@h/ks", "nothing"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
