//! `unlogged`: of models, what the rule of that name is of migrations.

use super::super::rules::unlogged::RULE as MIGRATIONS;
use super::{ModelRule, View, Wrong};
use crate::engine::Engine;
use crate::model::{Persistence, Table};

pub(super) const RULE: ModelRule = ModelRule {
    engines: &[Engine::Postgresql],
    bad: "tables: {t: {columns: {id: bigint}, primary_key: [id], unlogged: true}}",
    good: "tables: {t: {columns: {id: bigint}, primary_key: [id]}}",
    check,
    ..ModelRule::like(&MIGRATIONS)
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    let tables = view.all::<Table>().filter(|(_, table)| table.persistence == Persistence::Unlogged);
    tables.map(|(id, _)| Wrong::at(id, format!("a crash empties {id}"))).collect()
}
