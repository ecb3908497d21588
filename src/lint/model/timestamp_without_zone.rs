//! `timestamp-without-zone`: of models, what the rule of that name is of migrations.

use super::super::rules::timestamp_without_zone::RULE as MIGRATIONS;
use super::fix::mentions;
use super::{Fix, Mend, ModelRule, View, Wrong};
use crate::engine::Engine;
use crate::model::{Kind, ObjectId};

pub(super) const RULE: ModelRule = ModelRule {
    engines: &[Engine::Postgresql],
    bad: "tables: {t: {columns: {id: bigint, a: timestamp}, primary_key: [id]}}",
    good: "tables: {t: {columns: {id: bigint, a: timestamptz}, primary_key: [id]}}",
    check,
    fix: Some(Fix {
        says: "makes `timestamptz` of it, unless an index, a generated column, an exclusion or a division into partitions computes with it",
        mend,
    }),
    ..ModelRule::like(&MIGRATIONS)
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    view.typed(|data_type| {
        data_type.starts_with("timestamp")
            && !data_type.contains("with time zone")
            && !data_type.starts_with("timestamptz")
    })
    .map(|id| Wrong::at(id, format!("{id} says not which moment it means")))
    .collect()
}

fn mend(view: &View<'_>, id: &ObjectId) -> Result<Mend, String> {
    // What is computed from it depends on the session's zone then, and may not stand there.
    let fixed = [Kind::Table, Kind::Index, Kind::Column, Kind::Exclusion];
    let table = id.parent().ok_or("it is no column of a table")?;
    let within = |other: &&ObjectId| other.root() == table.root() && fixed.contains(&other.kind) && *other != id;
    let mut others = view.schema.objects.iter().filter(|(other, _)| within(other));
    if let Some((other, _)) = others.find(|(_, entry)| entry.object.texts().iter().any(|text| mentions(text, &id.name)))
    {
        return Err(format!("{} {other} computes with it", other.kind));
    }
    Mend::retype(view, id, |size| size.map_or_else(|| "timestamptz".to_owned(), |size| format!("timestamptz({size})")))
}
