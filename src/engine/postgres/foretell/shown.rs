//! What the server has shown already.

use std::cell::OnceCell;

use crate::model::hashed::HashMap;
use crate::model::{Entry, Object, Schema};

type Entries<'a> = HashMap<(&'a str, &'a str), &'a Entry>;

/// The types and the defaults of a database's columns, in the server's words.
pub(super) struct Shown<'a> {
    live: &'a Schema,
    types: OnceCell<Entries<'a>>,
    defaults: OnceCell<Entries<'a>>,
}

impl<'a> Shown<'a> {
    pub(super) fn new(live: &'a Schema) -> Self {
        Self { live, types: OnceCell::new(), defaults: OnceCell::new() }
    }

    /// A column that has that type with that collation, and nothing else that would need something.
    pub(super) fn column(&self, data_type: &str, collation: Option<&str>) -> Option<&'a Entry> {
        let types = self.types.get_or_init(|| {
            let mut types = HashMap::default();
            for entry in self.live.objects.values() {
                let Object::Column(column) = &entry.object else { continue };
                let plain = column.generated.is_none() && column.identity.is_none() && !column.inherited;
                if plain && column.foreign_options.is_empty() && column.foreign_secrets.is_empty() {
                    let collation = column.collation.as_deref().unwrap_or_default();
                    types.entry((column.data_type.as_str(), collation)).or_insert(entry);
                }
            }
            types
        });
        types.get(&(data_type, collation.unwrap_or_default())).copied()
    }

    /// A default of a column of that type.
    pub(super) fn default(&self, data_type: &str, expression: &str) -> Option<&'a Entry> {
        let defaults = self.defaults.get_or_init(|| {
            let mut defaults = HashMap::default();
            for (id, entry) in &self.live.objects {
                let Object::Default(default) = &entry.object else { continue };
                // A sequence may be its column's own.
                if default.expression.contains("nextval(") {
                    continue;
                }
                if let Some(Object::Column(column)) = id.parent().and_then(|column| self.live.get(column)) {
                    let place = (column.data_type.as_str(), default.expression.as_str());
                    defaults.entry(place).or_insert(entry);
                }
            }
            defaults
        });
        defaults.get(&(data_type, expression)).copied()
    }
}
