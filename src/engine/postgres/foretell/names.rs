//! Names that are taken.

use std::cell::OnceCell;

use crate::model::hashed::HashMap;
use crate::model::{Object, ObjectId, Schema};

/// The longest name that is not cut, in bytes (`NAMEDATALEN` less one).
pub(super) const LONGEST: usize = 63;

/// Whether the server takes it as it is.
pub(super) fn is_name(name: &str) -> bool {
    !name.is_empty() && name.len() <= LONGEST && !name.contains('\0')
}

/// How many objects of a schema are called so, of whatever kind; columns and what has no name of its own apart.
pub(super) struct Names<'a> {
    model: &'a Schema,
    counts: OnceCell<HashMap<(&'a str, &'a str), usize>>,
}

impl<'a> Names<'a> {
    pub(super) fn new(model: &'a Schema) -> Self {
        Self { model, counts: OnceCell::new() }
    }

    /// Whether none other of its schema is called so, no sequence that the server names itself, and nothing that it
    /// would refuse.
    pub(super) fn are_free_for(&self, id: &ObjectId) -> bool {
        let named = is_name(&id.name) && !id.name.ends_with("_seq") && !id.name.starts_with("pg_");
        named && self.count(id.schema(), &id.name) == 1
    }

    /// How many there are.
    pub(super) fn count(&self, schema: &str, name: &str) -> usize {
        let counts = self.counts.get_or_init(|| {
            let mut counts =
                HashMap::with_capacity_and_hasher(self.model.objects.len(), foldhash::fast::RandomState::default());
            for (id, entry) in &self.model.objects {
                let name = match &entry.object {
                    Object::Column(column) => column.not_null_constraint.as_ref().and_then(|it| it.name.as_deref()),
                    _ if id.kind.is_facet() || id.name.is_empty() => None,
                    _ => Some(&*id.name),
                };
                if let Some(name) = name {
                    *counts.entry((id.schema(), name)).or_default() += 1;
                }
            }
            counts
        });
        counts.get(&(schema, name)).copied().unwrap_or_default()
    }
}
