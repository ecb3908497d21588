//! `grant-to-public`: of models, what the rule of that name is of migrations.

use super::super::rules::grant_to_public::RULE as MIGRATIONS;
use super::{ModelRule, View, Wrong};
use crate::engine::Engine;
use crate::model::{Grant, Kind, ObjectId};

pub(super) const RULE: ModelRule = ModelRule {
    engines: &[Engine::Postgresql],
    bad: "tables: {t: {columns: {id: bigint}, primary_key: [id], grants: {public: [select]}}}",
    good: "tables: {t: {columns: {id: bigint}, primary_key: [id], grants: {app: [select]}}}",
    check,
    ..ModelRule::like(&MIGRATIONS)
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    let rows = |id: &ObjectId| {
        let of = id.parent().map(|of| of.kind);
        of.is_some_and(|of| {
            matches!(of, Kind::Table | Kind::Column | Kind::View | Kind::MaterializedView | Kind::ForeignTable)
        })
    };
    let everyone =
        view.all::<Grant>().filter(|(id, grant)| id.name.is_empty() && !grant.privileges.is_empty() && rows(id));
    everyone
        .map(|(id, grant)| Wrong::at(id, format!("every role may {} {}", grant.privileges.join(", "), id.root())))
        .collect()
}
