//! That part of a large database which the steps of a plan touch: to hear what they take, the rest need not
//! be made.

use std::collections::{HashMap, HashSet};

use super::part::{LARGE, needed, with_families};
use super::{Key, key};
use crate::engine::Dialect;
use crate::model::{ObjectId, Schema};

/// What has to be there for statements about `touched` to run, and to take what they would take with all there:
/// those objects whole, what needs them, and what all that needs. `after` is where the statements lead. None where
/// it would be most of the database.
pub fn around<'a>(
    dialect: &dyn Dialect,
    before: &Schema,
    after: &Schema,
    touched: impl Iterator<Item = &'a ObjectId>,
) -> Option<Schema> {
    let whole = before.objects.keys().filter(|id| id.parent().is_none()).count();
    if whole < LARGE {
        return None;
    }
    let roots: HashSet<Key> = touched.map(|id| key(id.root())).collect();
    let roots = with_families(before, with_families(after, roots));
    if roots.len() * 3 > whole {
        return None;
    }
    let mut more = dependents(before, &roots);
    more.extend(needed(dialect, after, before, &roots, Vec::new()).into_iter().filter_map(|id| {
        let (id, _) = before.objects.get_key_value(id)?;
        Some(id)
    }));
    let kept = needed(dialect, before, before, &roots, more);
    let objects = before.objects.iter().filter(|(id, _)| kept.contains(*id));
    let objects = objects.map(|(id, entry)| (id.clone(), entry.clone())).collect();
    Some(Schema { objects, search_path: before.search_path.clone(), ..Schema::default() })
}

/// What needs those objects or their parts, and what needs that: keys that refer to a table, views upon it.
fn dependents<'s>(schema: &'s Schema, roots: &HashSet<Key>) -> Vec<&'s ObjectId> {
    let mut readers: HashMap<&ObjectId, Vec<&ObjectId>> = HashMap::new();
    let mut referring: Vec<(ObjectId, &ObjectId)> = Vec::new();
    for (id, entry) in &schema.objects {
        for other in &entry.depends {
            readers.entry(other).or_default().push(id);
        }
        referring.extend(entry.object.references(id).into_iter().map(|other| (other, id)));
    }
    for (other, id) in &referring {
        readers.entry(other).or_default().push(id);
    }
    let mut waiting: Vec<&ObjectId> = schema.objects.keys().filter(|id| roots.contains(&key(id.root()))).collect();
    let mut seen: HashSet<&ObjectId> = waiting.iter().copied().collect();
    while let Some(id) = waiting.pop() {
        for reader in readers.get(id).into_iter().flatten() {
            if seen.insert(reader) {
                waiting.push(reader);
            }
        }
    }
    seen.into_iter().collect()
}
