//! `unprotected-table`: a role reads a table without row security, and others by it.

use std::collections::BTreeSet;

use super::{ModelRule, View, Wrong};
use crate::engine::Engine;
use crate::lint::Severity;
use crate::model::{Grant, ObjectId, Table};

pub(super) const RULE: ModelRule = ModelRule {
    code: "unprotected-table",
    severity: Severity::Warning,
    title: "a role reads a table without row security, and others by it",
    why: "To a role whose rows are chosen by policies elsewhere, all rows of this table are open.",
    remedy: "row_security and policies, or no grant",
    engines: &[Engine::Postgresql],
    bad: "tables:\n  t: {columns: {id: bigint}, primary_key: [id], row_security: true, policies: {p: {using: id > 0}}, grants: {app: [select]}}\n  u: {columns: {id: bigint}, primary_key: [id], grants: {app: [select]}}",
    good: "tables:\n  t: {columns: {id: bigint}, primary_key: [id], row_security: true, policies: {p: {using: id > 0}}, grants: {app: [select]}}\n  u: {columns: {id: bigint}, primary_key: [id], grants: {other: [select]}}",
    check,
    fix: None,
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    let held = |id: &ObjectId| {
        let grants = view.parts::<Grant>(id).filter(|(_, grant)| !grant.privileges.is_empty());
        grants.map(|(id, _)| id.name.to_string()).collect::<Vec<_>>()
    };
    let by_policies: BTreeSet<String> =
        view.all::<Table>().filter(|(_, table)| table.row_security).flat_map(|(id, _)| held(id)).collect();
    let mut found = Vec::new();
    for (id, _) in view.all::<Table>().filter(|(_, table)| !table.row_security) {
        let roles: Vec<String> = held(id).into_iter().filter(|role| by_policies.contains(role)).collect();
        if !roles.is_empty() && view.parts::<crate::model::Partition>(id).next().is_none() {
            let roles: Vec<&str> = roles.iter().map(|role| if role.is_empty() { "everyone" } else { role }).collect();
            found.push(Wrong::at(id, format!("all rows of {id} are open to {}", roles.join(", "))));
        }
    }
    found
}
