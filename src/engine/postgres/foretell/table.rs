//! New tables and enumerations.

use super::names::is_name;
use super::{Known, Told};
use crate::model::hashed::HashSet;
use crate::model::{Enum, Kind, Object, ObjectId, Table};

impl Known<'_> {
    pub(super) fn table(&self, id: &ObjectId, table: &Table) -> Told {
        let usual = Table { persistence: table.persistence, ..Table::default() };
        let plain = *table == usual && !self.families.contains(id) && self.is_new(id);
        plain.then(|| (Object::Table(table.clone()), self.place(id)))
    }

    pub(super) fn enumeration(&self, id: &ObjectId, labels: &Enum) -> Told {
        let once: HashSet<&String> = labels.labels.iter().collect();
        let plain = once.len() == labels.labels.len() && labels.labels.iter().all(|label| is_name(label));
        (plain && self.is_new(id)).then(|| (Object::Enum(labels.clone()), self.place(id)))
    }

    /// The schema that it is in.
    fn place(&self, id: &ObjectId) -> Vec<ObjectId> {
        let schema = ObjectId::global(Kind::Schema, id.schema());
        Vec::from_iter(self.model.objects.contains_key(&schema).then_some(schema))
    }

    /// Whether nothing of its name is there, but what it is in.
    fn is_new(&self, id: &ObjectId) -> bool {
        let schema = self.live.objects.keys().any(|other| other.schema() == id.schema());
        schema && !self.live.objects.contains_key(id) && self.names.are_free_for(id)
    }
}
