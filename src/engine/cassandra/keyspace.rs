//! The keyspace itself: how it is replicated. It is made by who runs the cluster, and altered here
//! where the model speaks of it.

use super::options::{map, short_class};
use super::quote::ident;
use super::sql::{Part, Sql};
use super::value::Cells;
use crate::engine::{Alteration, Sides, Statement};
use crate::model::{Keyspace, ObjectId, Options};

/// What a row of `system_schema.keyspaces` says.
pub(super) fn read(cells: &Cells) -> Keyspace {
    let mut replication: Vec<(String, String)> = cells.map("replication");
    for (key, value) in &mut replication {
        if key == "class" {
            *value = short_class(value).to_owned();
        }
    }
    replication.sort_by_key(|(key, _)| (key != "class", key.clone()));
    Keyspace {
        replication: replication.into_iter().collect(),
        durable_writes: Some(cells.is_true("durable_writes")),
        tablets: Options::new(),
    }
}

/// Whether `replication_factor` says of all data centers what is written out for each.
fn is_spread(written: &Options, live: &Options) -> bool {
    let class = |options: &Options| options.get("class").cloned();
    let factor = written.get("replication_factor");
    factor.is_some()
        && written.len() == 2
        && class(written) == class(live)
        && live.len() > 1
        && live.iter().all(|(key, value)| key == "class" || Some(value) == factor)
}

impl Sql for Keyspace {
    fn create(&self, _: &ObjectId, _: &[Part<'_>], _: Sides<'_>) -> Vec<Statement> {
        // A session cannot be had with one that is not there.
        Vec::new()
    }

    fn drop(&self, _: &ObjectId, _: Sides<'_>) -> Vec<Statement> {
        Vec::new()
    }

    fn alter(&self, _: &ObjectId, after: &Self, sides: Sides<'_>) -> Alteration {
        let Some(name) = &sides.before.database else { return Alteration::InPlace(Vec::new()) };
        let enabled = |tablets: &Options| tablets.get("enabled").is_some_and(|value| value == "true");
        if enabled(&self.tablets) != enabled(&after.tablets) {
            return Alteration::Impossible(
                "whether a keyspace lies in tablets is said when it is made: make another one, and copy what this one holds"
                    .to_owned(),
            );
        }
        let mut changes = Vec::new();
        if self.tablets != after.tablets {
            let initial = after.tablets.get("initial").map_or("0", String::as_str);
            changes.push(format!("tablets = {{'initial': {}}}", super::options::scalar(initial)));
        }
        if self.replication != after.replication {
            let entries = after.replication.iter().map(|(key, value)| (key.as_str(), value.as_str()));
            changes.push(format!("replication = {}", map(entries)));
        }
        if self.durable_writes != after.durable_writes {
            changes.extend(after.durable_writes.map(|on| format!("durable_writes = {on}")));
        }
        let mut statement =
            Statement::new(format!("ALTER KEYSPACE {} WITH {}", ident(name), changes.join(" AND "))).alone();
        if self.replication != after.replication {
            let message =
                format!("the copies of what keyspace {name} holds are where they were: run `nodetool repair`");
            statement = statement.hazard("REPLICATION_CHANGED", message);
        }
        Alteration::InPlace(vec![statement])
    }

    fn adopt(&mut self, written: &Self, live: &Self) {
        let mut replication = written.replication.clone();
        if let Some(class) = replication.get_mut("class") {
            *class = short_class(class).to_owned();
        }
        if replication.is_empty() || is_spread(&replication, &live.replication) {
            replication.clone_from(&live.replication);
        }
        self.replication = replication;
        self.durable_writes = written.durable_writes.or(live.durable_writes);
        let tablets = if written.tablets.is_empty() { live } else { written };
        self.tablets = tablets.tablets.clone();
    }
}
