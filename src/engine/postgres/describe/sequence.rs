//! Sequences.

use sqlx::postgres::PgRow;

use super::Section;
use super::relation::Relation;
use crate::engine::postgres::read::Get;
use crate::error::Fault;

pub(super) fn read(row: &PgRow, relation: &mut Relation) -> Result<(), Fault> {
    if relation.rows.is_empty() {
        // psql sets numbers to the right of their column, which the head may be wider than.
        let number = |column: &str, head: &str| {
            let value: i64 = row.value(column)?;
            Ok::<String, Fault>(format!("{value:>width$}", width = head.len()))
        };
        let cycles: bool = row.value("cycles")?;
        relation.rows.push(vec![
            row.value("data_type")?,
            number("start", "Start")?,
            number("minimum", "Minimum")?,
            number("maximum", "Maximum")?,
            number("increment", "Increment")?,
            if cycles { "yes" } else { "no" }.to_owned(),
            number("cache", "Cache")?,
        ]);
    }
    let column: Option<String> = row.value("column_name")?;
    if let (Some(column), Some(owned)) = (column, row.value::<Option<&str>>("owned")?) {
        let what = if owned == "i" { "Sequence for identity column" } else { "Owned by" };
        relation.add(Section::Owner, format!("{what}: {column}"));
    }
    Ok(())
}
