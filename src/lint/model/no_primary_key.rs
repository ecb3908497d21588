//! `no-primary-key`: of models, what the rule of that name is of migrations.

use super::super::rules::no_primary_key::RULE as MIGRATIONS;
use super::{ModelRule, View, Wrong};
use crate::engine::Engine;
use crate::model::{Inheritance, ObjectId, Partition, Persistence, Table, Unique};

pub(super) const RULE: ModelRule = ModelRule {
    engines: &[Engine::Postgresql, Engine::Mysql],
    bad: "tables: {t: {columns: {a: integer}}}",
    good: "tables: {t: {columns: {id: bigint}, primary_key: [id]}}",
    check,
    ..ModelRule::like(&MIGRATIONS)
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    let keyed = |id: &ObjectId| view.parts::<Unique>(id).any(|(_, key)| key.primary);
    // Its rows are told apart by the key of the table that it is a part of.
    let part =
        |id: &ObjectId| view.parts::<Partition>(id).next().is_some() || view.parts::<Inheritance>(id).next().is_some();
    let tables = view.all::<Table>().filter(|(id, table)| {
        let own = table.persistence != Persistence::Unlogged && !view.schema.borrowed.contains(*id);
        own && !keyed(id) && !part(id)
    });
    tables.map(|(id, _)| Wrong::at(id, format!("{id} has no primary key"))).collect()
}
