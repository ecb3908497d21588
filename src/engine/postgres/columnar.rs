//! Tables of Citus's access method `columnar`.

use sqlx::postgres::PgRow;

use super::hazard;
use super::quote::{literal, parent};
use super::read::{Get, Reader};
use super::sql::{Part, Sql, alter_parent, one, set_parameters};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Columnar, Kind, Object, ObjectId, Options};

pub(super) const QUERY: &str = include_str!("catalog/columnar.sql");

/// The parameters of a table, as `columnar.options` calls them.
const PARAMETERS: &[&str] = &["chunk_group_row_limit", "stripe_row_limit", "compression", "compression_level"];

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let Some(table) = reader.relation(row.oid("table")?).cloned() else { return Ok(()) };
    let mut options = Options::new();
    for name in PARAMETERS {
        if let Some(value) = row.value::<Option<String>>(name)? {
            options.insert(format!("columnar.{name}"), value);
        }
    }
    if let Some(entry) = reader.entry(&table)
        && let Object::Table(body) = &mut entry.object
    {
        body.access_method = None;
    }
    reader.schema.insert(ObjectId::child(&table, Kind::Columnar, ""), Columnar { options }, None);
    Ok(())
}

/// Writes the rows of a table anew by an access method.
fn set_method(id: &ObjectId, method: &str) -> Statement {
    Statement::new(format!(
        "SELECT pg_catalog.alter_table_set_access_method({}, {})",
        literal(&parent(id)),
        literal(method)
    ))
}

fn rewriting(statement: Statement, id: &ObjectId, sides: Sides<'_>) -> Statement {
    if id.parent().and_then(|table| sides.before.get(table)).is_none() {
        return statement;
    }
    let message = format!("every row of {} is written anew while nobody can read or write it", parent(id));
    statement.endangers_parent(hazard::REWRITES_TABLE, id, message)
}

/// What has to be said again of a table that was there and is written anew.
fn again(id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
    let there = id.parent().filter(|table| sides.before.get(table).is_some());
    there.map(|table| super::distribution::left_behind(table, sides)).unwrap_or_default()
}

impl Sql for Columnar {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        let Self { options } = self;
        let mut statements = vec![set_method(id, "columnar")];
        for action in set_parameters(&Options::new(), options) {
            statements.extend(alter_parent(id, &action));
        }
        statements
    }

    fn create_within(&self, id: &ObjectId, parts: &[Part<'_>], sides: Sides<'_>) -> Vec<Statement> {
        let mut statements = hazard::first(self.create(id, parts), |statement| rewriting(statement, id, sides));
        statements.extend(again(id, sides));
        statements
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        vec![set_method(id, "heap")]
    }

    fn drop_within(&self, id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
        let mut statements = hazard::first(self.drop(id), |statement| rewriting(statement, id, sides));
        statements.extend(again(id, sides));
        statements
    }

    fn alter(&self, id: &ObjectId, after: &Self, _: Sides<'_>) -> Alteration {
        let actions = set_parameters(&self.options, &after.options);
        Alteration::InPlace(
            actions.iter().flat_map(|action| one(format!("ALTER TABLE {} {action}", parent(id)))).collect(),
        )
    }

    // It has no name.
    fn rename(&self, _: &ObjectId, _: &ObjectId) -> Vec<Statement> {
        Vec::new()
    }

    fn target(_: &ObjectId) -> String {
        String::new()
    }
}
