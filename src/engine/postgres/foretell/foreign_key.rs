//! New foreign keys between columns of the same types, upheld by one key alone.

use std::collections::BTreeSet;

use super::names::is_name;
use super::text::is_sortable;
use super::{Known, Told, column_id};
use crate::model::{ForeignKey, Kind, Object, ObjectId};

impl Known<'_> {
    pub(super) fn foreign_key(&self, id: &ObjectId, key: &ForeignKey) -> Told {
        let of = self.model.objects.get_key_value(&key.references)?.0.clone();
        let usual = !key.period && !key.not_valid && !key.not_enforced && key.on_delete_columns.is_empty();
        let later = key.deferrable || !key.initially_deferred;
        let (own, there): (BTreeSet<&str>, BTreeSet<&str>) = (names(&key.columns), names(&key.referenced_columns));
        let number = key.columns.len();
        let once = number == own.len() && number == there.len() && number == key.referenced_columns.len();
        let twin = |kind: &Kind| self.model.objects.contains_key(&id.with_kind(*kind));
        let alone =
            !self.live.objects.contains_key(id) && ![Kind::Check, Kind::Unique, Kind::Exclusion].iter().any(twin);
        if !(usual && later && once && alone && is_name(&id.name) && self.is_plain_table(&of)) {
            return None;
        }
        let mut depends = vec![self.upheld_by(&of, &there)?];
        for (own, other) in key.columns.iter().zip(&key.referenced_columns) {
            let (here, column) = self.column_of(id, own)?;
            let there = column_id(&of, other);
            let Object::Column(other) = self.model.get(&there)? else { return None };
            let same = column.data_type == other.data_type && column.collation == other.collation;
            if !same || !is_sortable(&column.data_type) || column.generated.is_some() {
                return None;
            }
            depends.extend([here, there]);
        }
        Some((Object::ForeignKey(key.clone()), depends))
    }

    /// The only key of a table over those columns, in whatever order: which of two it were is the server's to say.
    fn upheld_by(&self, of: &ObjectId, columns: &BTreeSet<&str>) -> Option<ObjectId> {
        let mut keys = self.model.objects.iter().filter_map(|(id, entry)| {
            let over = match &entry.object {
                _ if id.parent().is_none_or(|table| table != of) => return None,
                Object::Unique(unique) => names(&unique.columns),
                Object::Index(index) if index.unique => {
                    index.keys.iter().filter_map(|key| key.column.as_deref()).collect()
                }
                _ => return None,
            };
            (over == *columns).then_some((id, &entry.object))
        });
        match (keys.next()?, keys.next()) {
            ((id, Object::Unique(unique)), None) if !unique.deferrable && !unique.without_overlaps => Some(id.clone()),
            _ => None,
        }
    }
}

fn names(columns: &[String]) -> BTreeSet<&str> {
    columns.iter().map(String::as_str).collect()
}
