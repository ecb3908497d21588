//! `row-security-without-policy`: a table with row security and no policy.

use super::{ModelRule, View, Wrong};
use crate::engine::Engine;
use crate::lint::Severity;
use crate::model::{Partition, Policy, Table};

pub(super) const RULE: ModelRule = ModelRule {
    code: "row-security-without-policy",
    severity: Severity::Note,
    title: "a table with row security and no policy",
    why: "Nobody but its owner sees a row of it.",
    remedy: "a policy, or no row security",
    engines: &[Engine::Postgresql],
    bad: "tables: {t: {columns: {id: bigint}, primary_key: [id], row_security: true}}",
    good: "tables: {t: {columns: {id: bigint}, primary_key: [id], row_security: true, policies: {p: {using: id > 0}}}}",
    check,
    fix: None,
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    let shut = view.all::<Table>().filter(|(id, table)| {
        let part = view.parts::<Partition>(id).next().is_some();
        table.row_security && !part && view.parts::<Policy>(id).next().is_none()
    });
    shut.map(|(id, _)| Wrong::at(id, format!("nobody but its owner sees a row of {id}"))).collect()
}
