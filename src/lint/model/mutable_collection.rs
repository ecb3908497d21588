//! `mutable-collection`: a list that is not frozen.

use super::{ModelRule, View, Wrong};
use crate::engine::Engine;
use crate::lint::Severity;

pub(super) const RULE: ModelRule = ModelRule {
    code: "mutable-collection",
    severity: Severity::Note,
    title: "a list that is not frozen",
    why: "Writing it whole first deletes it by a tombstone; what is set or removed by its number is read before it is written.",
    remedy: "frozen<list<…>>, or a set, or rows of a table",
    engines: &[Engine::Cassandra],
    bad: "tables: {t: {columns: {id: uuid, tags: list<text>}, partition_key: [id]}}",
    good: "tables: {t: {columns: {id: uuid, tags: frozen<list<text>>}, partition_key: [id]}}",
    check,
    fix: None,
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    view.typed(|data_type| data_type.starts_with("list<"))
        .map(|id| Wrong::at(id, format!("{id} leaves a tombstone whenever it is written whole")))
        .collect()
}
