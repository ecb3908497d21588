//! Tables that are set aside and made again, since their rows are to be divided in another way.

use std::collections::BTreeSet;

use super::Decider;
use crate::engine::Dialect;
use crate::error::Fault;
use crate::model::{ObjectId, Schema};

/// What a table's rows are divided into, from the top down.
pub(in crate::plan) fn divided(dialect: &dyn Dialect, root: &ObjectId, schema: &Schema) -> BTreeSet<ObjectId> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![root.clone()];
    while let Some(table) = waiting.pop() {
        for (link, entry) in schema.objects.iter().filter(|(_, entry)| dialect.divides(&entry.object)) {
            if let Some(heir) = link.parent().filter(|_| entry.object.references(link).contains(&table))
                && found.insert(ObjectId::clone(heir))
            {
                waiting.push(ObjectId::clone(heir));
            }
        }
    }
    found
}

impl Decider<'_, '_> {
    /// Sets a table aside with what its rows are divided into, but for what stands by itself afterwards, and
    /// makes all that again with what depends on it.
    pub(super) fn rebuild(&mut self, id: &ObjectId) -> Result<(), Fault> {
        let after = divided(self.dialect, id, self.after);
        let goes_along = |heir: &ObjectId| self.after.get(heir).is_none() || after.contains(heir);
        let mut tables: BTreeSet<ObjectId> =
            divided(self.dialect, id, self.before).into_iter().filter(goes_along).collect();
        tables.insert(id.clone());
        let holder = tables.iter().find_map(|table| {
            let (table, _) = self.before.objects.get_key_value(table)?;
            let dependents = self.dependents.get(table)?.iter().copied();
            let columns = dependents.filter(|other| other.kind.holds_data() && other.parent().is_some());
            let mut holders = columns.filter(|column| !tables.contains(column.root()));
            holders.find(|holder| self.after.objects.contains_key(*holder)).map(|holder| (table, holder))
        });
        if let Some((table, holder)) = holder {
            let place = self.after.objects.get(id).and_then(|entry| entry.place.clone());
            return Err(Fault::new(format!(
                "{} {id} cannot be changed so: {} {holder} holds rows of {table}",
                id.kind, holder.kind
            ))
            .at(place)
            .hint("give that column a composite type of its own first"));
        }
        for table in &tables {
            self.replace(table);
            for (id, _) in self.before.objects.iter().filter(|(id, _)| *id == table || id.is_within(table)) {
                self.decisions.drops.insert(id);
                self.decisions.alters.remove(id);
            }
            for (id, _) in self.after.objects.iter().filter(|(id, _)| *id == table || id.is_within(table)) {
                self.decisions.creates.insert(id);
            }
        }
        // A sequence that a column owns goes along with it.
        let (before, dialect, sides) = (self.before, self.dialect, self.sides());
        for (id, entry) in &before.objects {
            let along = dialect.dropped_with(id, &entry.object, sides);
            if along.is_some_and(|host| tables.contains(host.root())) && !tables.contains(id.root()) {
                self.replace(id);
            }
        }
        // What was set aside for itself goes along with what it is a part of.
        let rebuilt = &mut self.decisions.rebuilt;
        if !rebuilt.iter().any(|(_, others)| others.contains(id)) {
            rebuilt.retain(|other, _| !tables.contains(other));
            rebuilt.insert(id.clone(), tables);
        }
        Ok(())
    }
}
