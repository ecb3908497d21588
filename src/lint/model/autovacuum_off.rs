//! `autovacuum-off`: of models, what the rule of that name is of migrations.

use super::super::rules::autovacuum_off::RULE as MIGRATIONS;
use super::{ModelRule, View, Wrong};
use crate::engine::Engine;
use crate::model::Table;

pub(super) const RULE: ModelRule = ModelRule {
    engines: &[Engine::Postgresql],
    bad: "tables: {t: {columns: {id: bigint}, primary_key: [id], options: {autovacuum_enabled: false}}}",
    good: "tables: {t: {columns: {id: bigint}, primary_key: [id], options: {fillfactor: 70}}}",
    check,
    ..ModelRule::like(&MIGRATIONS)
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    let off = |table: &Table| {
        let value = table.options.get("autovacuum_enabled");
        value.is_some_and(|value| ["false", "off", "0", "no"].contains(&value.as_str()))
    };
    let tables = view.all::<Table>().filter(|(_, table)| off(table));
    tables.map(|(id, _)| Wrong::at(id, format!("dead rows of {id} stay"))).collect()
}
