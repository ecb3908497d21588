//! `timestamp-ends-2038`: a column of type timestamp.

use super::{ModelRule, View, Wrong, base};
use crate::engine::Engine;
use crate::lint::Severity;

pub(super) const RULE: ModelRule = ModelRule {
    code: "timestamp-ends-2038",
    severity: Severity::Note,
    title: "a column of type timestamp",
    why: "It holds no moment after 19 January 2038.",
    remedy: "datetime, in UTC",
    engines: &[Engine::Mysql],
    bad: "tables: {t: {columns: {id: bigint, a: timestamp}, primary_key: [id]}}",
    good: "tables: {t: {columns: {id: bigint, a: datetime}, primary_key: [id]}}",
    check,
    fix: None,
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    view.typed(|data_type| base(data_type) == "timestamp")
        .map(|id| Wrong::at(id, format!("{id} ends in 2038")))
        .collect()
}
