//! The wanted schema in the server's own words, where those are known without asking any server: of what is equal
//! as it is written, and of what is so plain that nothing else can come of it.

use super::{fill, finished, says_the_same};
use crate::diff::in_order;
use crate::engine::Dialect;
use crate::model::hashed::HashMap;
use crate::model::{ObjectId, Schema};

/// What [`super::settle`] would give, to the letter, made of the model itself, for three of a large database need
/// not be held at once; the model as it was where only a server knows it, and where one must say what is wrong with
/// the model.
///
/// # Errors
/// The model, of which it is not known.
pub fn foretold(dialect: &dyn Dialect, model: Schema, live: &Schema, ground: &Schema) -> Result<Schema, Box<Schema>> {
    let alone = model.external.is_empty() && ground.objects.is_empty() && !live.objects.is_empty();
    if !alone || !in_order(live, &model) {
        return Err(Box::new(model));
    }
    let changed: Vec<_> = model
        .objects
        .iter()
        .filter(|(id, entry)| !says_the_same(dialect, &entry.object, live.get(id)))
        .map(|(id, entry)| (id, &entry.object))
        .collect();
    let gone: Vec<&ObjectId> =
        live.objects.keys().filter(|id| !model.objects.contains_key(*id) && model.manages(id.kind)).collect();
    let Some(entries) = dialect.foretell(&changed, &gone, &model, live) else { return Err(Box::new(model)) };
    let changed = changed.into_iter().map(|(id, _)| id.clone()).zip(entries).enumerate();
    let mut changed: HashMap<ObjectId, _> = changed.map(|(at, (id, entry))| (id, (at, Some(entry)))).collect();

    let mut model = model;
    let mut objects = std::mem::take(&mut model.objects);
    model.objects =
        objects.iter().filter(|(id, _)| id.is_of_installation()).map(|(id, it)| (id.clone(), it.clone())).collect();
    for (id, entry) in &mut objects {
        let mut told = match changed.get_mut(id).and_then(|(_, told)| told.take()) {
            Some(told) => told,
            None => match live.objects.get(id) {
                Some(there) => there.clone(),
                None => continue,
            },
        };
        fill(dialect, &mut told, entry, live.get(id));
        *entry = told;
    }
    // As the database has them, and what is other than there comes last.
    objects.sort_by_cached_key(|id, _| match changed.get(id) {
        Some((at, _)) => (1, *at),
        None => (0, live.objects.get_index_of(id).unwrap_or_default()),
    });
    let told = Schema { objects, ..live.clone() };
    Ok(finished(dialect, told, &model, live))
}
