//! What is written otherwise in models of Cassandra and ScyllaDB: keys of tables and views, functions,
//! the keyspace.

use super::constraint::PrimaryModel;
use super::context::{Context, Item};
use super::grant::{GrantModel, build_grants};
use super::index::short;
use super::node::Spot;
use super::read::{Named, Text, mapping};
use super::routine::FunctionModel;
use super::table::Home;
use super::trigger::TriggerModel;
use crate::engine::cassandra::grant::EACH;
use crate::engine::cassandra::{quote, types};
use crate::model::{Clustering, Keyspace, Kind, ObjectId, Routine, RowKey, Trigger};

mapping! {
    /// The keyspace itself, whatever it is called; what is not said is left to the cluster.
    pub struct KeyspaceModel, "the keyspace" {
        /// The strategy and its options: `{class: NetworkTopologyStrategy, dc1: 3}`.
        replication "replication": Named<Text>,
        /// Whether writes go to the commit log.
        durable_writes "durable_writes": Option<bool>,
        /// How it lies in tablets: `{enabled: true, initial: 8}` (ScyllaDB).
        tablets "tablets": Named<Text>,
        /// What roles may do with the keyspace and all that is in it, by role.
        grants "grants": Named<GrantModel>,
        /// What roles may do with all of its tables, by role.
        table_grants "table_grants": Named<GrantModel>,
        /// What roles may do with all of its functions, by role.
        function_grants "function_grants": Named<GrantModel>,
    }
}

impl KeyspaceModel {
    /// Adds what it says.
    pub fn build(&self, spot: Spot, cx: &mut Context) {
        let replication = self.replication.0.iter().map(|(key, value)| (key.value.clone(), value.value.clone()));
        let tablets = self.tablets.0.iter().map(|(key, value)| (key.value.clone(), value.value.clone()));
        let keyspace = Keyspace {
            replication: replication.collect(),
            durable_writes: self.durable_writes,
            tablets: tablets.collect(),
        };
        let id = ObjectId::global(Kind::Keyspace, "current");
        cx.insert(&id, keyspace, spot);
        build_grants(&self.grants, &id, cx);
        for (kind, grants) in [(Kind::Table, &self.table_grants), (Kind::Routine, &self.function_grants)] {
            build_grants(grants, &ObjectId::child(&id, kind, EACH), cx);
        }
    }
}

mapping! {
    /// The key of a table or view of Cassandra.
    pub struct KeyModel, "a key" {
        /// The columns that say which node has a row (Cassandra).
        partition_key "partition_key": Vec<Text>,
        /// The columns by which the rows of a partition are sorted, `desc` after those that are from the
        /// greatest on (Cassandra).
        clustering_key "clustering_key": Vec<Text>,
    }
}

impl KeyModel {
    /// The key, of the partition's columns and those that sort. `primary` is a primary key: its first
    /// column is the partition's. `what` is the object, for messages.
    pub fn build(
        &self,
        home: Home<'_>,
        primary: Option<&PrimaryModel>,
        spot: Spot,
        cx: &mut Context,
    ) -> Option<RowKey> {
        let (mut partition, mut clustering) = (self.partition_key.clone(), self.clustering_key.clone());
        if let Some((first, rest)) = primary.and_then(|key| key.columns().split_first()) {
            if !partition.is_empty() || !clustering.is_empty() {
                let hint = "write `partition_key` and `clustering_key` alone";
                cx.faults.add(first.spot, format!("`{}` has its key twice", home.name), hint);
            }
            partition = vec![first.clone()];
            clustering = rest.to_vec();
        }
        if partition.is_empty() {
            let hint = "write `partition_key: [COLUMN, …]`, and `clustering_key: [COLUMN, …]` where rows are sorted";
            cx.faults.add(spot, format!("`{}` has no partition key", home.name), hint);
            return None;
        }
        cx.check_columns(home.key(), &partition);
        let mut sorted = Vec::with_capacity(clustering.len());
        for written in clustering {
            let key = short(&written.value, cx.tables.get(&(home.schema.to_owned(), home.name.to_owned())));
            let column = key.column.unwrap_or_else(|| written.value.clone());
            cx.check_columns(home.key(), &[Text { value: column.clone(), spot: written.spot }]);
            sorted.push(Clustering { column, order: key.order });
        }
        Some(RowKey { partition: super::context::values(&partition), clustering: sorted })
    }

    /// Refuses it for an engine that has no such keys.
    pub fn refuse(&self, cx: &mut Context) {
        if let Some(column) = self.partition_key.iter().chain(&self.clustering_key).next() {
            let message = format!("{} has no partition keys", cx.engine.label());
            cx.faults.add(column.spot, message, "write `primary_key`");
        }
    }
}

/// Adds a function.
pub fn function(item: &Item<'_, FunctionModel>, cx: &mut Context) {
    let model = item.body;
    let arguments = match types::arguments(item.arguments) {
        Ok(arguments) => arguments,
        Err(wrong) => {
            let hint = "write each as a name and a type: `f(state int, value text)`";
            cx.faults.add(item.spot, format!("the arguments `{}` cannot be read: {wrong}", item.arguments), hint);
            return;
        }
    };
    let Some(returns) = &model.returns else {
        let message = format!("function `{}` says not what it returns", item.name);
        cx.faults.add(item.spot, message, "add `returns: TYPE`");
        return;
    };
    let Some(language) = super::routine::language(&model.body, item.spot, cx) else { return };
    let written: Vec<String> =
        arguments.iter().map(|(name, data_type)| format!("{} {data_type}", quote::ident(name))).collect();
    let signature: Vec<&str> = arguments.iter().map(|(_, data_type)| data_type.as_str()).collect();
    let routine = Routine {
        arguments: written.join(", "),
        returns: Some(types::normalize(&returns.value)),
        language,
        body: model.body.body.value.clone(),
        strict: model.strict,
        ..Routine::default()
    };
    super::routine::add(item.schema, item.name, &signature.join(", "), routine, &model.body, item.spot, cx);
}

/// Adds a trigger: a class, and nothing else.
pub fn trigger(home: Home<'_>, name: &Text, model: &TriggerModel, cx: &mut Context) {
    let said = [
        ("timing", model.timing.is_some()),
        ("events", !model.events.is_empty()),
        ("for_each", model.for_each.is_some()),
        ("when", model.condition.is_some()),
        ("function", model.function.is_some()),
        ("body", model.body.is_some()),
        ("follows", model.follows.is_some()),
        ("old_table", model.old_table.is_some()),
        ("new_table", model.new_table.is_some()),
        ("constraint", model.constraint),
        ("from", model.from_table.is_some()),
        ("deferrable", model.deferrable || model.initially_deferred),
        ("enabled", model.enabled.is_some()),
    ];
    let session = model.session.attributes();
    let said = said.into_iter().filter(|(_, said)| *said).map(|(key, _)| key);
    for key in said.chain(session.keys().map(String::as_str)) {
        let message = format!("{} knows no `{key}` of a trigger: `{}`", cx.engine.label(), name.value);
        cx.faults.add(name.spot, message, "it knows `class` alone: what runs, and when, is the class's affair");
    }
    let Some(class) = &model.class else {
        let message = format!("the trigger `{}` says not which class it is", name.value);
        cx.faults.add(name.spot, message, "add `class: org.example.Audit`, which every node must have");
        return;
    };
    let id = ObjectId::child(home.id, Kind::Trigger, name.value.as_str());
    let trigger = Trigger { function: class.value.trim().to_owned(), ..Trigger::default() };
    if cx.insert(&id, trigger, name.spot) {
        model.common.build(&id, cx);
    }
}
