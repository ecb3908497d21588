//! Columns of types that need no looking up, or that the server has shown.

use super::names::is_name;
use super::text::is_plain;
use super::{Known, Told, only_fills};
use crate::engine::postgres::names::relation_name;
use crate::model::{Column, Kind, Object, ObjectId};

/// The names that no column can have (`SysAtt` in heap.c).
const SYSTEM_COLUMNS: [&str; 6] = ["tableoid", "cmax", "xmax", "cmin", "xmin", "ctid"];

impl Known<'_> {
    pub(super) fn column(&self, id: &ObjectId, column: &Column) -> Told {
        let Column { data_type, collation, not_null, .. } = column;
        let usual = Column {
            data_type: data_type.clone(),
            collation: collation.clone(),
            not_null: *not_null,
            ..Column::default()
        };
        if *column != usual || !is_name(&id.name) || SYSTEM_COLUMNS.contains(&&*id.name) {
            return None;
        }
        match self.live.get(id) {
            Some(Object::Column(was)) if !only_fills(was, column) && self.has_parts(id) => return None,
            _ => {}
        }
        let named = self.live.major >= 18 || self.live.major == 0;
        let not_null =
            || relation_name(&id.parent().map(|it| it.name.clone()).unwrap_or_default(), Some(&id.name), "not_null");
        if column.not_null && named && self.names.count(id.schema(), &not_null()) > 0 {
            return None;
        }
        let depends = if collation.is_none() && is_plain(data_type) {
            Vec::new()
        } else {
            self.stays(self.shown.column(data_type, collation.as_deref())?)?
        };
        Some((Object::Column(usual), depends))
    }

    /// Whether something is said of it that stands for its type.
    fn has_parts(&self, id: &ObjectId) -> bool {
        let parts = self.model.objects.keys().chain(self.live.objects.keys());
        parts.filter(|part| part.kind != Kind::Comment).any(|part| part.parent().is_some_and(|of| of == id))
    }
}
