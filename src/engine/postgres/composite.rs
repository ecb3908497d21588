//! Composite types.

use sqlx::postgres::PgRow;

use super::exchange::{Renewed, is_held};
use super::quote::{ident, name};
use super::read::{Get, Reader, class};
use super::sql::{Part, Sql, one, rename_to};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Attribute, Column, Composite, Kind, Object, ObjectId};

pub(super) const QUERY: &str = include_str!("catalog/composite.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let id = ObjectId::in_schema(Kind::Composite, row.value::<&str>("schema")?, row.value::<&str>("name")?);
    let oid = row.oid("oid")?;
    let (names, types): (Vec<String>, Vec<String>) = (row.value("names")?, row.value("types")?);
    let (collations, numbers): (Vec<String>, Vec<i16>) = (row.value("collations")?, row.value("numbers")?);
    for (number, name) in numbers.iter().zip(&names) {
        // An attribute is no object; what is said of it names it so.
        reader.alias((class::RELATION, oid, i32::from(*number)), &ObjectId::child(&id, Kind::Column, name.as_str()));
    }
    let attribute = |((name, data_type), collation): ((String, String), String)| Attribute {
        name,
        data_type,
        collation: Some(collation).filter(|collation| !collation.is_empty()),
    };
    let attributes = names.into_iter().zip(types).zip(collations).map(attribute).collect();
    reader.alias((class::TYPE, row.oid("typarray")?, 0), &id);
    reader.alias((class::TYPE, row.oid("type")?, 0), &id);
    reader.add((class::RELATION, oid, 0), id, Composite { attributes });
    Ok(())
}

fn definition(attribute: &Attribute) -> String {
    let Attribute { name, data_type, collation } = attribute;
    let collation = collation.as_ref().map(|collation| format!(" COLLATE {collation}")).unwrap_or_default();
    format!("{} {data_type}{collation}", ident(name))
}

impl Composite {
    /// Whether another has the same attributes by name and in the same order, so that text leads from one to
    /// the other.
    pub(super) fn is_like(&self, after: &Self) -> bool {
        self.attributes.iter().map(|old| &old.name).eq(after.attributes.iter().map(|new| &new.name))
    }

    /// A value of it as one of another, by the attributes' names; `renewed` are the types that are
    /// put in others' places along with it.
    pub(super) fn using(&self, after: &Self, own: &str, column: &str, renewed: &Renewed) -> String {
        let value = |new: &Attribute| {
            let value = format!("({column}).{}", ident(&new.name));
            match self.attributes.iter().find(|old| old.name == new.name) {
                None => "NULL".to_owned(),
                Some(old) if old.data_type == new.data_type => renewed.value(&value, &new.data_type),
                Some(_) => format!("{value}::text::{}", new.data_type),
            }
        };
        let values: Vec<String> = after.attributes.iter().map(value).collect();
        // One whose attributes are all null is another thing than none.
        format!("CASE WHEN {column} IS DISTINCT FROM NULL THEN ROW({})::{own} END", values.join(", "))
    }
}

/// The tables that are typed by it, before and after.
fn typed<'a>(id: &ObjectId, sides: Sides<'a>) -> Vec<&'a ObjectId> {
    let own = name(id);
    let is_typed = |object: Option<&Object>| match object {
        Some(Object::Table(table)) => table.of_type.as_deref() == Some(own.as_str()),
        _ => false,
    };
    let tables = sides
        .before
        .objects
        .iter()
        .filter(|(table, entry)| is_typed(Some(&entry.object)) && is_typed(sides.after.get(table)));
    tables.map(|(table, _)| table).collect()
}

impl Composite {
    /// What becomes of the columns of tables that are typed by it when its attributes change by `CASCADE`.
    pub(super) fn takes_along(&self, id: &ObjectId, after: &Self, sides: Sides<'_>) -> Vec<(ObjectId, Option<Object>)> {
        let mut columns = Vec::new();
        for table in typed(id, sides).into_iter() {
            let column = |attribute: &Attribute| ObjectId::child(table, Kind::Column, attribute.name.as_str());
            let named = |of: &Self, name: &str| of.attributes.iter().find(|it| it.name == name).cloned();
            for old in self.attributes.iter().filter(|old| named(after, &old.name).is_none()) {
                columns.push((column(old), None));
            }
            for new in &after.attributes {
                let own = match (named(self, &new.name), sides.before.get(&column(new))) {
                    (None, _) => Column::default(),
                    (Some(old), Some(Object::Column(own))) if old != *new => own.clone(),
                    _ => continue,
                };
                let (data_type, collation) = (new.data_type.clone(), new.collation.clone());
                columns.push((column(new), Some(Object::Column(Column { data_type, collation, ..own }))));
            }
        }
        columns
    }
}

impl Sql for Composite {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        let Self { attributes } = self;
        let attributes = attributes.iter().map(definition).collect::<Vec<_>>().join(", ");
        one(format!("CREATE TYPE {} AS ({attributes})", name(id)))
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        one(format!("DROP TYPE {}", name(id)))
    }

    fn alter(&self, id: &ObjectId, after: &Self, sides: Sides<'_>) -> Alteration {
        let mut actions = Vec::new();
        for old in self.attributes.iter().filter(|old| !after.attributes.iter().any(|new| new.name == old.name)) {
            actions.push(format!("DROP ATTRIBUTE {}", ident(&old.name)));
        }
        for new in &after.attributes {
            match self.attributes.iter().find(|old| old.name == new.name) {
                None => actions.push(format!("ADD ATTRIBUTE {}", definition(new))),
                Some(old) if old != new => {
                    let collation =
                        new.collation.as_ref().map(|collation| format!(" COLLATE {collation}")).unwrap_or_default();
                    actions.push(format!("ALTER ATTRIBUTE {} TYPE {}{collation}", ident(&new.name), new.data_type));
                }
                Some(_) => {}
            }
        }
        // Attributes are added at the end only.
        let kept = self
            .attributes
            .iter()
            .map(|old| &old.name)
            .filter(|name| after.attributes.iter().any(|new| new.name == **name));
        let added = after
            .attributes
            .iter()
            .map(|new| &new.name)
            .filter(|name| !self.attributes.iter().any(|old| old.name == **name));
        let reached: Vec<&String> = kept.chain(added).collect();
        if !reached.into_iter().eq(after.attributes.iter().map(|new| &new.name)) {
            return if is_held(id, sides) { Alteration::Retype } else { Alteration::Replace };
        }
        // The server lets no attribute change its type while a column holds the values.
        if actions.iter().any(|action| action.starts_with("ALTER ")) && is_held(id, sides) {
            return Alteration::Retype;
        }
        let tables = typed(id, sides);
        let cascade = if tables.is_empty() { "" } else { " CASCADE" };
        let alter = |action: String| {
            let statement = Statement::new(format!("ALTER TYPE {} {action}{cascade}", name(id)));
            let gone = self.attributes.iter().find(|it| action == format!("DROP ATTRIBUTE {}", ident(&it.name)));
            tables.iter().fold(statement, |statement, table| match gone {
                Some(gone) => {
                    let message = format!("the column {table}.{} is dropped with all its values", ident(&gone.name));
                    statement.losing_from(table, Some(&gone.name), message)
                }
                None if action.starts_with("ALTER ") => statement.rewriting(table),
                None => statement,
            })
        };
        Alteration::Evicting(actions.into_iter().map(alter).collect())
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        if let Some(own) = to.parent() {
            // The columns of tables that are typed by it go along.
            let (was, is) = (ident(&from.name), ident(&to.name));
            return one(format!("ALTER TYPE {} RENAME ATTRIBUTE {was} TO {is} CASCADE", name(own)));
        }
        rename_to("TYPE", from, to)
    }

    fn claim(&self, id: &ObjectId) -> Option<String> {
        Some(format!("relation {}", name(id)))
    }

    fn target(id: &ObjectId) -> String {
        format!("TYPE {}", name(id))
    }
}
