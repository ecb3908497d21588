//! What a partition, or a table that inherits, has from its parents without saying so.

use std::sync::Arc;

use super::context::{Context, Known};
use super::name;
use super::node::Spot;
use super::read::{Text, mapping};
use super::table::{Home, TableModel};
use crate::engine::postgres::{inheritance, names};
use crate::model::hashed::{HashMap, HashSet};
use crate::model::{Check, Column, Index, Inheritance, KeyPart, Kind, Object, ObjectId, Partition, Schema, Unique};

/// A table: its schema and its name.
type Key = (String, String);

mapping! {
    /// A table's place among the partitions of another.
    pub struct PartitionModel, "a place as a partition" {
        /// The partitioned table.
        table "table": Text,
        /// Its rows: `FROM (…) TO (…)`, `IN (…)`, `WITH (MODULUS …, REMAINDER …)` or `DEFAULT`.
        values "values": Text,
    }
}

/// The tables that others have their columns from.
#[derive(Debug, Default)]
pub struct Lineages {
    written: Vec<(Key, Vec<Text>, bool)>,
    parents: HashMap<Key, Vec<Key>>,
    ranks: HashMap<Key, usize>,
}

/// Notes whom a table has its columns from.
pub fn declare(key: Key, body: &TableModel, cx: &mut Context) {
    let partitioned = body.partition_of.iter().map(|partition| partition.table.clone());
    let parents: Vec<Text> = partitioned.chain(body.inherits.iter().cloned()).collect();
    if let (Some(partition), Some(other)) = (&body.partition_of, body.inherits.first()) {
        let hint = "a partition inherits from its partitioned table alone: keep one of the two";
        cx.faults.add(other.spot, format!("`{}` is a partition and inherits, too", key.1), hint);
        _ = partition;
    }
    if !parents.is_empty() {
        cx.lineages.written.push((key, parents, body.partition_of.is_some()));
    }
}

/// Finds every table's parents, and with them its columns, once all tables are known.
pub fn resolve(cx: &mut Context) {
    let mut waiting = std::mem::take(&mut cx.lineages.written);
    for (key, texts, _) in &waiting {
        let found = texts.iter().filter_map(|text| {
            let parts = cx.parsed(text, name::parts(&text.value))?;
            cx.table(text, parts)
        });
        let found = found.collect();
        cx.lineages.parents.insert(key.clone(), found);
    }
    let unresolved: HashSet<Key> = waiting.iter().map(|(key, ..)| key.clone()).collect();
    let mut open = unresolved;
    while !waiting.is_empty() {
        let (ready, rest): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|(key, ..)| {
            cx.lineages.parents.get(key).is_none_or(|parents| !parents.iter().any(|parent| open.contains(parent)))
        });
        if ready.is_empty() {
            if let Some((key, texts, _)) = rest.first()
                && let Some(text) = texts.first()
            {
                cx.faults.add(text.spot, format!("table `{}` inherits from itself", key.1), "break the circle");
            }
            return;
        }
        for (key, _, partition) in ready {
            open.remove(&key);
            complete(&key, partition, cx);
        }
        waiting = rest;
    }
}

/// Gives a table the columns and the primary key that its parents have.
fn complete(key: &Key, partition: bool, cx: &mut Context) {
    let parents = cx.lineages.parents.get(key).cloned().unwrap_or_default();
    let rank = parents.iter().map(|parent| cx.lineages.ranks.get(parent).map_or(1, |rank| rank + 1)).max();
    cx.lineages.ranks.insert(key.clone(), rank.unwrap_or(1));
    let above: Vec<Known> = parents.iter().filter_map(|parent| cx.tables.get(parent)).cloned().collect();
    let Some(own) = cx.tables.get_mut(key) else { return };
    let inherited = above.iter().flat_map(|known| &known.columns);
    own.columns = order(inherited, &own.columns, partition);
    if partition && own.primary.is_empty() {
        own.primary = above.into_iter().next().map(|known| known.primary).unwrap_or_default();
    }
}

/// The order of a child's columns: its parents' come first, but a partition that names all of them
/// has them in its own order.
pub fn order<'a>(inherited: impl Iterator<Item = &'a String>, own: &[String], partition: bool) -> Vec<String> {
    let mut columns: Vec<String> = Vec::new();
    for column in inherited {
        if !columns.contains(column) {
            columns.push(column.clone());
        }
    }
    if partition && columns.iter().all(|column| own.contains(column)) {
        return own.to_vec();
    }
    for column in own {
        if !columns.contains(column) {
            columns.push(column.clone());
        }
    }
    columns
}

/// Tables are built after those that they have their columns from.
pub fn rank(key: &Key, cx: &Context) -> usize {
    cx.lineages.ranks.get(key).copied().unwrap_or_default()
}

fn parents(home: Home<'_>, cx: &Context) -> Vec<ObjectId> {
    let key = (home.schema.to_owned(), home.name.to_owned());
    let parents = cx.lineages.parents.get(&key).into_iter().flatten();
    parents.map(|(schema, name)| cx.table_id(schema, name)).collect()
}

/// Adds what ties a table to its parents.
pub fn build_link(home: Home<'_>, body: &TableModel, spot: Spot, cx: &mut Context) {
    let parents: Vec<ObjectId> = parents(home, cx).iter().map(ObjectId::clone).collect();
    match (&body.partition_of, parents.as_slice()) {
        (Some(partition), [of]) => {
            let text = partition.values.value.trim();
            let bound =
                if text.eq_ignore_ascii_case("default") { "DEFAULT".to_owned() } else { format!("FOR VALUES {text}") };
            let id = ObjectId::child(home.id, Kind::Partition, "");
            cx.insert(&id, Partition { of: of.clone(), bound }, partition.values.spot);
        }
        (None, [_, ..]) => {
            let id = ObjectId::child(home.id, Kind::Inheritance, "");
            cx.insert(&id, Inheritance { parents }, spot);
        }
        _ => {}
    }
}

/// Adds a column that the table's parents have and the table says nothing of.
pub fn copy_column(home: Home<'_>, column: &str, spot: Spot, cx: &mut Context) {
    let parents = parents(home, cx);
    let partition = cx.schema.get(&ObjectId::child(home.id, Kind::Partition, "")).is_some();
    if let Some((object, default)) = expected_column(&cx.schema, &parents, column, partition) {
        let id = ObjectId::child(home.id, Kind::Column, column);
        if cx.insert(&id, object, spot)
            && let Some(default) = default
        {
            cx.insert(&ObjectId::child(&id, Kind::Default, ""), default, spot);
        }
    }
}

/// A column with its default as a child has it that says nothing of it; none where no parent has it.
pub fn expected_column(
    schema: &Schema,
    parents: &[ObjectId],
    column: &str,
    partition: bool,
) -> Option<(Column, Option<Object>)> {
    let mut found: Option<(Column, Option<Object>)> = None;
    for parent in parents {
        let id = ObjectId::child(parent, Kind::Column, column);
        let Some(Object::Column(above)) = schema.get(&id) else { continue };
        let default = schema.get(&ObjectId::child(&id, Kind::Default, "")).cloned();
        match &mut found {
            None => found = Some((inheritance::passed_on(above, !partition), default)),
            Some((column, _)) => column.not_null |= above.not_null,
        }
    }
    found
}

/// Adds the constraints and indexes that the table's parents hand down.
pub fn copy_parts(home: Home<'_>, spot: Spot, cx: &mut Context) {
    let partition = cx.schema.get(&ObjectId::child(home.id, Kind::Partition, "")).is_some();
    for parent in parents(home, cx) {
        let expected = {
            let Some(first) = cx.schema.objects.get_index_of(&parent) else { continue };
            // A table's parts stand behind it, with the sequences that its columns make among them.
            let behind = cx.schema.objects.iter().skip(first + 1);
            let parts = behind.take_while(|(id, _)| id.of.is_some() || id.kind == Kind::Sequence);
            let parts = parts.filter(|(id, _)| *id.root() == parent);
            let parts: Vec<_> = parts.map(|(id, entry)| (id, &entry.object)).collect();
            expected_parts(home.id, &parts, partition, |name| cx.has_relation(home.schema, name))
        };
        // A partition's own foreign key that says the same takes part in the partitioned table's: each in one.
        let own = cx.schema.objects.keys().rev().take_while(|id| *id != home.id);
        let own = own.filter(|id| id.kind == Kind::ForeignKey && id.parent() == Some(home.id));
        let mut own: Vec<ObjectId> = own.cloned().collect();
        for (id, object) in expected {
            if cx.schema.get(&id).is_some() {
                own.retain(|known| *known != id);
                continue;
            }
            if let Some(twin) = own.iter().position(|known| cx.schema.get(known) == Some(&object)) {
                own.remove(twin);
                continue;
            }
            if let Some(of) = object.takes_part_in() {
                let own = |(id, _): &(&ObjectId, &mut crate::model::Entry)| *id != home.id;
                let twins = || cx.schema.objects.iter().rev().take_while(|(id, _)| *id != home.id);
                // One that says so itself, before one that only looks the same.
                if twins().any(|(_, entry)| entry.object.takes_part_in() == Some(of)) {
                    continue;
                }
                let mut own = cx.schema.objects.iter_mut().rev().take_while(own);
                if let Some((_, twin)) = own.find(|(_, entry)| is_part_of(&entry.object, of, &object)) {
                    set_index_of(&mut twin.object, of.clone());
                    continue;
                }
                cx.declare_relation(home.schema, &id.name, "index", spot);
            }
            cx.insert(&id, object, spot);
        }
    }
}

/// The constraints and indexes that a child has without saying so. `parts` are its parent's, in
/// order; `taken` tells the names that an index of its own cannot have.
pub fn expected_parts(
    table: &ObjectId,
    parts: &[(&ObjectId, &Object)],
    partition: bool,
    taken: impl Fn(&str) -> bool,
) -> Vec<(ObjectId, Object)> {
    let mut expected: Vec<(ObjectId, Object)> = Vec::new();
    let mut given: HashSet<String> = HashSet::default();
    for (id, object) in parts {
        if is_only(object) {
            continue;
        }
        if let Object::Check(check) = object
            && !check.no_inherit
        {
            let check = Check { inherited: !partition, ..check.clone() };
            expected.push((ObjectId::child(table, Kind::Check, Arc::clone(&id.name)), check.into()));
        }
        if !partition {
            continue;
        }
        if let Object::ForeignKey(_) = object {
            expected.push((ObjectId::child(table, Kind::ForeignKey, Arc::clone(&id.name)), (*object).clone()));
        }
        let (columns, label) = match object {
            Object::Unique(Unique { primary: true, .. }) => (None, "pkey"),
            Object::Unique(unique) => {
                let columns: Vec<&String> = unique.columns.iter().chain(&unique.include).collect();
                (Some(names::columns_part(&columns)), "key")
            }
            Object::Exclusion(exclusion) => {
                let keys = exclusion.elements.iter().map(|(key, _)| key_name(key));
                let columns: Vec<&str> = keys.chain(exclusion.include.iter().map(String::as_str)).collect();
                (Some(names::columns_part(&columns)), "excl")
            }
            Object::Index(index) => {
                let keys = index.keys.iter().map(key_name);
                let columns: Vec<&str> = keys.chain(index.include.iter().map(String::as_str)).collect();
                (Some(names::columns_part(&columns)), "idx")
            }
            _ => continue,
        };
        let name = names::free_name(&table.name, columns.as_deref(), label, |name| given.contains(name) || taken(name));
        given.insert(name.clone());
        let mut copy = (*object).clone();
        set_index_of(&mut copy, (*id).clone());
        expected.push((ObjectId::child(table, id.kind, name), copy));
    }
    expected
}

/// What an index's key is called in the name that the server makes up (`FigureIndexColname`).
fn key_name(key: &KeyPart) -> &str {
    let expression = key.expression.as_deref().unwrap_or_default();
    let call = expression.split_once('(').map(|(name, _)| name).filter(|name| {
        !name.is_empty()
            && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'))
            && expression.ends_with(')')
    });
    let called = call.and_then(|name| name.rsplit('.').next());
    key.column.as_deref().or(called).unwrap_or("expr")
}

/// Whether partitions have a part of it only where they say so.
fn is_only(object: &Object) -> bool {
    match object {
        Object::Index(index) => index.only,
        Object::Unique(unique) => unique.only,
        _ => false,
    }
}

fn set_index_of(object: &mut Object, of: ObjectId) {
    match object {
        Object::Index(Index { partition_of, .. }) => *partition_of = Some(of),
        Object::Unique(unique) => unique.partition_of = Some(of),
        Object::Exclusion(exclusion) => exclusion.partition_of = Some(of),
        _ => {}
    }
}

/// Whether a partition's own index is the one that takes part in its table's.
pub fn is_part_of(own: &Object, of: &ObjectId, expected: &Object) -> bool {
    if let Some(other) = own.takes_part_in() {
        return other == of;
    }
    let mut tied = own.clone();
    set_index_of(&mut tied, of.clone());
    tied == *expected
}

/// The trigger of that name of the nearest partitioned table that a table is in.
pub fn handed_down_trigger(home: Home<'_>, name: &str, cx: &Context) -> Option<ObjectId> {
    let mut key = (home.schema.to_owned(), home.name.to_owned());
    loop {
        key = cx.lineages.parents.get(&key)?.first()?.clone();
        let trigger = ObjectId::child(&cx.table_id(&key.0, &key.1), Kind::Trigger, name);
        if cx.schema.get(&trigger).is_some() {
            return Some(trigger);
        }
    }
}

/// The index of the partitioned table that a text names.
pub fn named_index(home: Home<'_>, text: Option<&Text>, cx: &mut Context) -> Option<ObjectId> {
    let text = text?;
    let parents = parents(home, cx);
    let kinds = [Kind::Index, Kind::Unique, Kind::Exclusion];
    let ids = parents.iter().flat_map(|parent| kinds.map(|kind| ObjectId::child(parent, kind, text.value.as_str())));
    let found = ids.into_iter().find(|id| cx.schema.get(id).is_some());
    if found.is_none() {
        let of = parents.first().map(|parent| format!("table {parent} has")).unwrap_or("there is".to_owned());
        let hint = "name an index or key of the partitioned table, or leave `partition_of` out";
        cx.faults.add(text.spot, format!("{of} no index `{}`", text.value), hint);
    }
    found
}
