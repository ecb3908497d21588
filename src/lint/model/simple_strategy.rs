//! `simple-strategy`: SimpleStrategy knows no data centres.

use super::{ModelRule, View, Wrong};
use crate::engine::Engine;
use crate::lint::Severity;
use crate::model::Keyspace;

pub(super) const RULE: ModelRule = ModelRule {
    code: "simple-strategy",
    severity: Severity::Note,
    title: "SimpleStrategy knows no data centres",
    why: "Copies stand wherever the ring says, all of them in one rack or place perhaps.",
    remedy: "NetworkTopologyStrategy",
    engines: &[Engine::Cassandra],
    bad: "keyspace: {replication: {class: SimpleStrategy, replication_factor: 3}}",
    good: "keyspace: {replication: {class: NetworkTopologyStrategy, dc1: 3}}",
    check,
    fix: None,
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    let simple =
        view.all::<Keyspace>().filter(|(_, own)| own.replication.values().any(|it| it.ends_with("SimpleStrategy")));
    simple.map(|(id, _)| Wrong::at(id, "the keyspace is replicated without regard to data centres")).collect()
}
