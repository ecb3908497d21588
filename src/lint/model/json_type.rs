//! `json-type`: of models, what the rule of that name is of migrations.

use super::super::rules::json_type::RULE as MIGRATIONS;
use super::{ModelRule, View, Wrong, base};
use crate::engine::Engine;

pub(super) const RULE: ModelRule = ModelRule {
    engines: &[Engine::Postgresql],
    bad: "tables: {t: {columns: {id: bigint, a: json}, primary_key: [id]}}",
    good: "tables: {t: {columns: {id: bigint, a: jsonb}, primary_key: [id]}}",
    check,
    ..ModelRule::like(&MIGRATIONS)
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    view.typed(|data_type| base(data_type) == "json")
        .map(|id| Wrong::at(id, format!("{id} is parsed again whenever it is read")))
        .collect()
}
