//! What no statement of CQL can do, told before anything runs.

use super::types;
use crate::engine::Sides;
use crate::model::{Column, Object, ObjectId};

/// The objects that cannot be made, each with the reason and the way around it.
pub(super) fn refusals(sides: Sides<'_>) -> Vec<(ObjectId, String)> {
    let Sides { before, after, .. } = sides;
    let mut found = Vec::new();
    for (id, entry) in &after.objects {
        let Object::Column(column) = &entry.object else { continue };
        let is_new = !before.objects.contains_key(id) && before.objects.contains_key(id.root());
        let Some(former) = before.remembered.get(id).filter(|_| is_new) else { continue };
        if *former == "counter" || kept(column) != *former {
            found.push((
                id.clone(),
                format!(
                    "a column of that name and of type {former} was dropped before, and its cells are still on disk, where \
                     they would be read as {}: give the column another name",
                    kept(column)
                ),
            ));
        }
    }
    for (id, entry) in &before.objects {
        let Object::Column(column) = &entry.object else { continue };
        let goes = !after.objects.contains_key(id) && after.objects.contains_key(id.root());
        if goes && types::is_own(&column.data_type) {
            found.push((
                id.root().clone(),
                format!(
                    "no statement drops its column {}, for a value of type {} is not frozen: keep the column in the model, \
                     set it to null where it has values and let nobody use it, or model a new table of another name \
                     without it, copy the rows into it, and drop this table last",
                    id.name, column.data_type
                ),
            ));
        }
    }
    found
}

/// What the server keeps of a column that is dropped: its type, and whether it was static.
fn kept(column: &Column) -> String {
    let word = if column.options.contains_key("static") { " static" } else { "" };
    format!("{}{word}", column.data_type)
}
