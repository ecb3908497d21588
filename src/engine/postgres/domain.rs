//! Domains, and the reader of their checks.

use std::sync::Arc;

use sqlx::postgres::PgRow;

use super::exchange;
use super::quote::name;
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
    let object = Domain {
        data_type: row.value("data_type")?,
        collation: row.value("collation")?,
        default: default.map(|text| unwrapped(text).to_owned()),
        not_null: row.value("not_null")?,
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
    let id = ObjectId::child(&Arc::new(domain), Kind::Check, row.value::<&str>("name")?);
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
        let Self { data_type, collation, default, not_null } = self;
        let mut text = format!("CREATE DOMAIN {} AS {data_type}", name(id));
        if let Some(collation) = collation {
            text.push_str(&format!(" COLLATE {collation}"));
        }
        if let Some(default) = default {
            text.push_str(&format!(" DEFAULT {}", super::default::written(default)));
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
        let Self { data_type, collation, default, not_null } = self;
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
        if *not_null != after.not_null {
            actions.push(if after.not_null { "SET NOT NULL" } else { "DROP NOT NULL" }.to_owned());
        }
        let alter = |action: String| Statement::new(format!("ALTER DOMAIN {} {action}", name(id)));
        Alteration::InPlace(actions.into_iter().map(alter).collect())
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        rename_to("DOMAIN", from, to)
    }

    fn claim(&self, id: &ObjectId) -> Option<String> {
        Some(format!("relation {}", name(id)))
    }

    fn target(id: &ObjectId) -> String {
        format!("DOMAIN {}", name(id))
    }
}
