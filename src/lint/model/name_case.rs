//! `name-case`: a name that has to be quoted for its letters.

use super::{ModelRule, View, Wrong};
use crate::engine::Engine;
use crate::lint::Severity;
use crate::model::{Kind, ObjectId};

pub(super) const RULE: ModelRule = ModelRule {
    code: "name-case",
    severity: Severity::Note,
    title: "a name that has to be quoted for its letters",
    why: "Whoever forgets the quotes names another object; names of MySQL's tables differ between systems.",
    remedy: "lower-case letters, digits and `_`",
    engines: &[Engine::Postgresql, Engine::Mysql, Engine::Cassandra],
    bad: "tables: {Orders: {columns: {id: bigint}, primary_key: [id]}}",
    good: "tables: {orders: {columns: {id: bigint}, primary_key: [id]}}",
    check,
    fix: None,
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let named = |id: &&ObjectId| match view.engine {
        Engine::Mysql => id.kind == Kind::Table,
        _ => matches!(id.kind, Kind::Table | Kind::Column | Kind::View | Kind::MaterializedView | Kind::Schema),
    };
    let odd = view.schema.objects.keys().filter(named).filter(|id| {
        let upper = id.name.chars().any(|c| c.is_uppercase());
        if view.engine == Engine::Mysql { upper } else { !id.name.chars().all(plain) }
    });
    odd.map(|id| Wrong::at(id, format!("{} `{}` is not all lower-case letters, digits and `_`", id.kind, id.name)))
        .collect()
}
