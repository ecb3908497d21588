//! `duplicate-index`: an index that another makes superfluous.

use super::{Fix, Mend, ModelRule, View, Wrong};
use crate::edit::What;
use crate::engine::Engine;
use crate::lint::Severity;
use crate::model::{Index, KeyPart, ObjectId, ReplicaIdentity, Table, Unique};

pub(super) const RULE: ModelRule = ModelRule {
    code: "duplicate-index",
    severity: Severity::Warning,
    title: "an index that another makes superfluous",
    why: "Every write keeps up both, and no query needs the shorter one.",
    remedy: "drop the one that the other begins with",
    engines: &[Engine::Postgresql, Engine::Mysql],
    bad: "tables: {t: {columns: {id: bigint, a: bigint, b: bigint}, primary_key: [id], indexes: {t_a: [a], t_a_b: [a, b]}}}",
    good: "tables: {t: {columns: {id: bigint, a: bigint, b: bigint}, primary_key: [id], indexes: {t_b: [b], t_a_b: [a, b]}}}",
    check,
    fix: Some(Fix {
        says: "takes the superfluous index out, unless the table names it or a comment stands with it",
        mend,
    }),
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    let mut found = Vec::new();
    for (table, _) in view.all::<Table>() {
        let (keys, indexes): (Vec<_>, Vec<_>) =
            (view.parts::<Unique>(table).collect(), view.parts::<Index>(table).collect());
        for (at, (id, index)) in indexes.iter().enumerate() {
            let by_key = keys.iter().find(|(_, key)| {
                let columns =
                    key.columns.iter().map(|name| KeyPart { column: Some(name.clone()), ..KeyPart::default() });
                !key.without_overlaps
                    && serves(&columns.collect::<Vec<_>>(), index, index.keys.len() == key.columns.len())
            });
            let by_index = indexes.iter().enumerate().find(|(other, (_, wider))| {
                let alike = wider.method == index.method && wider.predicate == index.predicate;
                let same = wider.keys.len() == index.keys.len();
                // Of two that are the same the second is too much, unless it alone is unique.
                let later = !same || (wider.unique, at) > (index.unique, *other);
                let carries = index.include.iter().all(|column| wider.include.contains(column));
                *other != at
                    && alike
                    && later
                    && carries
                    && (!index.unique || wider.unique && same)
                    && covers(&wider.keys, index, same)
            });
            let other = by_key.map(|(id, _)| *id).or_else(|| by_index.map(|(_, (id, _))| *id));
            if let Some(other) = other.filter(|_| index.partition_of.is_none()) {
                found.push(Wrong::at(id, format!("{id} is what {other} begins with")));
            }
        }
    }
    found
}

/// Whether an index of these columns, unique and without a condition, does what this one does.
fn serves(keys: &[KeyPart], index: &Index, same: bool) -> bool {
    let plain = index.method == "btree" || index.method.is_empty();
    plain
        && index.predicate.is_none()
        && index.include.is_empty()
        && (!index.unique || same)
        && covers(keys, index, same)
}

/// Whether the keys of an index are the first of these; of methods that sort, fewer will do.
fn covers(keys: &[KeyPart], index: &Index, same: bool) -> bool {
    let sorts = index.method == "btree" || index.method.is_empty();
    keys.starts_with(&index.keys) && (same || sorts)
}

fn mend(view: &View<'_>, id: &ObjectId) -> Result<Mend, String> {
    let named = id.parent().and_then(|table| Some((table, <&Table>::try_from(view.schema.get(table)?).ok()?)));
    if let Some((table, own)) = named
        && (own.cluster_on.as_deref() == Some(&*id.name)
            || own.replica_identity == ReplicaIdentity::Index(id.name.to_string()))
    {
        return Err(format!("{table} goes by it: for `CLUSTER`, or for its replica identity"));
    }
    Mend::new(view, id, What::Drop)
}
