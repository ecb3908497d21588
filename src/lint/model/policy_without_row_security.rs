//! `policy-without-row-security`: a table whose policies are not in force.

use super::{ModelRule, View, Wrong};
use crate::engine::Engine;
use crate::lint::Severity;
use crate::model::{Policy, Table};

pub(super) const RULE: ModelRule = ModelRule {
    code: "policy-without-row-security",
    severity: Severity::Warning,
    title: "a table whose policies are not in force",
    why: "Its policies do nothing while row security is off: every row is seen.",
    remedy: "row_security: true, or drop the policies",
    engines: &[Engine::Postgresql],
    bad: "tables: {t: {columns: {id: bigint}, primary_key: [id], policies: {p: {using: id > 0}}}}",
    good: "tables: {t: {columns: {id: bigint}, primary_key: [id], row_security: true, policies: {p: {using: id > 0}}}}",
    check,
    fix: None,
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    let open = view.all::<Table>().filter(|(id, table)| {
        !table.row_security && !view.schema.borrowed.contains(*id) && view.parts::<Policy>(id).next().is_some()
    });
    open.map(|(id, _)| Wrong::at(id, format!("{id} has policies, and row security is off"))).collect()
}
