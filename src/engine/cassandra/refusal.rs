//! What no statement of CQL can do, told before anything runs.

use crate::engine::Sides;
use crate::model::{Object, ObjectId};

/// The objects that cannot be made, each with the reason and the way around it.
pub(super) fn refusals(sides: Sides<'_>) -> Vec<(ObjectId, String)> {
    let Sides { before, after, .. } = sides;
    let mut found = Vec::new();
    for (id, entry) in &after.objects {
        let Object::Column(column) = &entry.object else { continue };
        let is_new = !before.objects.contains_key(id) && before.objects.contains_key(id.root());
        let Some(former) = before.remembered.get(id).filter(|_| is_new) else { continue };
        if *former == "counter" || column.data_type != *former {
            found.push((
                id.clone(),
                format!(
                    "a column of that name and of type {former} was dropped before, and its cells are still on disk, where \
                     they would be read as {}: give the column another name",
                    column.data_type
                ),
            ));
        }
    }
    found
}
