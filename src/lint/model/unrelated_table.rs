//! `unrelated-table`: a table that refers to none and to which none refers.

use std::collections::BTreeSet;

use super::{ModelRule, View, Wrong};
use crate::engine::Engine;
use crate::lint::Severity;
use crate::model::{ForeignKey, ObjectId, Table};

pub(super) const RULE: ModelRule = ModelRule {
    code: "unrelated-table",
    severity: Severity::Off,
    title: "a table that refers to none and to which none refers",
    why: "It may have been forgotten, or its foreign keys.",
    remedy: "a foreign key, or an entry in `relations`",
    engines: &[Engine::Postgresql, Engine::Mysql],
    bad: "tables:\n  t: {columns: {id: bigint}, primary_key: [id]}\n  u: {columns: {id: {type: bigint, references: v}}, primary_key: [id]}\n  v: {columns: {id: bigint}, primary_key: [id]}",
    good: "tables:\n  u: {columns: {id: {type: bigint, references: v}}, primary_key: [id]}\n  v: {columns: {id: bigint}, primary_key: [id]}",
    check,
    fix: None,
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    let mut related: BTreeSet<&ObjectId> = BTreeSet::new();
    for (id, key) in view.all::<ForeignKey>() {
        related.extend([id.root(), &key.references]);
    }
    for relation in &view.schema.relations {
        related.extend([&relation.table, &relation.references]);
    }
    let alone = view.all::<Table>().filter(|(id, _)| !related.contains(id));
    alone.map(|(id, _)| Wrong::at(id, format!("{id} is related to no other table"))).collect()
}
