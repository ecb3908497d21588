//! `constraint-not-valid`: a constraint that rows from before may break.

use super::{ModelRule, View, Wrong};
use crate::engine::Engine;
use crate::lint::Severity;
use crate::model::{Check, ForeignKey};

pub(super) const RULE: ModelRule = ModelRule {
    code: "constraint-not-valid",
    severity: Severity::Note,
    title: "a constraint that rows from before may break",
    why: "The planner trusts it in nothing, and readers trust it in vain.",
    remedy: "validate it, and leave `not_valid` out",
    engines: &[Engine::Postgresql],
    bad: "tables: {t: {columns: {id: bigint, a: bigint}, primary_key: [id], checks: {t_a: {expression: a > 0, not_valid: true}}}}",
    good: "tables: {t: {columns: {id: bigint, a: bigint}, primary_key: [id], checks: {t_a: a > 0}}}",
    check,
    fix: None,
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    let checks = view.all::<Check>().filter(|(_, own)| own.not_valid).map(|(id, _)| id);
    let keys = view.all::<ForeignKey>().filter(|(_, own)| own.not_valid).map(|(id, _)| id);
    checks.chain(keys).map(|id| Wrong::at(id, format!("{id} holds for new rows alone"))).collect()
}
