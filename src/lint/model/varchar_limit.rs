//! `varchar-limit`: of models, what the rule of that name is of migrations.

use super::super::rules::varchar_limit::RULE as MIGRATIONS;
use super::{ModelRule, View, Wrong};
use crate::engine::Engine;

pub(super) const RULE: ModelRule = ModelRule {
    engines: &[Engine::Postgresql],
    bad: "tables: {t: {columns: {id: bigint, a: varchar(20)}, primary_key: [id]}}",
    good: "tables: {t: {columns: {id: bigint, a: text}, primary_key: [id]}}",
    check,
    ..ModelRule::like(&MIGRATIONS)
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    view.typed(|data_type| data_type.starts_with("varchar(") || data_type.starts_with("character varying("))
        .map(|id| Wrong::at(id, format!("{id} has a limit that is a lock to change")))
        .collect()
}
