//! `timestamp-without-zone`: of models, what the rule of that name is of migrations.

use super::super::rules::timestamp_without_zone::RULE as MIGRATIONS;
use super::{ModelRule, View, Wrong};
use crate::engine::Engine;

pub(super) const RULE: ModelRule = ModelRule {
    engines: &[Engine::Postgresql],
    bad: "tables: {t: {columns: {id: bigint, a: timestamp}, primary_key: [id]}}",
    good: "tables: {t: {columns: {id: bigint, a: timestamptz}, primary_key: [id]}}",
    check,
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
