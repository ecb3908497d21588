//! What becomes of grants when an object changes hands: the server makes the old owner's entries the
//! new owner's, and merges them with what that one held (`aclnewowner` in `acl.c`). It does so for a
//! table's columns and for the sequences of its columns, too.

use std::collections::BTreeSet;

use super::grant;
use crate::engine::{Sides, Statement};
use crate::model::{Grant, Kind, Object, ObjectId, Schema};

/// The roles that an object goes from and to.
#[derive(Debug, PartialEq, Eq)]
struct Succession<'a> {
    old: &'a str,
    new: &'a str,
}

/// From whom to whom an object goes that is there before and after; none where it stays.
fn succession<'a>(object: &ObjectId, sides: Sides<'a>) -> Option<Succession<'a>> {
    let (before, after) = (sides.before, sides.after);
    let there = |schema: &Schema| schema.objects.contains_key(object) || object.kind == Kind::Database;
    if !there(before) || !there(after) {
        return None;
    }
    let owner = ObjectId::child(object, Kind::Owner, "");
    // Nobody is named where it is who asks; but schema public has an owner of its own then.
    let usual = if object.kind.is_namespace() && *object.name == *"public" {
        before.founder.as_deref()
    } else {
        before.reader.as_deref()
    };
    let role = |schema: &'a Schema| match schema.get(&owner) {
        Some(Object::Owner(owner)) => Some(owner.role.as_str()),
        _ => usual,
    };
    let (old, new) = (role(before)?, role(after)?);
    (old != new).then_some(Succession { old, new })
}

/// The object with whose owner the privileges on `of` go.
fn owned<'a>(of: &'a ObjectId, schema: &'a Schema) -> &'a ObjectId {
    match schema.get(of) {
        Some(Object::Sequence(sequence)) => sequence.owned_by.as_ref().map_or(of, |column| column.root()),
        _ => of.root(),
    }
}

/// Whether the statement that gives the object another owner says it all of this grant.
pub(super) fn says(id: &ObjectId, sides: Sides<'_>) -> bool {
    let Some(of) = id.parent() else { return false };
    succession(owned(of, sides.before), sides).is_some_and(|it| *id.name == *it.old || *id.name == *it.new)
}

/// What is left to grant and to revoke once the object of this owner has changed hands.
pub(super) fn statements(id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
    let Some(object) = id.parent() else { return Vec::new() };
    let Some(Succession { old, new }) = succession(object, sides) else { return Vec::new() };
    let mine = |schema: &Schema| -> Vec<ObjectId> {
        let grants =
            schema.objects.keys().filter(|id| id.kind == Kind::Grant && (*id.name == *old || *id.name == *new));
        let of = grants.filter_map(|id| id.parent()).filter(|of| owned(of, schema) == object);
        of.cloned().collect()
    };
    let of: BTreeSet<ObjectId> = mine(sides.before).into_iter().chain(mine(sides.after)).collect();
    // A column that goes takes its grants along.
    let stays = |of: &ObjectId| {
        let object = sides.before.objects.get_key_value(of).map(|(id, _)| id).or_else(|| sides.before.holder(of));
        object.is_none_or(|object| sides.after.objects.contains_key(object))
    };
    of.into_iter().filter(stays).flat_map(|of| mend(of, old, new, sides)).collect()
}

/// What two roles hold of one object, from what the server leaves them to what is wanted.
fn mend(of: ObjectId, old: &str, new: &str, sides: Sides<'_>) -> Vec<Statement> {
    let id = |role: &str| ObjectId::child(&of, Kind::Grant, role);
    let of_side = |schema: &Schema, id: &ObjectId| match schema.get(id) {
        Some(Object::Grant(grant)) => Some(grant.clone()),
        _ => None,
    };
    let was = |role: &str| of_side(sides.before, &id(role));
    let left = was(old).unwrap_or_default();
    let mut held = merged(&of, &left, &was(new).unwrap_or_default());
    let mut statements = Vec::new();
    for (role, held) in [(new, &mut held), (old, &mut Grant::default())] {
        let own = id(role);
        let (before, wanted) = (of_side(sides.before, &own), of_side(sides.after, &own));
        // What the model leaves alone is left as the server made it.
        if !sides.after.manages(Kind::Grant) && (before == wanted) {
            continue;
        }
        let made = before.is_none();
        let wanted = wanted.unwrap_or_default();
        // It may have been made anew meanwhile, and then its owner has all again.
        held.revoked.retain(|privilege| !wanted.revoked.contains(privilege));
        // What is new is granted by the step that makes it.
        let wanted = if made { Grant::default() } else { wanted };
        statements.extend(grant::between(&own, held, &wanted));
    }
    statements
}

/// What the new owner holds, as a difference from all that an owner has by itself; on a column that is nothing.
fn merged(of: &ObjectId, left: &Grant, held: &Grant) -> Grant {
    let union = |one: &[String], other: &[String]| {
        let all: BTreeSet<&String> = one.iter().chain(other).collect();
        all.into_iter().cloned().collect::<Vec<_>>()
    };
    let own: &[String] = if of.kind == Kind::Column { &held.privileges } else { &[] };
    let still = left.revoked.iter().filter(|privilege| !held.privileges.contains(privilege));
    Grant {
        privileges: union(&left.privileges, own),
        grantable: union(&left.grantable, &held.grantable),
        revoked: still.cloned().collect(),
    }
}
