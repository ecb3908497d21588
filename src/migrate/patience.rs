//! Waiting for locks that others hold: who holds them is told while a statement waits, and what waited
//! in vain is tried again after a pause.

use std::sync::Mutex;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::Value;

use crate::engine::scan::quoted;
use crate::engine::{Connection, Failed, Ledger};
use crate::error::Fault;
use crate::ui::Ui;

/// How long a statement runs before anyone asks what it waits for, and how often then.
const PAUSES: (Duration, Duration) = (Duration::from_millis(300), Duration::from_millis(700));

/// How much of a query is shown.
const SHOWN: usize = 100;

/// The pause before a further try: twice as long each time, and up to half as much again, so that
/// rivals for a lock do not meet anew.
pub fn backoff(attempt: u32) -> Duration {
    let base = 500_u64 << attempt.min(6);
    let nanos = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.subsec_nanos());
    Duration::from_millis(base + u64::from(nanos) % (base / 2))
}

/// Runs a script on a cluster, and tells meanwhile which nodes it waits for.
pub(super) async fn beside(connection: &mut Connection, sql: &str, ui: &Ui) -> Result<(), Failed> {
    /// How long a statement takes before anyone asks.
    const LONG: Duration = Duration::from_secs(3);
    let Some(onlooker) = connection.onlooker() else { return connection.script(sql).await };
    let look = async {
        let mut told = Vec::new();
        loop {
            tokio::time::sleep(LONG).await;
            let nodes = onlooker.lagging().await;
            if nodes != told && !nodes.is_empty() {
                let text = format!("waiting for the nodes to agree on the schema: {}", nodes.join(", "));
                let fields = [("event", Value::from("waiting")), ("nodes", Value::from(nodes.clone()))];
                ui.step(&text, &fields);
            }
            told = nodes;
        }
    };
    tokio::select! {
        biased;
        ended = connection.script(sql) => ended,
        () = look => Ok(()),
    }
}

/// What a second session sees of the one that waits.
pub(super) struct Watch<'a> {
    /// How the server is reached.
    pub(super) url: &'a str,
    /// What the server calls the session.
    pub(super) session: String,
    /// Who was last seen to hold what is waited for.
    pub(super) holders: Mutex<Vec<String>>,
    pub(super) ui: &'a Ui,
}

impl<'a> Watch<'a> {
    /// Nothing where the server has no name for its sessions.
    pub(super) async fn of(
        connection: &mut Connection,
        url: Option<&'a str>,
        ui: &'a Ui,
    ) -> Result<Option<Self>, Fault> {
        let (Some(url), Some(ask)) = (url, connection.ledger().session_id()) else { return Ok(None) };
        let session = text(connection, ask).await?;
        Ok(Some(Self { url, session, holders: Mutex::default(), ui }))
    }

    /// Fails where the connection gives each transaction another session, as poolers do: no lock holds
    /// there. A second connection is given the same one, while the first does nothing, or the first
    /// another one after that.
    pub(super) async fn refuse_poolers(&self, connection: &mut Connection) -> Result<(), Fault> {
        let Some(ask) = connection.ledger().session_id() else { return Ok(()) };
        // A server that takes no second connection cannot be asked.
        let Ok(mut other) = Connection::open(self.url).await else { return Ok(()) };
        let theirs = text(&mut other, ask).await;
        let ours = text(connection, ask).await;
        other.close().await;
        if theirs? == self.session || ours? != self.session {
            return Err(Fault::new("a pooler lends this connection another session for each transaction")
                .detail("the lock that keeps other runners away cannot hold there; nothing was run")
                .hint("connect to the server itself, or by way of a pool in session mode, for migrations"));
        }
        Ok(())
    }

    /// Runs a script, and tells meanwhile what it waits for.
    pub(super) async fn script(&self, connection: &mut Connection, sql: &str) -> Result<(), Failed> {
        self.seen().clear();
        let ledger = connection.ledger();
        let running = connection.script(sql);
        tokio::pin!(running);
        tokio::select! {
            biased;
            ended = &mut running => ended,
            () = self.look(ledger) => Ok(()),
        }
    }

    /// Looks on, for ever. What cannot be seen is not told; the statement ends by itself or by its timeout.
    async fn look(&self, ledger: &dyn Ledger) {
        let mut told = Vec::new();
        let mut progress = Progress::default();
        let mut other = self.other().await;
        loop {
            progress.look(&mut other, ledger, self).await;
            let found = holders(&mut other, ledger, &self.session).await;
            if !found.is_empty() {
                let names: Vec<String> = found.iter().map(|holder| holder.name.clone()).collect();
                let words: Vec<String> = found.into_iter().map(|holder| holder.words).collect();
                if names != told {
                    let text = format!("waiting for a lock that is held by {}", words.join("; "));
                    let holders = Value::from(words.clone());
                    self.ui.step(&text, &[("event", Value::from("waiting")), ("holders", holders)]);
                }
                *self.seen() = words;
                told = names;
            }
            tokio::time::sleep(PAUSES.1).await;
        }
    }

    /// A second session. Where those that wait take all the room, there may be some a moment later.
    async fn other(&self) -> Connection {
        loop {
            tokio::time::sleep(PAUSES.0).await;
            if let Ok(other) = Connection::open(self.url).await {
                return other;
            }
        }
    }

    /// Adds to a fault who held what was waited for.
    pub(super) fn explain(&self, fault: Fault) -> Fault {
        let holders = self.seen().clone();
        if holders.is_empty() {
            return fault;
        }
        let detail = fault.detail.clone().unwrap_or_default();
        let lines: String = holders.iter().map(|holder| format!("\nthe lock was held by {holder}")).collect();
        fault.detail(format!("{detail}{lines}").trim_start().to_owned())
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, Vec<String>> {
        self.holders.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// What was last said of how far a statement is.
#[derive(Default)]
struct Progress {
    phase: String,
    at: Option<Instant>,
    since: Option<Instant>,
}

impl Progress {
    async fn look(&mut self, other: &mut Connection, ledger: &dyn Ledger, watch: &Watch<'_>) {
        /// How often a line is worth it where there is no terminal.
        const PAUSE: Duration = Duration::from_secs(10);
        /// What is over before this needs no line.
        const SOON: Duration = Duration::from_secs(3);
        let Some(ask) = ledger.progress(&watch.session) else { return };
        let Ok(rows) = other.rows(&ask).await else { return };
        let Some(row) = rows.first() else { return };
        let number = |index: usize| row.text(index).and_then(|text| text.parse::<u64>().ok()).unwrap_or_default();
        let (phase, done, total) = (row.text(0).unwrap_or_default(), number(1), number(2));
        let percent = (done.min(total) * 100).checked_div(total);
        let share = match percent {
            Some(percent) => format!(" {percent} % ({done} of {total})"),
            None if done > 0 => format!(" ({done})"),
            None => String::new(),
        };
        let lasts = self.since.get_or_insert_with(Instant::now).elapsed() >= SOON;
        let told = lasts && (self.phase != phase || self.at.is_none_or(|at| at.elapsed() >= PAUSE));
        let fields = [
            ("event", Value::from("progress")),
            ("phase", Value::from(phase)),
            ("done", Value::from(done)),
            ("total", Value::from(total)),
        ];
        watch.ui.progress(&format!("{phase}{share}"), (done, total), told, &fields);
        if told {
            phase.clone_into(&mut self.phase);
            self.at = Some(Instant::now());
        }
    }
}

/// Who holds a lock.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Holder {
    /// What the server calls its session.
    name: String,
    /// The same for a person.
    words: String,
}

async fn holders(other: &mut Connection, ledger: &dyn Ledger, session: &str) -> Vec<Holder> {
    let doubled = ledger.has_double_quoted_strings();
    for ask in ledger.blockers(session) {
        // A server may not let everyone look everywhere: then the next query has to do.
        let Ok(rows) = other.rows(&ask).await else { continue };
        let holder = |row: &crate::engine::Row| {
            let text = |index: usize| row.text(index).unwrap_or_default();
            let mut words = format!("{} (user {}", text(0), text(1));
            if !text(2).is_empty() {
                words.push_str(&format!(", {}", text(2)));
            }
            if !text(3).is_empty() {
                words.push_str(&format!(", {}", text(3)));
            }
            words.push_str(&format!(", for {} s)", text(4)));
            if !text(5).is_empty() {
                words.push_str(&format!(": {}", shortened(text(5), doubled)));
            }
            Holder { name: text(0).to_owned(), words }
        };
        let found: Vec<Holder> = rows.iter().map(holder).collect();
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

pub(super) async fn text(connection: &mut Connection, ask: &str) -> Result<String, Fault> {
    let rows = connection.rows(ask).await?;
    Ok(rows.first().and_then(|row| row.text(0)).unwrap_or_default().to_owned())
}

/// A query on one line, without the values in it, which are nobody's to read.
fn shortened(sql: &str, doubled: bool) -> String {
    let mut out = String::new();
    let mut at = 0;
    while let Some(rest) = sql.get(at..).filter(|rest| !rest.is_empty()) {
        let dollar = rest.strip_prefix('$').and_then(|after| after.find('$')).map(|end| end + 2);
        let tag = dollar
            .filter(|_| !doubled)
            .and_then(|end| rest.get(..end))
            .filter(|tag| tag.trim_matches('$').chars().all(|c| c.is_alphanumeric() || c == '_'));
        let length = match rest.chars().next() {
            // Whether a backslash escapes, settings say: nobody can tell then where a value ends.
            Some('\'' | '"') if rest.contains('\\') && (doubled || rest.starts_with('\'')) => rest.len(),
            Some('\'') => quoted(rest, '\'', false),
            Some('"') if doubled => quoted(rest, '"', false),
            _ => match tag {
                Some(tag) => {
                    rest.get(tag.len()..).and_then(|body| body.find(tag)).map_or(rest.len(), |end| end + 2 * tag.len())
                }
                None => 0,
            },
        };
        if length > 0 {
            out.push('…');
            at += length;
            continue;
        }
        let c = rest.chars().next().unwrap_or_default();
        if !c.is_whitespace() {
            out.push(c);
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
        at += c.len_utf8();
    }
    let out = out.trim();
    match out.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", out.get(..end).unwrap_or_default().trim_end()),
        None => out.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_shown_without_values() {
        assert_eq!(
            shortened("UPDATE  t\nSET a = 'it''s' WHERE \"c\" = 1", false),
            "UPDATE t SET a = … WHERE \"c\" = 1"
        );
        assert_eq!(shortened("UPDATE t SET a = E'x\\'y', b = 'secret'", false), "UPDATE t SET a = E…");
        assert_eq!(shortened("UPDATE t SET a = 'x\\', b = 'secret'", false), "UPDATE t SET a = …");
        assert_eq!(shortened("DO $x$ secret $x$; SELECT $1", false), "DO …; SELECT $1");
        assert_eq!(shortened("SET PASSWORD = \"a''b\", c = 1", true), "SET PASSWORD = …, c = 1");
        assert_eq!(shortened("ALTER ROLE r PASSWORD 'cut of", false), "ALTER ROLE r PASSWORD …");
        assert_eq!(shortened(&"é ".repeat(200), false).chars().count(), SHOWN);
    }

    #[test]
    fn pauses_grow_and_differ() {
        for attempt in 0..9 {
            let base = Duration::from_millis(500 << attempt.min(6));
            let pause = backoff(attempt);
            assert!(pause >= base && pause < base * 3 / 2, "{attempt}: {pause:?}");
        }
    }
}
