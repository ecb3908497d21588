//! What others have made in a database before us, and make again without us: a platform's schemas
//! and roles, what a command's options leave out, tables that the model calls external. It is not
//! compared, but what is ours stands on it, so scratch databases are given it.

use crate::engine::Dialect;
use crate::filter::Filter;
use crate::model::hashed::HashSet;
use crate::model::{ObjectId, Schema};

/// What is others', as one live database has it.
#[derive(Clone, Debug, Default)]
pub struct Ground {
    others: HashSet<ObjectId>,
    lent: Schema,
}

impl Ground {
    /// Sets apart what is others': what profiles say, tables that the model borrows, and what is
    /// left out by options; but never what the model itself speaks of. [`Ground::clear`] takes out of
    /// the model the schemas that are there for it.
    pub fn of(dialect: &dyn Dialect, profiles: &[String], filter: &Filter, live: &Schema, model: &Schema) -> Self {
        if profiles.is_empty() && filter.keeps_all() && model.borrowed.is_empty() {
            return Self::default();
        }
        let platform = dialect.platform(live, profiles, &model.borrowed);
        let is_home = |id: &ObjectId| model.borrowed.iter().any(|table| table.schema == id.name);
        let left_out = |id: &ObjectId| {
            if id.kind.is_namespace() && (platform.contains(id) || is_home(id)) {
                return true;
            }
            (platform.contains(id) || !filter.keeps(live, id)) && !speaks_of(model, id)
        };
        let others: HashSet<ObjectId> = live.objects.keys().filter(|id| left_out(id)).cloned().collect();
        let mut lent = Schema::default();
        for (id, entry) in live.objects.iter().filter(|(id, _)| others.contains(*id) && is_lent(id)) {
            lent.objects.insert(id.clone(), entry.clone());
        }
        Self { others, lent }
    }

    /// It, and what options leave out of the rest of the database: all that what is compared stands on.
    pub fn with_left_out(&self, rest: &Schema, filter: &Filter) -> Schema {
        let mut lent = self.lent.clone();
        for (id, entry) in rest.objects.iter().filter(|(id, _)| !filter.keeps(rest, id) && is_lent(id)) {
            lent.objects.insert(id.clone(), entry.clone());
        }
        lent
    }

    /// What a scratch database is given of it.
    pub fn lent(&self) -> &Schema {
        &self.lent
    }

    /// Takes out of a schema what is others'.
    pub fn clear(&self, schema: &mut Schema) {
        if self.others.is_empty() {
            return;
        }
        schema.objects.retain(|id, _| !self.others.contains(id));
        schema.sheets.retain(|sheet| !self.others.contains(&sheet.id));
        schema.descriptions.retain(|description| !self.others.contains(&description.id));
        let namespaces: Vec<&ObjectId> = self.others.iter().filter(|id| id.kind.is_namespace()).collect();
        schema.unmodelled.retain(|item| {
            let within = |name: &str| item.name.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
            !namespaces.iter().any(|namespace| within(&namespace.name))
        });
    }
}

fn is_lent(id: &ObjectId) -> bool {
    id.kind.is_lent() && id.parent().is_none_or(is_lent)
}

/// Whether a model states an object, or what it is a part of. That it has something in a schema
/// says nothing of the schema itself.
fn speaks_of(model: &Schema, id: &ObjectId) -> bool {
    model.objects.contains_key(id)
        || id.parent().is_some_and(|parent| !parent.kind.is_namespace() && speaks_of(model, parent))
}
