//! What stands in the way of a column that changes its type only where both sides of it are compared
//! while one is changed and the other is not yet.

use super::types;
use crate::engine::Sides;
use crate::model::{Column, Kind, Object, ObjectId, Schema};

fn column<'a>(id: &ObjectId, schema: &'a Schema) -> Option<&'a Column> {
    match schema.get(id) {
        Some(Object::Column(column)) => Some(column),
        _ => None,
    }
}

/// Whether a column has another type afterwards, or one of that name that is another.
fn is_retyped(id: &ObjectId, sides: Sides<'_>) -> bool {
    let (Some(before), Some(after)) = (column(id, sides.before), column(id, sides.after)) else { return false };
    let types = || sides.before.objects.get(id).map(|entry| entry.depends.as_slice()).unwrap_or_default();
    before.data_type != after.data_type
        || before.collation != after.collation
        || types().iter().any(|needed| {
            let old = sides.before.get(needed);
            old.is_some_and(super::exchange::is_type) && old != sides.after.get(needed)
        })
}

/// Whether a dependent of the column `of`, which changes its type, must be out of the way meanwhile.
pub(super) fn stands_between(id: &ObjectId, object: &Object, of: &ObjectId, sides: Sides<'_>) -> bool {
    if of.kind == Kind::Partition {
        // A partition whose bound is another one is taken out meanwhile, with the rows that keys point at.
        return matches!(object, Object::ForeignKey(key) if is_above(&key.references, of, sides.before));
    }
    if of.kind == Kind::Distribution {
        return matches!(object, Object::ForeignKey(_)) && super::distribution::parts(id, object, sides);
    }
    if of.kind != Kind::Column {
        return false;
    }
    match object {
        // It goes and comes with the one that hands it down.
        Object::Check(check) if check.inherited => false,
        Object::ForeignKey(_) => parts_keys(of, sides),
        Object::Check(_) | Object::Index(_) | Object::Exclusion(_) => {
            // What is written anew while the column changes is still as it was, and may not hold then.
            if sides.after.get(id).is_some_and(|after| after != object) {
                return true;
            }
            let compares = match object {
                Object::Index(index) => {
                    index.predicate.is_some() || index.keys.iter().any(|key| key.expression.is_some())
                }
                _ => true,
            };
            let depends = sides.before.objects.get(id).map(|entry| entry.depends.as_slice()).unwrap_or_default();
            compares && depends.iter().filter(|needed| is_retyped(needed, sides)).count() > 1
        }
        _ => false,
    }
}

/// Whether no operator compares the two ends of a foreign key while one of them has its new type
/// already: those of numbers without a point are compared with each other, and so are texts.
fn parts_keys(of: &ObjectId, sides: Sides<'_>) -> bool {
    let (Some(before), Some(after)) = (column(of, sides.before), column(of, sides.after)) else { return false };
    before.data_type == after.data_type && is_retyped(of, sides)
        || !types::compared(&before.data_type, &after.data_type)
}

/// Whether a table is that of which a link makes a partition, or one above that.
fn is_above(table: &ObjectId, link: &ObjectId, schema: &Schema) -> bool {
    above(link, schema).any(|above| above == table)
}

/// The partitioned tables above a link to one, upwards.
pub(super) fn above<'a>(link: &ObjectId, schema: &'a Schema) -> impl Iterator<Item = &'a ObjectId> {
    let of = |link: &ObjectId| match schema.get(link) {
        Some(Object::Partition(partition)) => Some(&partition.of),
        _ => None,
    };
    std::iter::successors(of(link), move |table| of(&link_of(table)))
}

fn link_of(table: &ObjectId) -> ObjectId {
    ObjectId::child(table, Kind::Partition, "")
}

/// The topmost table of those that a table is divided into or a part of; none for one that stands alone.
pub(super) fn top<'a>(table: &'a ObjectId, schema: &'a Schema) -> Option<&'a ObjectId> {
    let divided = matches!(schema.get(table), Some(Object::Table(table)) if table.partition_by.is_some());
    above(&link_of(table), schema).last().or(divided.then_some(table))
}
