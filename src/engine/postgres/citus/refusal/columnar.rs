//! What the access method `columnar` refuses, or would leave out without a word.

use crate::engine::Sides;
use crate::model::{Exclusion, Index, Kind, Object, ObjectId, Persistence, Schema, Trigger, Unique};

/// What of the wanted side cannot be where rows lie column by column.
pub(super) fn refusals(sides: Sides<'_>) -> Vec<(ObjectId, String)> {
    let mut refused = Vec::new();
    if ![sides.before, sides.after].iter().any(|schema| schema.objects.keys().any(|id| id.kind == Kind::Columnar)) {
        return refused;
    }
    for (id, entry) in &sides.after.objects {
        let table = id.root();
        let becomes = !is_columnar(table, sides.before);
        let fresh = sides.before.get(id) != Some(&entry.object) || becomes;
        let reason = match &entry.object {
            Object::ForeignKey(key) => {
                let of = [table, &key.references].into_iter().find(|end| is_columnar(end, sides.after));
                let changes = |end: &ObjectId| !is_columnar(end, sides.before);
                of.filter(|end| fresh || changes(end)).map(|end| {
                    format!(
                        "{end} is columnar, and a columnar table takes part in no foreign key: say it in `relations`"
                    )
                })
            }
            object if fresh && is_columnar(table, sides.after) => part(table, object),
            _ => None,
        };
        refused.extend(reason.map(|reason| (id.clone(), reason)));
    }
    refused.extend(in_the_way(sides));
    refused
}

fn is_columnar(table: &ObjectId, schema: &Schema) -> bool {
    table.kind == Kind::Table && schema.get(&ObjectId::child(table, Kind::Columnar, "")).is_some()
}

fn part(table: &ObjectId, object: &Object) -> Option<String> {
    match object {
        Object::Table(body) if body.persistence == Persistence::Unlogged => {
            Some("a columnar table is always logged: take `unlogged` out".to_owned())
        }
        Object::Trigger(Trigger { timing, for_each_row: true, .. }) if timing == "after" => Some(format!(
            "{table} is columnar, and has no triggers that fire after each row: let it fire for each statement"
        )),
        Object::Unique(Unique { deferrable: true, .. }) | Object::Exclusion(Exclusion { deferrable: true, .. }) => {
            Some(format!("{table} is columnar, and checks its keys at once: take `deferrable` out"))
        }
        Object::Index(Index { method, .. }) | Object::Exclusion(Exclusion { method, .. })
            if !matches!(method.as_str(), "btree" | "hash") =>
        {
            Some(format!("{table} is columnar, which has indexes by btree and by hash alone, and not by {method}"))
        }
        _ => None,
    }
}

/// Foreign keys that go, or come, as their table becomes columnar or ceases to be: Citus writes a table anew only while
/// no foreign key touches it.
fn in_the_way(sides: Sides<'_>) -> Vec<(ObjectId, String)> {
    let turns = |table: &ObjectId| {
        let there = sides.before.get(table).is_some() && sides.after.get(table).is_some();
        there && is_columnar(table, sides.before) != is_columnar(table, sides.after)
    };
    let keys = |one: &Schema, other: &Schema| -> Vec<(ObjectId, String)> {
        let gone = one.objects.iter().filter(|(id, _)| other.get(id).is_none());
        let found = gone.filter_map(|(id, entry)| match &entry.object {
            Object::ForeignKey(key) => {
                let table = [id.root(), &key.references].into_iter().find(|end| turns(end))?;
                let reason = format!(
                    "Citus writes {table} anew only while no foreign key touches it: apply the change of its access method \
                     and that of foreign key {} one after the other",
                    id.name
                );
                Some((table.clone(), reason))
            }
            _ => None,
        });
        found.collect()
    };
    [keys(sides.before, sides.after), keys(sides.after, sides.before)].concat()
}
