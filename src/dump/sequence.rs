//! `sequences:`, and which of them a serial column makes anyway.

use super::Dump;
use super::yaml::{Entries, Yaml};
use crate::engine::Engine;
use crate::engine::postgres::names;
use crate::load::name;
use crate::load::sequence::{defaults, defaults_of};
use crate::model::{Kind, Object, ObjectId, Persistence, Sequence, Table};

/// Writes a sequence; `None` where its column says it all.
pub fn write(dump: &Dump<'_>, id: &ObjectId, object: &Object) -> Option<Yaml> {
    let Object::Sequence(sequence) = object else { return None };
    if dump.serial.contains(id) {
        return None;
    }
    let mut entries = Entries::default();
    if let Some(owner) = &sequence.owned_by
        && let Some(table) = owner.parent()
    {
        let table_name = name::qualified(&table.schema, &table.name, "");
        entries.add("owned_by", Yaml::text(format!("{table_name}.{}", name::quote(&owner.name))));
    }
    // Names stand without a schema in MariaDB alone.
    let engine = if id.schema.is_empty() { Engine::Mysql } else { Engine::Postgresql };
    numbers(&mut entries, sequence, engine, "bigint", Persistence::Permanent);
    entries.options("options", &sequence.options);
    dump.common(&mut entries, id);
    Some(if entries.is_empty() { Yaml::Nothing } else { entries.map() })
}

/// Adds what differs from the defaults.
pub fn numbers(entries: &mut Entries, sequence: &Sequence, engine: Engine, data_type: &str, persistence: Persistence) {
    if sequence.data_type != data_type {
        entries.add("type", Yaml::text(&sequence.data_type));
    }
    if let Some(usual) = defaults_of(engine, &sequence.data_type, sequence.increment) {
        let start = if sequence.increment < 0 { sequence.max } else { sequence.min };
        entries.number("start", (sequence.start != start).then_some(sequence.start));
        entries.number("increment", (sequence.increment != 1).then_some(sequence.increment));
        entries.number("min", (sequence.min != usual.min).then_some(sequence.min));
        entries.number("max", (sequence.max != usual.max).then_some(sequence.max));
        entries.number("cache", (sequence.cache != usual.cache).then_some(sequence.cache));
    }
    entries.flag("cycle", sequence.cycle);
    if sequence.persistence != persistence {
        entries.add("unlogged", Yaml::word(sequence.persistence == Persistence::Unlogged));
    }
}

/// The persistence of the table that a column is in.
pub fn persistence(dump: &Dump<'_>, table: &ObjectId) -> Persistence {
    match dump.schema.get(table) {
        Some(Object::Table(Table { persistence, .. })) => *persistence,
        _ => Persistence::Permanent,
    }
}

/// Whether a sequence is exactly what `serial` on its column would make.
pub fn is_serial(dump: &Dump<'_>, id: &ObjectId, object: &Object) -> bool {
    let Object::Sequence(sequence) = object else { return false };
    let Some(column_id) = &sequence.owned_by else { return false };
    let Some(table) = column_id.parent() else { return false };
    let Some(Object::Column(column)) = dump.schema.get(column_id) else { return false };
    let default = dump.parts(column_id).find_map(|(_, part)| match part {
        Object::Default(default) => Some(default.expression.as_str()),
        _ => None,
    });
    let Some(usual) = defaults(&column.data_type, 1) else { return false };
    let expected = Sequence { owned_by: Some(column_id.clone()), persistence: persistence(dump, table), ..usual };
    let named = [Kind::Table, Kind::Enum].iter().all(|kind| {
        dump.schema
            .get(&ObjectId::in_schema(*kind, std::sync::Arc::clone(&id.schema), std::sync::Arc::clone(&id.name)))
            .is_none()
    });
    named
        && column.not_null
        && column.identity.is_none()
        && column.generated.is_none()
        && id.schema == table.schema
        && *id.name == *names::relation_name(&table.name, Some(&column_id.name), "seq")
        && *sequence == expected
        && default == Some(names::next_value(&id.schema, &id.name).as_str())
        && dump.parts(id).next().is_none()
}
