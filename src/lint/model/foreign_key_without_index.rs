//! `foreign-key-without-index`: of models, what the rule of that name is of migrations.

use super::super::rules::foreign_key_without_index::RULE as MIGRATIONS;
use super::{ModelRule, View, Wrong};
use crate::engine::Engine;
use crate::model::{ForeignKey, Index, Unique};

pub(super) const RULE: ModelRule = ModelRule {
    engines: &[Engine::Postgresql],
    bad: "tables:\n  t: {columns: {id: bigint}, primary_key: [id]}\n  u: {columns: {id: bigint, t_id: {type: bigint, references: t}}, primary_key: [id]}",
    good: "tables:\n  t: {columns: {id: bigint}, primary_key: [id]}\n  u: {columns: {id: bigint, t_id: {type: bigint, references: t, index: true}}, primary_key: [id]}",
    check,
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
