//! `small-key`: of models, what the rule of that name is of migrations.

use super::super::rules::small_key::RULE as MIGRATIONS;
use super::{ModelRule, View, Wrong, base};
use crate::engine::Engine;
use crate::model::{ForeignKey, Kind, ObjectId, Unique};

pub(super) const RULE: ModelRule = ModelRule {
    engines: &[Engine::Postgresql, Engine::Mysql],
    bad: "tables: {t: {columns: {id: integer}, primary_key: [id]}}",
    good: "tables: {t: {columns: {id: bigint}, primary_key: [id]}}",
    check,
    ..ModelRule::like(&MIGRATIONS)
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    let mut found = Vec::new();
    for (id, key) in view.all::<Unique>().filter(|(_, key)| key.primary) {
        let (Some(table), [name]) = (id.parent(), key.columns.as_slice()) else { continue };
        let small = view.column(table, name).is_some_and(|column| {
            let names = ["int", "integer", "int4", "int2", "smallint", "mediumint", "tinyint"];
            names.contains(&base(&column.data_type).as_str())
                && !column.data_type.to_ascii_lowercase().contains("unsigned")
        });
        // What refers to another table's key must be of that key's type.
        let refers = view.parts::<ForeignKey>(table).any(|(_, foreign)| foreign.columns.contains(name));
        if small && !refers {
            let column = ObjectId::child(table, Kind::Column, name.as_str());
            found.push(Wrong::at(&column, format!("{column} runs out of numbers")));
        }
    }
    found
}
