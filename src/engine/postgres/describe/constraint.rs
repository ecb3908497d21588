//! Constraints under a table.

use sqlx::postgres::PgRow;

use super::Section;
use super::relation::Relation;
use crate::engine::postgres::read::Get;
use crate::error::Fault;

pub(super) fn check(row: &PgRow, relation: &mut Relation) -> Result<(), Fault> {
    if relation.is_table() {
        relation.item(Section::Checks, &named(row)?);
    }
    Ok(())
}

pub(super) fn foreign_key(row: &PgRow, relation: &mut Relation) -> Result<(), Fault> {
    if has_foreign_keys(relation) {
        let line = if row.value("own")? { named(row)? } else { elsewhere(row)? };
        relation.item(Section::ForeignKeys, &line);
    }
    Ok(())
}

pub(super) fn referring(row: &PgRow, relation: &mut Relation) -> Result<(), Fault> {
    if has_foreign_keys(relation) {
        relation.item(Section::ReferencedBy, &elsewhere(row)?);
    }
    Ok(())
}

pub(super) fn not_null(row: &PgRow, relation: &mut Relation) -> Result<(), Fault> {
    if !relation.is_table() || relation.layout.major < 18 || relation.server < 180_000 {
        return Ok(());
    }
    let (name, column): (&str, &str) = (row.value("name")?, row.value("column_name")?);
    let how = match (row.value("no_inherit")?, row.value("local")?, row.value("inherited")?) {
        (true, _, _) => " NO INHERIT",
        (false, true, true) => " (local, inherited)",
        (false, false, true) => " (inherited)",
        (false, _, false) => "",
    };
    let valid = if row.value("validated")? { "" } else { " NOT VALID" };
    relation.item(Section::NotNulls, &format!("\"{name}\" NOT NULL \"{column}\"{how}{valid}"));
    Ok(())
}

/// psql before 18 does not look for foreign keys where no trigger upholds one.
fn has_foreign_keys(relation: &Relation) -> bool {
    relation.is_table() && (relation.layout.major >= 18 || relation.has_triggers || relation.kind == 'p')
}

fn named(row: &PgRow) -> Result<String, Fault> {
    Ok(format!("\"{}\" {}", row.value::<&str>("name")?, row.value::<&str>("definition")?))
}

fn elsewhere(row: &PgRow) -> Result<String, Fault> {
    let (table, name): (&str, &str) = (row.value("table_name")?, row.value("name")?);
    Ok(format!("TABLE \"{table}\" CONSTRAINT \"{name}\" {}", row.value::<&str>("definition")?))
}
