//! `foreign-key-without-index`: of models, what the rule of that name is of migrations.

use super::super::rules::foreign_key_without_index::RULE as MIGRATIONS;
use super::{Fix, Mend, ModelRule, View, Wrong};
use crate::dump::yaml::Yaml;
use crate::edit::What;
use crate::engine::Engine;
use crate::engine::postgres::names;
use crate::model::{ForeignKey, Index, Kind, ObjectId, Unique};

pub(super) const RULE: ModelRule = ModelRule {
    engines: &[Engine::Postgresql],
    bad: "tables:\n  t: {columns: {id: bigint}, primary_key: [id]}\n  u: {columns: {id: bigint, t_id: {type: bigint, references: t}}, primary_key: [id]}",
    good: "tables:\n  t: {columns: {id: bigint}, primary_key: [id]}\n  u: {columns: {id: bigint, t_id: {type: bigint, references: t, index: true}}, primary_key: [id]}",
    check,
    fix: Some(Fix {
        says: "adds an index of the key's columns: `index: true` on the column, or below `indexes` of the table where they are several",
        mend,
    }),
    ..ModelRule::like(&MIGRATIONS)
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    let begins = |columns: Vec<&str>, key: &ForeignKey| {
        let first: Vec<&str> = columns.into_iter().take(key.columns.len()).collect();
        first.len() == key.columns.len() && key.columns.iter().all(|column| first.contains(&column.as_str()))
    };
    let keys = view.all::<ForeignKey>().filter_map(|(id, key)| Some((id, id.parent()?, key)));
    let bare = keys.filter(|(_, table, key)| {
        let by_index = view.parts::<Index>(table).any(|(_, index)| {
            begins(index.keys.iter().map(|part| part.column.as_deref().unwrap_or_default()).collect(), key)
        });
        let by_key = view.parts::<Unique>(table);
        !by_index && !by_key.into_iter().any(|(_, own)| begins(own.columns.iter().map(String::as_str).collect(), key))
    });
    bare.map(|(id, table, key)| Wrong::at(id, format!("no index of {table} begins with {}", key.columns.join(", "))))
        .collect()
}

fn mend(view: &View<'_>, id: &ObjectId) -> Result<Mend, String> {
    let none = || "it is no foreign key of a table".to_owned();
    let key = view.schema.get(id).and_then(|object| <&ForeignKey>::try_from(object).ok()).ok_or_else(none)?;
    let table = id.parent().ok_or_else(none)?;
    // Relations and indexes share one name space, those behind keys too.
    let named = [
        Kind::Table,
        Kind::ForeignTable,
        Kind::View,
        Kind::MaterializedView,
        Kind::Composite,
        Kind::Sequence,
        Kind::Index,
        Kind::Unique,
        Kind::Exclusion,
    ];
    let taken = |name: &str| {
        let within = |other: &ObjectId| other.schema() == table.schema() && &*other.name == name;
        view.schema.objects.keys().any(|other| named.contains(&other.kind) && within(other))
    };
    let made = names::free_name(&table.name, Some(&names::columns_part(&key.columns)), "idx", taken);
    let index = ObjectId::child(table, Kind::Index, made.as_str());
    let mend = match key.columns.as_slice() {
        [column] => {
            let column = ObjectId::child(table, Kind::Column, column.as_str());
            let what =
                What::Put { short: Some("type"), below: None, key: "index".to_owned(), value: Yaml::word("true") };
            Mend::new(view, &column, what)?
        }
        several => {
            let what = What::Put { short: None, below: Some("indexes"), key: made, value: Yaml::texts(several) };
            Mend::new(view, table, what)?
        }
    };
    Ok(mend.touching(vec![index]))
}
