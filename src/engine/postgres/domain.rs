//! Domains, and the reader of their checks.

use sqlx::postgres::PgRow;

use super::exchange;
use super::names::relation_name;
use super::quote::{ident, name};
use super::read::{Get, Reader, class, unwrapped};
use super::scan::enclosed;
use super::sql::{Part, Sql, one, rename_to};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Check, Domain, Kind, Object, ObjectId};

pub(super) const QUERY: &str = include_str!("catalog/domain.sql");
pub(super) const CHECK_QUERY: &str = include_str!("catalog/domain_check.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let id = ObjectId::in_schema(Kind::Domain, row.value::<&str>("schema")?, row.value::<&str>("name")?);
    reader.alias((class::TYPE, row.oid("typarray")?, 0), &id);
    let default: Option<&str> = row.value("default")?;
    let usual = relation_name(&id.name, None, "not_null");
    let object = Domain {
        data_type: row.value("data_type")?,
        collation: row.value("collation")?,
        default: default.map(|text| unwrapped(text).to_owned()),
        not_null: row.value("not_null")?,
        not_null_name: row.value::<Option<String>>("not_null_name")?.filter(|name| *name != usual),
    };
    reader.add((class::TYPE, row.oid("oid")?, 0), id, object);
    Ok(())
}

pub(super) fn read_check(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let Some(domain) = reader.at((class::TYPE, row.oid("type")?, 0)).cloned() else { return Ok(()) };
    let definition: &str = row.value("definition")?;
    let expression = definition.strip_prefix("CHECK (").and_then(enclosed).map_or(definition, |(text, _)| text);
    let object = Check {
        expression: unwrapped(expression).to_owned(),
        not_valid: !row.value::<bool>("validated")?,
        ..Check::default()
    };
    let id = ObjectId::child(&domain, Kind::Check, row.value::<&str>("name")?);
    reader.add((class::CONSTRAINT, row.oid("oid")?, 0), id, object);
    Ok(())
}

/// Whether a check of a domain comes only with a domain that is made anew: the server proves none
/// while arrays or composites hold values of it (`validateDomainConstraint`).
pub(super) fn renewed_for(part: &ObjectId, sides: Sides<'_>) -> bool {
    let Some(domain) = part.parent().filter(|parent| parent.kind == Kind::Domain) else { return false };
    let (before, after) = (sides.before.get(part), sides.after.get(part));
    let proves = matches!(after, Some(Object::Check(check)) if !check.not_valid) && before != after;
    proves && exchange::is_held_within(domain, sides)
}

impl Sql for Domain {
    fn create(&self, id: &ObjectId, parts: &[Part<'_>]) -> Vec<Statement> {
        let Self { data_type, collation, default, not_null, not_null_name } = self;
        let mut text = format!("CREATE DOMAIN {} AS {data_type}", name(id));
        if let Some(collation) = collation {
            text.push_str(&format!(" COLLATE {collation}"));
        }
        if let Some(default) = default {
            text.push_str(&format!(" DEFAULT {}", super::default::written(default)));
        }
        if let Some(name) = not_null_name {
            text.push_str(&format!(" CONSTRAINT {}", ident(name)));
        }
        if *not_null {
            text.push_str(" NOT NULL");
        }
        for line in parts.iter().filter_map(|(id, part)| super::registry::line(id, part)) {
            text.push_str(&format!("\n    {line}"));
        }
        one(text)
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        one(format!("DROP DOMAIN {}", name(id)))
    }

    fn alter(&self, id: &ObjectId, after: &Self, sides: Sides<'_>) -> Alteration {
        let Self { data_type, collation, default, not_null, not_null_name } = self;
        let proves = after.not_null && !not_null && exchange::is_held_within(id, sides);
        if *data_type != after.data_type || *collation != after.collation || proves {
            return Alteration::Retype;
        }
        let mut actions = Vec::new();
        if *default != after.default {
            actions.push(match &after.default {
                Some(default) => format!("SET DEFAULT {}", super::default::written(default)),
                None => "DROP DEFAULT".to_owned(),
            });
        }
        let named = |name: &Option<String>| ident(name.as_ref().unwrap_or(&relation_name(&id.name, None, "not_null")));
        match (*not_null, after.not_null) {
            (false, true) => actions.push(match &after.not_null_name {
                Some(name) => format!("ADD CONSTRAINT {} NOT NULL", ident(name)),
                None => "SET NOT NULL".to_owned(),
            }),
            (true, false) => actions.push("DROP NOT NULL".to_owned()),
            (true, true) if *not_null_name != after.not_null_name => {
                actions.push(format!("RENAME CONSTRAINT {} TO {}", named(not_null_name), named(&after.not_null_name)))
            }
            _ => {}
        }
        let alter = |action: String| Statement::new(format!("ALTER DOMAIN {} {action}", name(id)));
        Alteration::InPlace(actions.into_iter().map(alter).collect())
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        rename_to("DOMAIN", from, to)
    }

    fn adopt(&mut self, written: &Self, live: &Self) {
        if written.not_null_name.is_none() && self.not_null && live.not_null {
            self.not_null_name.clone_from(&live.not_null_name);
        }
    }

    fn claim(&self, id: &ObjectId) -> Option<String> {
        Some(format!("relation {}", name(id)))
    }

    fn target(id: &ObjectId) -> String {
        format!("DOMAIN {}", name(id))
    }
}
