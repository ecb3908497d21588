//! `char-type`: of models, what the rule of that name is of migrations.

use super::super::rules::char_type::RULE as MIGRATIONS;
use super::{ModelRule, View, Wrong, base};
use crate::engine::Engine;

pub(super) const RULE: ModelRule = ModelRule {
    engines: &[Engine::Postgresql],
    bad: "tables: {t: {columns: {id: bigint, a: char(3)}, primary_key: [id]}}",
    good: "tables: {t: {columns: {id: bigint, a: text}, primary_key: [id]}}",
    check,
    ..ModelRule::like(&MIGRATIONS)
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    view.typed(|data_type| {
        ["char", "character", "bpchar"].contains(&base(data_type).as_str()) && !data_type.starts_with('"')
    })
    .map(|id| Wrong::at(id, format!("{id} pads its values with blanks")))
    .collect()
}
