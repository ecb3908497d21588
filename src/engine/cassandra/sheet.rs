//! What documents list of tables, from what was read.

use super::sql::primary_key;
use crate::model::{Kind, Object, ObjectId, Schema, Sheet, SheetColumn, SheetConstraint};

/// The sheets of all tables in order.
pub(super) fn sheets(schema: &Schema) -> Vec<Sheet> {
    let children = schema.children();
    let tables = schema.objects.keys().filter(|id| id.kind == Kind::Table);
    tables.map(|id| sheet(id, children.get(id).map(Vec::as_slice).unwrap_or_default(), schema)).collect()
}

fn sheet(id: &ObjectId, parts: &[&ObjectId], schema: &Schema) -> Sheet {
    let mut sheet = Sheet {
        id: id.clone(),
        comment: super::sql::comment(id, schema).map(str::to_owned),
        columns: Vec::new(),
        constraints: Vec::new(),
        indexes: Vec::new(),
    };
    let key = match schema.get(id) {
        Some(Object::Table(table)) => table.row_key.as_ref(),
        _ => None,
    };
    sheet.constraints.extend(key.map(|key| SheetConstraint {
        name: format!("{}_pkey", id.name),
        letter: "p".to_owned(),
        definition: primary_key(key),
    }));
    for part in parts {
        match schema.get(part) {
            Some(Object::Column(column)) => {
                let own = |name: &String| **name == *part.name;
                let primary = key.is_some_and(|key| {
                    key.partition.iter().any(own) || key.clustering.iter().any(|it| own(&it.column))
                });
                sheet.columns.push(SheetColumn {
                    name: part.name.to_string(),
                    data_type: column.data_type.clone(),
                    not_null: primary,
                    default: None,
                    generated: None,
                    collation: None,
                    primary,
                    references: Vec::new(),
                    comment: None,
                });
            }
            Some(Object::Index(index)) => {
                sheet.indexes.push((part.name.to_string(), super::index::definition(part, index)));
            }
            _ => {}
        }
    }
    sheet
}
