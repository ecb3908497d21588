//! `database:`

use std::collections::BTreeMap;

use super::Dump;
use super::grant;
use super::yaml::{Entries, Yaml};
use crate::engine::cassandra::grant::EACH;
use crate::model::{Keyspace, Kind, Object, ObjectId, RowKey, Setting};

/// Writes what is said of the database itself; none where nothing is.
pub fn write(dump: &Dump<'_>) -> Option<Yaml> {
    let id = ObjectId::database();
    let mut entries = Entries::default();
    dump.common(&mut entries, &id);
    entries.lines("system_objects", super::extension::members(dump, &id));
    let mut by_role = settings(dump, &id);
    if let Some(own) = by_role.remove("") {
        entries.add("settings", Yaml::Map(own));
    }
    if !by_role.is_empty() {
        let roles = by_role.into_iter().map(|(role, list)| (role.to_owned(), Yaml::Map(list))).collect();
        entries.add("role_settings", Yaml::Map(roles));
    }
    (!entries.is_empty()).then(|| entries.block())
}

/// The settings of a database or role, by the role that they are limited to.
pub fn settings<'a>(dump: &Dump<'a>, of: &ObjectId) -> BTreeMap<&'a str, Vec<(String, Yaml)>> {
    let mut by_role: BTreeMap<&str, Vec<(String, Yaml)>> = BTreeMap::new();
    for (id, part) in dump.parts(of) {
        if let Object::Setting(Setting { value }) = part {
            by_role.entry(&id.signature).or_default().push((id.name.to_string(), Yaml::text(value)));
            dump.wrote(id);
        }
    }
    by_role
}

/// Writes what is said of the keyspace itself; none where nothing is.
pub fn keyspace(dump: &Dump<'_>) -> Option<Yaml> {
    let id = ObjectId::global(Kind::Keyspace, "current");
    let (id, entry) = dump.schema.objects.get_key_value(&id)?;
    dump.wrote(id);
    let Object::Keyspace(Keyspace { replication, durable_writes, tablets }) = &entry.object else { return None };
    let mut entries = Entries::default();
    entries.options("replication", replication);
    if let Some(on) = durable_writes {
        entries.add("durable_writes", Yaml::word(on));
    }
    entries.options("tablets", tablets);
    dump.common(&mut entries, id);
    for (key, kind) in [("table_grants", Kind::Table), ("function_grants", Kind::Routine)] {
        let each = grant::grants(dump, &ObjectId::child(id, kind, EACH));
        if !each.is_empty() {
            entries.add(key, each.map());
        }
    }
    (!entries.is_empty()).then(|| entries.map())
}

/// Writes the key of a table or view of Cassandra.
pub fn row_key(entries: &mut Entries, key: &RowKey) {
    let RowKey { partition, clustering } = key;
    entries.add("partition_key", Yaml::texts(partition));
    let sorted: Vec<String> = clustering
        .iter()
        .map(|it| match it.order {
            crate::model::Order::Asc => it.column.clone(),
            crate::model::Order::Desc => format!("{} desc", it.column),
        })
        .collect();
    entries.list("clustering_key", &sorted);
}
