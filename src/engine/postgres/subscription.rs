//! Subscriptions, made and dropped without a word to the publisher: its replication slot is its own.

use indexmap::IndexSet;
use sqlx::postgres::PgRow;

use super::conninfo;
use super::quote::{ident, list, literal};
use super::read::{Get, Reader, class};
use super::secret::guarded;
use super::sql::{Part, Sql, one};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Attributes, Kind, ObjectId, Redacted, Subscription};

pub(super) const QUERY: &str = include_str!("catalog/subscription.sql");

/// The options with what the server takes for each by itself. `streaming` is none of them.
pub const DEFAULTS: [(&str, &str); 8] = [
    ("binary", "false"),
    ("disable_on_error", "false"),
    ("failover", "false"),
    ("origin", "any"),
    ("password_required", "true"),
    ("run_as_owner", "false"),
    ("synchronous_commit", "off"),
    ("two_phase", "false"),
];

/// Those that only a publisher can be told of, and only outside of a transaction.
const FIXED: [&str; 2] = ["failover", "two_phase"];

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let name: &str = row.value("name")?;
    let mut options = Attributes::new();
    for (option, usual) in DEFAULTS {
        let value = match option {
            "origin" | "synchronous_commit" => row.value(option)?,
            _ => row.value::<bool>(option)?.to_string(),
        };
        if value != usual {
            options.insert(option.to_owned(), value);
        }
    }
    let connection: Option<&str> = row.value("connection")?;
    let publications: Option<Vec<String>> = row.value("publications")?;
    let object = Subscription {
        connection: connection.map(|text| conninfo::redact(text, name)),
        publications: publications.unwrap_or_default().into_iter().collect(),
        slot: row.value("slot")?,
        enabled: row.value("enabled")?,
        streaming: row.value("streaming")?,
        options,
    };
    let id = ObjectId::global(Kind::Subscription, name);
    if object.connection.is_none() {
        reader.leave_out("connection of a subscription, which you may not see,", &id);
    }
    reader.add((class::SUBSCRIPTION, row.oid("oid")?, 0), id, object);
    Ok(())
}

/// `slot_name = 's'`, as a parameter.
fn slot(name: Option<&String>) -> String {
    format!("slot_name = {}", name.map_or("NONE".to_owned(), |name| literal(name)))
}

fn all(publications: &IndexSet<String>) -> String {
    list(&publications.iter().collect::<Vec<_>>())
}

fn pair(name: &str, value: &str) -> String {
    format!("{name} = {}", literal(value))
}

/// A statement that tells a connection string.
fn connecting(sql: String, connection: Option<&Redacted>) -> Statement {
    let mut statement = Statement::new(sql);
    statement.secrets = connection.map(conninfo::placeholders).unwrap_or_default();
    statement
}

fn string(connection: Option<&Redacted>) -> String {
    let text = connection.map(|text| text.0.as_str()).unwrap_or_default();
    if text.contains("${") { guarded(text) } else { literal(text) }
}

fn enable(id: &ObjectId) -> Statement {
    Statement::new(format!("ALTER SUBSCRIPTION {} ENABLE", ident(&id.name))).hazard(
        super::hazard::CONNECTS,
        "it begins to receive from the publisher, and takes what another subscription to the same slot would receive",
    )
}

impl Sql for Subscription {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        let Self { connection, publications, slot: slot_name, enabled, streaming, options } = self;
        let name = ident(&id.name);
        // The publisher may be out of reach: no slot is made there, and no rows are copied.
        let mut parameters = vec!["connect = false".to_owned()];
        if slot_name.as_deref() != Some(&*id.name) {
            parameters.push(slot(slot_name.as_ref()));
        }
        parameters.extend(streaming.iter().map(|value| pair("streaming", value)));
        parameters.extend(options.iter().map(|(name, value)| pair(name, value)));
        let sql = format!(
            "CREATE SUBSCRIPTION {name} CONNECTION {} PUBLICATION {} WITH ({})",
            string(connection.as_ref()),
            all(publications),
            parameters.join(", ")
        );
        let message = match slot_name {
            Some(slot) => format!("the replication slot {slot} is not made at the publisher: make it there"),
            None => "it has no replication slot: make one at the publisher and name it".to_owned(),
        };
        let made = connecting(sql, connection.as_ref()).hazard(
            super::hazard::NO_SLOT,
            format!("{message}; rows that are there are not copied until REFRESH PUBLICATION"),
        );
        [made].into_iter().chain(enabled.then(|| enable(id))).collect()
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        let name = ident(&id.name);
        // To drop its slot too, the server would have to reach the publisher, outside of a transaction.
        let mut statements = Vec::new();
        if self.enabled {
            statements.extend(one(format!("ALTER SUBSCRIPTION {name} DISABLE")));
        }
        let dropped = Statement::new(format!("DROP SUBSCRIPTION {name}"));
        let Some(slot) = &self.slot else {
            statements.push(dropped);
            return statements;
        };
        statements.extend(one(format!("ALTER SUBSCRIPTION {name} SET (slot_name = NONE)")));
        let message = format!("the replication slot {slot} stays at the publisher and holds its WAL: drop it there");
        statements.push(dropped.hazard(super::hazard::SLOT_STAYS, message));
        statements
    }

    fn alter(&self, id: &ObjectId, after: &Self, _: Sides<'_>) -> Alteration {
        let fixed = |side: &Self| FIXED.map(|option| side.options.get(option).cloned());
        if fixed(self) != fixed(after) {
            return Alteration::Replace;
        }
        let name = ident(&id.name);
        let mut statements = Vec::new();
        if self.enabled && !after.enabled {
            statements.extend(one(format!("ALTER SUBSCRIPTION {name} DISABLE")));
        }
        if self.connection != after.connection {
            let sql = format!("ALTER SUBSCRIPTION {name} CONNECTION {}", string(after.connection.as_ref()));
            statements.push(connecting(sql, after.connection.as_ref()));
        }
        if self.publications != after.publications {
            let sql = format!(
                "ALTER SUBSCRIPTION {name} SET PUBLICATION {} WITH (refresh = false)",
                all(&after.publications)
            );
            statements.push(Statement::new(sql).hazard(
                super::hazard::NOT_REFRESHED,
                "tables that come with it are not received until ALTER SUBSCRIPTION … REFRESH PUBLICATION",
            ));
        }
        let mut parameters = Vec::new();
        if self.slot != after.slot {
            parameters.push(slot(after.slot.as_ref()));
        }
        if let Some(value) = after.streaming.as_ref().filter(|_| self.streaming != after.streaming) {
            parameters.push(pair("streaming", value));
        }
        for (option, usual) in DEFAULTS {
            let (before, after) = (self.options.get(option), after.options.get(option));
            if before != after {
                parameters.push(pair(option, after.map_or(usual, String::as_str)));
            }
        }
        if !parameters.is_empty() {
            statements.extend(one(format!("ALTER SUBSCRIPTION {name} SET ({})", parameters.join(", "))));
        }
        if after.enabled && !self.enabled {
            statements.push(enable(id));
        }
        Alteration::InPlace(statements)
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        one(format!("ALTER SUBSCRIPTION {} RENAME TO {}", ident(&from.name), ident(&to.name)))
    }

    fn adopt(&mut self, written: &Self, live: &Self) {
        if live.connection.is_none() {
            self.connection = None;
        }
        if written.streaming.is_none() {
            self.streaming.clone_from(&live.streaming);
        }
    }

    fn target(id: &ObjectId) -> String {
        format!("SUBSCRIPTION {}", ident(&id.name))
    }
}
