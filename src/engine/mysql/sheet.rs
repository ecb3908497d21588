//! What documents list of tables, from what was read: the server's own words are what objects hold.

use super::registry::line;
use crate::model::hashed::HashMap;
use crate::model::{Kind, Object, ObjectId, Schema, Sheet, SheetColumn, SheetConstraint};

/// The sheets of all tables in order.
pub(super) fn sheets(schema: &Schema) -> Vec<Sheet> {
    let mut parts: HashMap<&ObjectId, Vec<&ObjectId>> = schema.children();
    let tables = schema.objects.keys().filter(|id| id.kind == Kind::Table);
    tables.map(|id| sheet(id, &parts.remove(id).unwrap_or_default(), schema)).collect()
}

fn sheet(id: &ObjectId, parts: &[&ObjectId], schema: &Schema) -> Sheet {
    let mut sheet = Sheet {
        id: id.clone(),
        comment: comment(id, schema),
        columns: Vec::new(),
        constraints: Vec::new(),
        indexes: Vec::new(),
    };
    let mut primary: &[String] = &[];
    let mut references: HashMap<&str, Vec<ObjectId>> = HashMap::default();
    for part in parts {
        let Some(object) = schema.get(part) else { continue };
        let definition = line(part, object, schema).unwrap_or_default();
        let mut constraint = |letter: &str, definition: &str| {
            let (name, letter, definition) = (part.name.to_string(), letter.to_owned(), definition.to_owned());
            sheet.constraints.push(SheetConstraint { name, letter, definition });
        };
        let bare = definition.split_once(&format!("{} ", super::quote::ident(&part.name))).map_or("", |(_, rest)| rest);
        match object {
            Object::Unique(key) if !key.primary => {
                constraint("u", &format!("UNIQUE {bare}"));
                sheet.indexes.push((part.name.to_string(), definition));
            }
            Object::Unique(key) => {
                primary = &key.columns;
                constraint("p", &definition);
            }
            Object::ForeignKey(key) => {
                for column in &key.columns {
                    references.entry(column.as_str()).or_default().push(key.references.clone());
                }
                constraint("f", bare);
            }
            Object::Check(_) => constraint("c", bare),
            Object::Index(index) => {
                if index.unique {
                    constraint("u", &format!("UNIQUE {bare}"));
                }
                sheet.indexes.push((part.name.to_string(), definition));
            }
            _ => {}
        }
    }
    for part in parts {
        let Some(Object::Column(column)) = schema.get(part) else { continue };
        let generated = column.generated.as_ref().map(|generated| {
            let kept = if generated.stored { "STORED" } else { "VIRTUAL" };
            format!("GENERATED ALWAYS AS ({}) {kept}", generated.expression)
        });
        // What the type alone does not tell.
        let numbered = column.options.contains_key("auto_increment").then(|| "AUTO_INCREMENT".to_owned());
        let renewed = column.options.get("auto_update").map(|value| format!("ON UPDATE {value}"));
        let generated = generated.or(numbered).or(renewed);
        let id = (*part).clone();
        let default = match schema.get(&ObjectId::child(&id, Kind::Default, "")) {
            Some(Object::Default(default)) => Some(default.expression.clone()),
            _ => None,
        };
        sheet.columns.push(SheetColumn {
            name: part.name.to_string(),
            data_type: column.data_type.clone(),
            not_null: column.not_null,
            default,
            generated,
            collation: column.collation.clone(),
            primary: primary.iter().any(|name| **name == *part.name),
            references: references.remove(&*part.name).unwrap_or_default(),
            comment: comment(part, schema),
        });
    }
    sheet.constraints.sort_by(|left, right| left.name.cmp(&right.name));
    sheet.indexes.sort();
    sheet
}

fn comment(id: &ObjectId, schema: &Schema) -> Option<String> {
    super::sql::comment(id, schema).map(str::to_owned)
}
