//! What a change hands down: a column that is added to a partitioned table is added to its
//! partitions by the server itself.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::Change;
use crate::engine::{Alteration, Dialect, Sides};
use crate::model::hashed::HashMap;
use crate::model::{Object, ObjectId, Schema};
use crate::plan::Action;

/// The changes that are left to be made, and those that others make along with their own.
#[derive(Debug, Default)]
pub(super) struct Inherited {
    /// What is left to be done: where the server does a part, from there on.
    pub(super) changes: Vec<Change>,
    /// Objects that change with another, and which.
    pub(super) carried: BTreeMap<ObjectId, ObjectId>,
    /// Parts that heirs have as their own, and so must have before they are given the same.
    pub(super) first: Vec<(ObjectId, ObjectId)>,
}

/// The links that are there all the time, by the object that they lead to.
fn links<'a>(dialect: &dyn Dialect, sides: Sides<'a>) -> HashMap<ObjectId, Vec<(&'a ObjectId, &'a Object)>> {
    let mut links: HashMap<ObjectId, Vec<_>> = HashMap::default();
    for (id, entry) in sides.after.objects.iter().filter(|(id, _)| id.kind.is_link()) {
        let (Some(heir), Some(before)) = (id.parent(), sides.before.get(id)) else { continue };
        let stays = *before == entry.object
            || matches!(dialect.alter(id, before, &entry.object, sides), Alteration::InPlace(_));
        let were = before.references(id);
        for source in entry.object.references(id).into_iter().filter(|source| stays && were.contains(source)) {
            links.entry(source).or_default().push((heir, &entry.object));
        }
    }
    links
}

/// What no `CREATE TABLE` takes, such as a check that is not valid, is given to a new table's new
/// heirs when it is added to that one: they must be there by then.
fn hand_to_the_born(dialect: &dyn Dialect, sides: Sides<'_>, inherited: &mut Inherited) {
    let Sides { before, after, .. } = sides;
    let mut born: HashMap<ObjectId, Vec<(&ObjectId, &Object)>> = HashMap::default();
    for (id, entry) in &after.objects {
        let is_new = id.parent().is_some_and(|heir| before.get(heir).is_none());
        if id.kind.is_link() && is_new && dialect.folds(id, &entry.object) {
            for source in entry.object.references(id) {
                born.entry(source).or_default().push((id, &entry.object));
            }
        }
    }
    let apart = |id: &ObjectId, object: &Object| id.parent().is_some() && !dialect.folds(id, object);
    let mut waiting: Vec<(ObjectId, ObjectId)> = inherited
        .changes
        .iter()
        .filter(|change| change.before.is_none() && born.contains_key(change.id.root()))
        .filter(|change| change.after.as_ref().is_some_and(|object| apart(&change.id, object)))
        .map(|change| (change.id.clone(), change.id.clone()))
        .collect();
    while let Some((id, origin)) = waiting.pop() {
        for (link, object) in born.get(id.root()).into_iter().flatten().copied() {
            let Some(part) = link.parent().and_then(|heir| id.moved(id.root(), heir)) else { continue };
            let wanted = after.get(&part);
            let given = dialect.handed_down(object, None, after.get(&id), None, sides);
            // What the heir has as its own is made before, and merged.
            let merged = dialect.handed_down(object, None, after.get(&id), wanted, sides);
            if let (Some(wanted), Some(Some(given))) = (wanted, given)
                && merged == Some(Some(given.clone()))
                && !inherited.carried.contains_key(&origin)
            {
                inherited.carried.insert(part.clone(), origin.clone());
                inherited.first.push((link.clone(), origin.clone()));
                // Where it is more than it is given, a valid check, that is made of it then.
                for change in inherited.changes.iter_mut().filter(|change| change.id == part) {
                    change.action = Action::Alter;
                    change.before = Some(given.clone());
                }
                inherited.changes.retain(|change| change.id != part || given != *wanted);
                waiting.push((part, origin.clone()));
            }
        }
    }
}

/// What is left to be done on a part that has become this much.
fn rest(part: &ObjectId, state: Option<Object>, after: &Schema) -> Option<Change> {
    let wanted = after.get(part);
    (state.as_ref() != wanted).then(|| Change {
        action: match (&state, wanted) {
            (None, _) => Action::Create,
            (Some(_), None) => Action::Drop,
            (Some(_), Some(_)) => Action::Alter,
        },
        id: part.clone(),
        from: None,
        before: state,
        after: wanted.cloned(),
        place: after.objects.get(part).and_then(|entry| entry.place.clone()),
    })
}

/// Works out which changes the server makes along with others.
pub(super) fn hand_down(dialect: &dyn Dialect, sides: Sides<'_>, changes: &[Change]) -> Inherited {
    let Sides { before, after, .. } = sides;
    let links = links(dialect, sides);
    let mut inherited = Inherited { changes: changes.to_vec(), ..Inherited::default() };
    hand_to_the_born(dialect, sides, &mut inherited);
    let mut left: BTreeMap<ObjectId, Option<Change>> = BTreeMap::new();
    for change in changes {
        let (Some(old), Some(new)) = (&change.before, &change.after) else { continue };
        for (part, state) in dialect.takes_along(&change.id, old, new, sides) {
            left.insert(part.clone(), rest(&part, state, after));
            inherited.carried.insert(part, change.id.clone());
        }
    }
    if links.is_empty() && left.is_empty() {
        return inherited;
    }
    let mut states: HashMap<ObjectId, Option<Object>> = HashMap::default();
    // From the top down: what an heir is left with is handed on to its own heirs.
    let mut waiting: Vec<(ObjectId, ObjectId, Option<Object>, Option<Object>)> = changes
        .iter()
        .rev()
        .filter(|change| !change.id.kind.is_link())
        .map(|change| (change.id.clone(), change.id.clone(), change.before.clone(), change.after.clone()))
        .collect();
    // Parts that are given back what was taken from them: that is handed down anew.
    let mut again: BTreeSet<ObjectId> = BTreeSet::new();
    // What has come of each by now.
    let mut reached: HashMap<ObjectId, Option<Object>> = HashMap::default();
    while let Some((id, origin, was, is)) = waiting.pop() {
        reached.insert(id.clone(), is.clone());
        if id == origin && again.contains(&id) && states.get(&id) != Some(&was) {
            continue;
        }
        // What a part has of its own comes and goes with it; changed, it is each one's own affair.
        let comes_or_goes = |part: &ObjectId| before.get(part).is_none() != after.get(part).is_none();
        if id.parent().is_some_and(|parent| parent != id.root() && !comes_or_goes(parent)) {
            continue;
        }
        for (heir, link) in links.get(id.root()).into_iter().flatten().copied() {
            let Some(part) = id.moved(id.root(), heir) else { continue };
            // What stays, whatever comes or goes above, keeps what it has of its own.
            let stays = |owner: ObjectId| {
                before.get(&owner).is_some() && after.get(&owner).is_some() && states.get(&owner) != Some(&None)
            };
            if id.parent().is_some_and(|owner| owner != id.root() && owner.moved(id.root(), heir).is_some_and(stays)) {
                continue;
            }
            // Another above may have handed it down by now.
            let now = states.get(&part).cloned();
            let own = now.as_ref().map_or_else(|| before.get(&part), Option::as_ref);
            let wanted = after.get(&part);
            let given = |own| dialect.handed_down(link, was.as_ref(), is.as_ref(), own, sides);
            let left_behind = own.filter(|_| is.is_none()).and_then(|own| dialect.left_behind(&id, own, sides));
            let state = left_behind.map(Some).or_else(|| given(own));
            let others = link.references(heir).into_iter().filter(|parent| *parent != *id.root());
            let others: Vec<ObjectId> = others.filter_map(|parent| id.moved(id.root(), &parent)).collect();
            let there = |part: &ObjectId| reached.get(part).map_or_else(|| before.get(part), Option::as_ref);
            let state = match (state, own) {
                (Some(Some(state)), Some(own)) if is.is_some() => {
                    let others: Vec<&Object> = others.iter().filter_map(there).collect();
                    Some(Some(dialect.upheld(state, own, &others, sides)))
                }
                (state, _) => state,
            };
            let comes_first = match (&was, &is, own, wanted) {
                (Some(was), Some(is), Some(own), Some(wanted)) => {
                    dialect.comes_first(link, was, is, (own, wanted), sides)
                }
                _ => false,
            };
            // What an heir has of its own, and shall have, is merged as it is then.
            if (was.is_none() || own.is_none() || comes_first)
                && wanted.is_some()
                && state != Some(wanted.cloned())
                && given(wanted) == Some(wanted.cloned())
            {
                if own.is_some() || state.is_some() {
                    inherited.first.push((part.clone(), origin.clone()));
                }
                continue;
            }
            let Some(state) = state else { continue };
            // What another parent goes on handing down stays.
            let goes_on = |part: &ObjectId| before.get(part).is_some() && after.get(part).is_some();
            if is.is_none() && others.iter().any(goes_on) {
                continue;
            }
            if state.as_ref() == own && own == after.get(&part) {
                // It reads the same, and the statement goes through it all the same: an identity ends in all.
                if id.kind.holds_data()
                    && own.is_some()
                    && inherited.carried.insert(part.clone(), origin.clone()).is_none()
                {
                    waiting.push((part, origin.clone(), own.cloned(), state));
                }
                continue;
            }
            let rest = rest(&part, state.clone(), after);
            if let Some(Change { before: Some(before), after: Some(after), .. }) = &rest {
                again.insert(part.clone());
                waiting.push((part.clone(), part.clone(), Some(before.clone()), Some(after.clone())));
            }
            states.insert(part.clone(), state.clone());
            left.insert(part.clone(), rest);
            inherited.carried.insert(part.clone(), origin.clone());
            waiting.push((part, origin.clone(), own.cloned(), state));
        }
    }
    inherited.changes.retain(|change| !left.contains_key(&change.id));
    inherited.changes.extend(left.into_values().flatten());
    inherited.changes.sort_by(|one, other| one.id.cmp(&other.id));
    inherited
}
