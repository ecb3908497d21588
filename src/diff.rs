//! What differs between two schemas. Knows no kind by name.

mod moved;

pub(crate) use moved::in_order;

use crate::model::{Difference, Object, ObjectId, Place, Schema};
use crate::plan::Action;

/// One object that is not the same on both sides.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// What would make it the same.
    pub action: Action,
    /// Its name; the new one where it is renamed.
    pub id: ObjectId,
    /// Its old name, where it is renamed.
    pub from: Option<ObjectId>,
    /// It as it is.
    pub before: Option<Object>,
    /// It as it shall be.
    pub after: Option<Object>,
    /// Where the model speaks of it.
    pub place: Option<Place>,
}

impl Change {
    /// The attributes that differ; none where one side has no such object.
    pub fn details(&self) -> Vec<Difference> {
        match (&self.before, &self.after) {
            (Some(before), Some(after)) => before.differences(after),
            _ => Vec::new(),
        }
    }
}

/// Compares two schemas, object by object, ordered by name.
pub fn diff(before: &Schema, after: &Schema) -> Vec<Change> {
    let mut changes = Vec::new();
    if before.objects.is(&after.objects) {
        return changes;
    }
    let moved = moved::moved(before, after);
    for (id, entry) in &after.objects {
        let old = before.get(id);
        if old == Some(&entry.object) && !moved.contains(id) {
            continue;
        }
        changes.push(Change {
            action: if old.is_some() { Action::Alter } else { Action::Create },
            id: id.clone(),
            from: None,
            before: old.cloned(),
            after: Some(entry.object.clone()),
            place: entry.place.clone(),
        });
    }
    let others = before.left_to_others(&after.external);
    for (id, entry) in &before.objects {
        if others.contains(id.root()) {
            continue;
        }
        if after.objects.contains_key(id) || !is_managed(id, before, after) {
            continue;
        }
        changes.push(Change {
            action: Action::Drop,
            id: id.clone(),
            from: None,
            before: Some(entry.object.clone()),
            after: None,
            place: None,
        });
    }
    changes.sort_by(|left, right| left.id.cmp(&right.id));
    changes
}

/// Whether the absence of an object from the wanted side says that it must go. A facet of an
/// object that itself goes is no loss of its own, and is said with it.
fn is_managed(id: &ObjectId, before: &Schema, after: &Schema) -> bool {
    match before.holder(id) {
        Some(holder) if !after.objects.contains_key(holder) => is_managed(holder, before, after),
        Some(_) | None => {
            after.manages(id.kind) || before.get(id).is_some_and(|it| is_of_gone_role(id, it, before, after))
        }
    }
}

/// Whether a facet speaks of a role that goes, which the server would not let go before.
pub(crate) fn is_of_gone_role(id: &ObjectId, object: &Object, before: &Schema, after: &Schema) -> bool {
    id.kind.is_facet()
        && object.roles(id).into_iter().map(ObjectId::role).any(|role| {
            after.manages(role.kind) && before.objects.contains_key(&role) && !after.objects.contains_key(&role)
        })
}

/// What differs, a line for each: at most so many that a person reads them.
pub fn list(changes: &[Change]) -> String {
    const LINES: usize = 20;
    let mut lines: Vec<String> = changes
        .iter()
        .take(LINES)
        .map(|change| {
            let attributes: Vec<String> = change.details().into_iter().map(|detail| detail.attribute).collect();
            let what = match (&change.before, &change.after) {
                (Some(_), None) => "is there and should not be".to_owned(),
                (None, Some(_)) => "is not there".to_owned(),
                _ => format!("differs in {}", attributes.join(", ")),
            };
            format!("{} {} {what}", change.id.kind, change.id)
        })
        .collect();
    if changes.len() > LINES {
        lines.push(format!("and {} more", changes.len() - LINES));
    }
    lines.join("\n")
}
