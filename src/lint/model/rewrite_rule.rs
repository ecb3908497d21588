//! `rewrite-rule`: a rewrite rule.

use super::{ModelRule, View, Wrong};
use crate::engine::Engine;
use crate::lint::Severity;
use crate::model::Rule;

pub(super) const RULE: ModelRule = ModelRule {
    code: "rewrite-rule",
    severity: Severity::Note,
    title: "a rewrite rule",
    why: "It rewrites queries before they run, volatile expressions twice over; the manual itself advises triggers.",
    remedy: "a trigger",
    engines: &[Engine::Postgresql],
    bad: "tables: {t: {columns: {id: bigint}, primary_key: [id], rules: {r: ON DELETE TO t DO INSTEAD NOTHING}}}",
    good: "tables: {t: {columns: {id: bigint}, primary_key: [id]}}",
    check,
    fix: None,
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    view.all::<Rule>().map(|(id, _)| Wrong::at(id, format!("{id} rewrites queries"))).collect()
}
