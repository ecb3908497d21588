//! `reserved-word`: a name that is a reserved word.

use super::{ModelRule, View, Wrong};
use crate::engine::{Engine, cassandra, mysql, postgres};
use crate::lint::Severity;
use crate::model::{Kind, ObjectId};

pub(super) const RULE: ModelRule = ModelRule {
    code: "reserved-word",
    severity: Severity::Note,
    title: "a name that is a reserved word",
    why: "It has to be quoted in every statement.",
    remedy: "another name",
    engines: &[Engine::Postgresql, Engine::Mysql, Engine::Cassandra],
    bad: "tables: {order: {columns: {id: bigint}, primary_key: [id]}}",
    good: "tables: {orders: {columns: {id: bigint}, primary_key: [id]}}",
    check,
    fix: None,
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    let reserved = |name: &str| match view.engine {
        Engine::Postgresql => postgres::quote::is_reserved(name),
        Engine::Mysql => mysql::quote::is_reserved(name),
        Engine::Cassandra => cassandra::quote::is_reserved(name),
    };
    let named = |id: &&ObjectId| {
        matches!(id.kind, Kind::Table | Kind::Column | Kind::View | Kind::MaterializedView | Kind::Schema)
    };
    let found = view.schema.objects.keys().filter(named).filter(|id| reserved(&id.name));
    found.map(|id| Wrong::at(id, format!("`{}` is a word of the language", id.name))).collect()
}
