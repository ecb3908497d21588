//! What is made anew goes and comes back with what hands it down: a check of a table's children with the table's.

use std::collections::BTreeMap;

use super::Decider;
use crate::engine::{Alteration, Statement};
use crate::model::hashed::HashMap;
use crate::model::{Object, ObjectId};

impl<'a> Decider<'a, '_> {
    /// The links that stay as they are, by what they lead to.
    fn standing_links(&self) -> HashMap<ObjectId, Vec<(&'a ObjectId, &'a Object)>> {
        let mut links: HashMap<ObjectId, Vec<_>> = HashMap::default();
        for (id, entry) in self.after.objects.iter().filter(|(id, _)| id.kind.is_link()) {
            let stands = self.before.get(id) == Some(&entry.object) && !self.decisions.drops.contains(id);
            let Some(heir) = id.parent().filter(|_| stands) else { continue };
            for source in entry.object.references(id) {
                links.entry(source).or_default().push((heir, &entry.object));
            }
        }
        links
    }

    fn is_made_anew(&self, id: &ObjectId) -> bool {
        self.decisions.drops.contains(id) && self.decisions.creates.contains(id)
    }

    /// Leaves to what is made anew above what the server drops and makes along with it.
    pub(super) fn leave_to_those_above(&mut self) {
        let links = self.standing_links();
        if links.is_empty() {
            return;
        }
        let mut above: BTreeMap<&'a ObjectId, &'a ObjectId> = BTreeMap::new();
        let mut rest: BTreeMap<&'a ObjectId, Vec<Statement>> = BTreeMap::new();
        for id in self.decisions.drops.intersection(&self.decisions.creates).copied() {
            let (Some(was), Some(is)) = (self.before.get(id), self.after.get(id)) else { continue };
            // What belongs to a part of the table, such as a column's default, is said of each table alone.
            if id.parent().is_none_or(|parent| parent != id.root()) {
                continue;
            }
            for (heir, link) in links.get(id.root()).into_iter().flatten().copied() {
                let part = id.moved(id.root(), heir).filter(|part| self.is_made_anew(part));
                let part = part.and_then(|part| self.before.objects.get_key_value(&part));
                let Some((part, own)) = part.filter(|(part, _)| !above.contains_key(*part)) else { continue };
                // What a parent goes on handing down does not go.
                let goes_on = |parent: ObjectId| {
                    id.moved(id.root(), &parent)
                        .is_some_and(|other| self.before.get(&other).is_some() && !self.is_made_anew(&other))
                };
                if link.references(heir).into_iter().any(goes_on) {
                    continue;
                }
                let taken = self.dialect.handed_down(link, Some(was), None, Some(&own.object), self.sides());
                let given = self.dialect.handed_down(link, None, Some(is), None, self.sides());
                let (Some(None), Some(Some(given)), Some(wanted)) = (taken, given, self.after.get(part)) else {
                    continue;
                };
                if given != *wanted {
                    let Alteration::InPlace(statements) = self.dialect.alter(part, &given, wanted, self.sides()) else {
                        continue;
                    };
                    rest.insert(part, statements);
                }
                above.insert(part, id);
            }
        }
        for (part, mut origin) in &above {
            while let Some(higher) = above.get(origin) {
                origin = higher;
            }
            self.decisions.along.insert(part, (origin, rest.remove(part).unwrap_or_default()));
            self.decisions.carried.insert(part, origin);
        }
    }
}
