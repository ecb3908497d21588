//! `zero-date`: a default that is no day.

use super::{ModelRule, View, Wrong};
use crate::engine::Engine;
use crate::lint::Severity;
use crate::model::DefaultValue;

pub(super) const RULE: ModelRule = ModelRule {
    code: "zero-date",
    severity: Severity::Warning,
    title: "a default that is no day",
    why: "NO_ZERO_DATE, in force by default, refuses it; clients read it as they please.",
    remedy: "NULL, or a day that there was",
    engines: &[Engine::Mysql],
    bad: "tables: {t: {columns: {id: bigint, day: {type: date, default: \"'0000-00-00'\"}}, primary_key: [id]}}",
    good: "tables: {t: {columns: {id: bigint, day: {type: date, default: \"'2000-01-01'\"}}, primary_key: [id]}}",
    check,
    fix: None,
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    let zero = view.all::<DefaultValue>().filter(|(_, own)| own.expression.contains("0000-00-00"));
    zero.filter_map(|(id, _)| id.parent()).map(|id| Wrong::at(id, format!("{id} is 0000-00-00 by default"))).collect()
}
