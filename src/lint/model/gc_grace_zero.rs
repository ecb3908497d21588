//! `gc-grace-zero`: deleted rows may come back.

use super::{ModelRule, View, Wrong};
use crate::engine::Engine;
use crate::lint::Severity;
use crate::model::Table;

pub(super) const RULE: ModelRule = ModelRule {
    code: "gc-grace-zero",
    severity: Severity::Warning,
    title: "deleted rows may come back",
    why: "With gc_grace_seconds of 0 a node that was away brings back what was deleted meanwhile.",
    remedy: "leave gc_grace_seconds at ten days",
    engines: &[Engine::Cassandra],
    bad: "tables: {t: {columns: {id: uuid}, partition_key: [id], options: {gc_grace_seconds: 0}}}",
    good: "tables: {t: {columns: {id: uuid}, partition_key: [id], options: {gc_grace_seconds: 864000}}}",
    check,
    fix: None,
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    let none =
        view.all::<Table>().filter(|(_, table)| table.options.get("gc_grace_seconds").is_some_and(|it| it == "0"));
    none.map(|(id, _)| Wrong::at(id, format!("what is deleted from {id} may come back"))).collect()
}
