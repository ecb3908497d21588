//! Extensions.

use sqlx::postgres::PgRow;

use super::hazard;
use super::quote::{ident, literal, name};
use super::read::{Get, Reader, class};
use super::sql::{Part, Sql, one};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Entry, Extension, Kind, ObjectId};

pub(super) const QUERY: &str = include_str!("catalog/extension.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let id = ObjectId::global(Kind::Extension, row.value::<&str>("name")?);
    let object = Extension { schema: row.value("schema")?, version: row.value("version")?, fixed: row.value("fixed")? };
    reader.add((class::EXTENSION, row.oid("oid")?, 0), id, object);
    Ok(())
}

impl Sql for Extension {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        let Self { schema, version, fixed: _ } = self;
        let schema = schema.as_ref().map(|schema| format!(" SCHEMA {}", ident(schema))).unwrap_or_default();
        let version = version.as_ref().map(|version| format!(" VERSION {}", literal(version))).unwrap_or_default();
        one(format!("CREATE EXTENSION {}{schema}{version}", name(id)))
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        one(format!("DROP EXTENSION {}", name(id)))
    }

    fn alter(&self, id: &ObjectId, after: &Self, sides: Sides<'_>) -> Alteration {
        let Self { schema, version, fixed } = self;
        if *fixed && after.schema.is_some() && *schema != after.schema {
            return anew(id, after, sides);
        }
        let mut statements = Vec::new();
        if let Some(wanted) = after.schema.as_ref().filter(|_| *schema != after.schema) {
            statements.push(Statement::new(format!("ALTER EXTENSION {} SET SCHEMA {}", name(id), ident(wanted))));
        }
        if *version != after.version {
            if is_older(after.version.as_deref(), version.as_deref()) {
                return Alteration::Impossible(format!(
                    "extensions ship scripts that lead to newer versions: drop it and create it with the version that \
                     you want, or run ALTER EXTENSION {} UPDATE TO … yourself where it ships a script that leads back",
                    name(id)
                ));
            }
            let to = after.version.as_ref().map(|version| format!(" TO {}", literal(version))).unwrap_or_default();
            let message = format!(
                "the extension's own script brings {} from {} to {}; it may change or drop what depends on it, and the \
                 way back needs a script of its own",
                name(id),
                version.as_deref().unwrap_or("its version"),
                after.version.as_deref().unwrap_or("the newest version")
            );
            let update = Statement::new(format!("ALTER EXTENSION {} UPDATE{to}", name(id)));
            statements.push(update.hazard(hazard::EXTENSION_UPGRADE, message));
        }
        Alteration::InPlace(statements)
    }

    // The server has no such command, and no plan asks for it.
    fn rename(&self, _: &ObjectId, _: &ObjectId) -> Vec<Statement> {
        Vec::new()
    }

    fn adopt(&mut self, written: &Self, live: &Self) {
        if written.schema.is_none() {
            self.schema.clone_from(&live.schema);
        }
        if written.version.is_none() {
            self.version.clone_from(&live.version);
        }
    }

    fn target(id: &ObjectId) -> String {
        format!("EXTENSION {}", name(id))
    }
}

/// An extension that the server does not move is made anew, unless rows would be lost by that.
fn anew(id: &ObjectId, after: &Extension, sides: Sides<'_>) -> Alteration {
    let holds = |(other, entry): &(&ObjectId, &Entry)| other.kind.holds_data() && entry.depends.contains(id);
    match sides.before.objects.iter().find(holds) {
        None => Alteration::Replace,
        Some((holder, _)) => Alteration::Impossible(format!(
            "the server cannot move {} to schema {}: it is not relocatable, and {} {holder} holds values of a type of \
             its; leave it where it is, or move those values to a column of another type first",
            name(id),
            after.schema.as_deref().unwrap_or_default(),
            holder.kind
        )),
    }
}

/// Whether a version comes before another; none is the server's newest.
fn is_older(version: Option<&str>, than: Option<&str>) -> bool {
    let numbers = |text: &str| text.split('.').map(|part| part.parse::<u32>().ok()).collect::<Option<Vec<_>>>();
    match (version, than) {
        (Some(version), Some(than)) => numbers(version).zip(numbers(than)).is_some_and(|(one, other)| one < other),
        (version, than) => version.is_some() && than.is_none(),
    }
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::model::{Column, Schema, Table};

    #[test]
    fn none_goes_back_to_an_older_version() {
        for (version, than) in [(Some("1.3"), Some("1.10")), (Some("1.3"), None)] {
            assert!(is_older(version, than) && !is_older(than, version), "{version:?} {than:?}");
        }
        assert!(!is_older(Some("1.4-dev"), Some("1.5")));
    }

    #[test]
    fn one_that_the_server_cannot_move_is_made_anew_unless_rows_hold_its_values() {
        let id = ObjectId::global(Kind::Extension, "postgis");
        let here = Extension { schema: Some("a".to_owned()), version: None, fixed: true };
        let there = Extension { schema: Some("b".to_owned()), ..Extension::default() };
        let (mut before, after) = (Schema::default(), Schema::default());
        let alter =
            |before: &Schema, here: &Extension| here.alter(&id, &there, Sides { before, after: &after, online: true });
        assert_eq!(alter(&before, &here), Alteration::Replace);
        let movable = Extension { fixed: false, ..here.clone() };
        assert!(matches!(alter(&before, &movable), Alteration::InPlace(statements) if statements.len() == 1));
        let table = ObjectId::in_schema(Kind::Table, "public", "places");
        before.insert(table.clone(), Table::default(), None);
        let column = ObjectId::child(&table, Kind::Column, "at");
        before.insert(column.clone(), Column::default(), None);
        assert_eq!(alter(&before, &here), Alteration::Replace);
        before.objects[&column].depends.push(id.clone());
        let Alteration::Impossible(reason) = alter(&before, &here) else { unreachable!("rows would be lost") };
        assert!(reason.contains("column public.places.at") && reason.contains("not relocatable"), "{reason}");
    }
}
