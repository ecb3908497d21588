//! `nullable-unique`: a unique key over a column that may be NULL.

use super::{ModelRule, View, Wrong};
use crate::engine::Engine;
use crate::lint::Severity;
use crate::model::{Index, Unique};

pub(super) const RULE: ModelRule = ModelRule {
    code: "nullable-unique",
    severity: Severity::Note,
    title: "a unique key over a column that may be NULL",
    why: "No NULL equals another: rows that differ in nothing else are all taken.",
    remedy: "make the column not_null, or say nulls_not_distinct",
    engines: &[Engine::Postgresql, Engine::Mysql],
    bad: "tables: {t: {columns: {id: bigint, a: text}, primary_key: [id], unique: {t_a: [a]}}}",
    good: "tables: {t: {columns: {id: bigint, a: {type: text, not_null: true}}, primary_key: [id], unique: {t_a: [a]}}}",
    check,
    fix: None,
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    let keys = view.all::<Unique>().filter(|(_, key)| !key.primary && !key.nulls_not_distinct);
    let keys = keys.map(|(id, key)| (id, key.columns.iter().map(String::as_str).collect::<Vec<_>>()));
    let indexes =
        view.all::<Index>().filter(|(_, index)| index.unique && !index.nulls_not_distinct && index.predicate.is_none());
    let indexes = indexes.map(|(id, index)| (id, index.keys.iter().filter_map(|key| key.column.as_deref()).collect()));
    let mut found = Vec::new();
    for (id, columns) in keys.chain(indexes) {
        let Some(table) = id.parent() else { continue };
        let open: Vec<&str> =
            columns.into_iter().filter(|name| view.column(table, name).is_some_and(|own| !own.not_null)).collect();
        if !open.is_empty() {
            found.push(Wrong::at(id, format!("{} may be NULL in any number of rows", open.join(", "))));
        }
    }
    found
}
