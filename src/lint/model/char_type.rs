//! `char-type`: of models, what the rule of that name is of migrations.

use super::super::rules::char_type::RULE as MIGRATIONS;
use super::{Fix, Mend, ModelRule, View, Wrong, base};
use crate::engine::Engine;
use crate::model::ObjectId;

pub(super) const RULE: ModelRule = ModelRule {
    engines: &[Engine::Postgresql],
    bad: "tables: {t: {columns: {id: bigint, a: char(3)}, primary_key: [id]}}",
    good: "tables: {t: {columns: {id: bigint, a: text}, primary_key: [id]}}",
    check,
    fix: Some(Fix { says: "makes `text` of it", mend }),
    ..ModelRule::like(&MIGRATIONS)
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    view.typed(|data_type| {
        ["char", "character", "bpchar"].contains(&base(data_type).as_str()) && !data_type.starts_with('"')
    })
    .map(|id| Wrong::at(id, format!("{id} pads its values with blanks")))
    .collect()
}

fn mend(view: &View<'_>, id: &ObjectId) -> Result<Mend, String> {
    Mend::retype(view, id, |_| "text".to_owned())
}
