//! Types that must be put in others' places while columns hold values of them.

use std::collections::BTreeSet;

use super::decide::Dependents;
use crate::diff::Change;
use crate::engine::{Alteration, Dialect, Sides};
use crate::model::{Object, ObjectId};

/// Types that are put in others' places at once: as they are, and as they shall be. Each comes before
/// those that are made of it.
#[derive(Debug)]
pub(super) struct Family<'a> {
    pub(super) members: Vec<(&'a ObjectId, &'a ObjectId)>,
}

/// The families of those types whose changes need it: that cannot be altered, that have parts which
/// only a new one takes, and that give their name to a type of another kind.
pub(super) fn families<'a>(
    dialect: &dyn Dialect,
    sides: Sides<'a>,
    dependents: &Dependents<'a>,
    changes: &[Change],
) -> Vec<Family<'a>> {
    let key = |schema: &'a crate::model::Schema, id: &ObjectId| schema.objects.get_key_value(id).map(|(id, _)| id);
    let both = |id: &ObjectId| key(sides.before, id).zip(key(sides.after, id));
    let is_type = |object: Option<&Object>| object.is_some_and(|object| dialect.is_type(object));
    let mut roots: Vec<(&ObjectId, &ObjectId)> = Vec::new();
    for change in changes {
        let id = &change.id;
        match (&change.before, &change.after) {
            (Some(old), Some(new))
                if dialect.is_type(old) && dialect.alter(id, old, new, sides) == Alteration::Retype =>
            {
                roots.extend(both(id));
            }
            (None, Some(new)) if dialect.is_type(new) => {
                let claim = dialect.claim(id, new);
                let named = |other: &&Change| {
                    other.after.is_none()
                        && other.before.as_ref().is_some_and(|old| {
                            dialect.is_type(old) && claim.is_some() && dialect.claim(&other.id, old) == claim
                        })
                };
                let gone = changes.iter().find(named).and_then(|other| key(sides.before, &other.id));
                roots.extend(gone.filter(|gone| passes_on(gone, id, sides, dependents)).zip(key(sides.after, id)));
            }
            _ => {}
        }
        if let Some(parent) = id.parent().filter(|_| change.after.is_some() && dialect.renews_its_type(id, sides)) {
            roots.extend(both(parent));
        }
    }
    let mut families: Vec<Vec<(&ObjectId, &ObjectId)>> = Vec::new();
    for root in roots {
        let mut family = vec![root];
        let mut at = 0;
        while let Some((old, _)) = family.get(at).copied() {
            for dependent in dependents.get(old).into_iter().flatten().copied() {
                let known = family.iter().any(|(old, _)| *old == dependent);
                let stays = is_type(sides.before.get(dependent)) && is_type(sides.after.get(dependent));
                if stays && !known {
                    family.extend(both(dependent));
                }
            }
            at += 1;
        }
        // Those that share a member are one.
        let (others, rest): (Vec<_>, Vec<_>) =
            families.into_iter().partition(|other| other.iter().any(|one| family.iter().any(|it| it.0 == one.0)));
        families = rest;
        family.extend(others.into_iter().flatten());
        families.push(family);
    }
    families.into_iter().map(|members| Family { members: in_order(members, sides) }).collect()
}

/// Whether a column holds values of the one before and of the other afterwards.
fn passes_on(old: &ObjectId, new: &ObjectId, sides: Sides<'_>, dependents: &Dependents<'_>) -> bool {
    dependents.get(old).into_iter().flatten().any(|holder| {
        holder.kind.holds_data() && sides.after.objects.get(*holder).is_some_and(|entry| entry.depends.contains(new))
    })
}

/// Each before those that are made of it.
fn in_order<'a>(members: Vec<(&'a ObjectId, &'a ObjectId)>, sides: Sides<'_>) -> Vec<(&'a ObjectId, &'a ObjectId)> {
    let mut waiting: Vec<_> = members.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
    let mut placed = Vec::new();
    while !waiting.is_empty() {
        let needs = |one: &ObjectId, other: &ObjectId| {
            one != other && sides.before.objects.get(one).is_some_and(|entry| entry.depends.contains(other))
        };
        let free = waiting.iter().position(|one| !waiting.iter().any(|other| needs(one.0, other.0)));
        // Types are never made of one another in a circle.
        placed.push(waiting.remove(free.unwrap_or_default()));
    }
    placed
}
