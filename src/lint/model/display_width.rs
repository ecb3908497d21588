//! `display-width`: an integer with a width.

use super::{ModelRule, View, Wrong, base};
use crate::engine::Engine;
use crate::lint::Severity;

pub(super) const RULE: ModelRule = ModelRule {
    code: "display-width",
    severity: Severity::Note,
    title: "an integer with a width",
    why: "The width limits nothing and is deprecated; servers drop it, and models that say it differ from them.",
    remedy: "the type alone",
    engines: &[Engine::Mysql],
    bad: "tables: {t: {columns: {id: bigint, a: int(11)}, primary_key: [id]}}",
    good: "tables: {t: {columns: {id: bigint, a: int}, primary_key: [id]}}",
    check,
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    view.typed(|data_type| {
        ["int", "integer", "bigint", "smallint", "mediumint"].contains(&base(data_type).as_str())
            && data_type.contains('(')
    })
    .map(|id| Wrong::at(id, format!("{id} has a width of display")))
    .collect()
}
