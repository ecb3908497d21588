//! `serial`: of models, what the rule of that name is of migrations.

use super::super::rules::serial::RULE as MIGRATIONS;
use super::{ModelRule, View, Wrong};
use crate::engine::Engine;
use crate::model::Sequence;

pub(super) const RULE: ModelRule = ModelRule {
    engines: &[Engine::Postgresql],
    bad: "tables: {t: {columns: {id: bigserial}, primary_key: [id]}}",
    good: "tables: {t: {columns: {id: {type: bigint, identity: by_default}}, primary_key: [id]}}",
    check,
    ..ModelRule::like(&MIGRATIONS)
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    let owned = view.all::<Sequence>().filter_map(|(id, sequence)| Some((id, sequence.owned_by.as_ref()?)));
    owned
        .map(|(id, column)| {
            Wrong::at(column, format!("{column} is numbered by the sequence {id}, which is an object of its own"))
        })
        .collect()
}
