//! Indexes and unique constraints over columns that can be sorted.

use super::text::is_sortable;
use super::{Known, Told};
use crate::model::hashed::HashSet;
use crate::model::{Index, KeyPart, Nulls, Object, ObjectId, Order, Unique};

/// The most columns of a key (`INDEX_MAX_KEYS`).
const MOST: usize = 32;

impl Known<'_> {
    pub(super) fn index(&self, id: &ObjectId, index: &Index) -> Told {
        let usual = Index {
            method: "btree".to_owned(),
            keys: index.keys.clone(),
            unique: index.unique,
            include: index.include.clone(),
            ..Index::default()
        };
        let columns: Vec<&str> = index.keys.iter().map(plain_key).collect::<Option<_>>()?;
        let depends = self.key(id, &columns, &index.include)?;
        (*index == usual).then_some((Object::Index(usual), depends))
    }

    pub(super) fn unique(&self, id: &ObjectId, unique: &Unique) -> Told {
        let usual = Unique {
            primary: unique.primary,
            columns: unique.columns.clone(),
            include: unique.include.clone(),
            deferrable: unique.deferrable,
            initially_deferred: unique.initially_deferred,
            ..Unique::default()
        };
        let columns: Vec<&str> = unique.columns.iter().map(String::as_str).collect();
        let once: HashSet<&&str> = columns.iter().collect();
        let later = unique.deferrable || !unique.initially_deferred;
        if *unique != usual || once.len() != columns.len() || !later {
            return None;
        }
        if unique.primary {
            let full = |name: &&str| self.column_of(id, name).is_some_and(|(_, column)| column.not_null);
            let primary = self.model.objects.iter().filter(|(other, entry)| {
                other.parent() == id.parent() && matches!(&entry.object, Object::Unique(unique) if unique.primary)
            });
            if !columns.iter().all(full) || primary.count() != 1 {
                return None;
            }
        }
        let depends = self.key(id, &columns, &unique.include)?;
        Some((Object::Unique(usual), depends))
    }

    /// The columns that a key needs.
    fn key(&self, id: &ObjectId, columns: &[&str], include: &[String]) -> Option<Vec<ObjectId>> {
        let number = columns.len() + include.len();
        if columns.is_empty() || number > MOST || self.names_a_key(id.root()) || !self.names.are_free_for(id) {
            return None;
        }
        let mut depends = Vec::with_capacity(number);
        for name in columns {
            let (column, of) = self.column_of(id, name)?;
            if of.collation.is_some() || !is_sortable(&of.data_type) {
                return None;
            }
            depends.push(column);
        }
        for name in include {
            depends.push(self.column_of(id, name)?.0);
        }
        Some(depends)
    }
}

/// The column, where nothing is said of it but its direction, as the server would say it.
fn plain_key(key: &KeyPart) -> Option<&str> {
    let other = if key.order == Order::Asc { Nulls::First } else { Nulls::Last };
    let usual = KeyPart { column: key.column.clone(), order: key.order, nulls: key.nulls, ..KeyPart::default() };
    key.column.as_deref().filter(|_| *key == usual && key.nulls.is_none_or(|nulls| nulls == other))
}
