//! Extended statistics objects.

use sqlx::postgres::PgRow;

use super::quote::name;
use super::read::{Get, Reader, class};
use super::scan::{enclosed, split_list};
use super::sql::{Part, Sql, one, rename_to};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Kind, ObjectId, Statistics};

pub(super) const QUERY: &str = include_str!("catalog/statistics.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let id = ObjectId::in_schema(Kind::Statistics, row.value::<&str>("schema")?, row.value::<&str>("name")?);
    let table = reader.relation(row.oid("table")?).cloned();
    let table = match table {
        Some(table) => table,
        None => ObjectId::in_schema(Kind::Table, row.value::<&str>("table_schema")?, row.value::<&str>("table_name")?),
    };
    // `CREATE STATISTICS name (kinds) ON a, b, (expression) FROM table`
    let definition: &str = row.value("definition")?;
    let head = format!("CREATE STATISTICS {} ", name(&id));
    let rest = definition.strip_prefix(&head).unwrap_or(definition);
    let (kinds, rest) = match rest.strip_prefix('(').and_then(enclosed) {
        Some((kinds, rest)) => (kinds, rest.trim_start()),
        None => ("", rest),
    };
    let keys = rest.strip_prefix("ON ").unwrap_or(rest);
    let keys = keys.rsplit_once(" FROM ").map_or(keys, |(keys, _)| keys);
    let mut kinds: Vec<String> = kinds.split(", ").filter(|kind| !kind.is_empty()).map(str::to_owned).collect();
    kinds.sort();
    let object = Statistics {
        table,
        kinds,
        keys: split_list(keys).into_iter().map(str::to_owned).collect(),
        target: row.value("target")?,
    };
    reader.add((class::STATISTICS, row.oid("oid")?, 0), id, object);
    Ok(())
}

impl Sql for Statistics {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        let Self { table, kinds, keys, target } = self;
        let kinds = if kinds.is_empty() { String::new() } else { format!(" ({})", kinds.join(", ")) };
        let mut statements =
            one(format!("CREATE STATISTICS {}{kinds} ON {} FROM {}", name(id), keys.join(", "), name(table)));
        if let Some(target) = target {
            statements.push(Statement::new(format!("ALTER STATISTICS {} SET STATISTICS {target}", name(id))));
        }
        statements
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        one(format!("DROP STATISTICS {}", name(id)))
    }

    fn alter(&self, id: &ObjectId, after: &Self, _: Sides<'_>) -> Alteration {
        let same = Self { target: self.target, ..after.clone() };
        if *self != same {
            return Alteration::Replace;
        }
        Alteration::InPlace(one(format!("ALTER STATISTICS {} SET STATISTICS {}", name(id), after.target.unwrap_or(-1))))
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        rename_to("STATISTICS", from, to)
    }

    // Its expressions hold the types of the columns.
    fn evicted(&self) -> bool {
        true
    }

    fn dropped_with<'a>(&'a self, _: &ObjectId, _: Sides<'a>) -> Option<&'a ObjectId> {
        Some(&self.table)
    }

    fn target(id: &ObjectId) -> String {
        format!("STATISTICS {}", name(id))
    }
}
