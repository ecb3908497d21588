//! The wanted schema in the server's own words, where those are known without asking any server: of what is equal
//! as it is written, and of what is so plain that nothing else can come of it.

use std::collections::HashSet;

use super::{finished, says_the_same};
use crate::diff::in_order;
use crate::engine::Dialect;
use crate::model::{ObjectId, Schema};

/// What [`super::settle`] would give, to the letter; none where only a server knows it, and where one must say what
/// is wrong with the model.
pub fn foretold(dialect: &dyn Dialect, model: &Schema, live: &Schema, ground: &Schema) -> Option<Schema> {
    let alone = model.external.is_empty() && ground.objects.is_empty() && !live.objects.is_empty();
    if !alone || !in_order(live, model) {
        return None;
    }
    let changed: Vec<_> = model
        .objects
        .iter()
        .filter(|(id, entry)| !says_the_same(dialect, &entry.object, live.get(id)))
        .map(|(id, entry)| (id, &entry.object))
        .collect();
    let gone: Vec<&ObjectId> =
        live.objects.keys().filter(|id| !model.objects.contains_key(*id) && model.manages(id.kind)).collect();
    let entries = dialect.foretell(&changed, &gone, model, live)?;
    let other: HashSet<&ObjectId> = changed.iter().map(|(id, _)| *id).collect();
    let mut settled = live.clone();
    settled.objects.retain(|id, _| model.objects.contains_key(id) && !other.contains(id));
    settled.objects.extend(changed.iter().map(|(id, _)| (*id).clone()).zip(entries));
    super::fill_in(dialect, &mut settled, model, live);
    Some(finished(dialect, settled, model, live))
}
