//! What documents list of tables, in the server's own words: columns, constraints, indexes.

use sqlx::postgres::PgRow;

use super::read::Get;
use crate::error::Fault;
use crate::model::hashed::HashMap;
use crate::model::{Kind, ObjectId, Sheet, SheetColumn, SheetConstraint};

type Read = fn(&PgRow, &mut Sheet) -> Result<(), Fault>;

/// The tables; the queries of [`PARTS`] are about them.
pub(super) const QUERY: &str = include_str!("catalog/sheet.sql");

/// What belongs to a table: each row says in `table` to which.
pub(super) const PARTS: &[(&str, Read)] = &[
    (include_str!("catalog/sheet_column.sql"), column),
    (include_str!("catalog/sheet_constraint.sql"), constraint),
    (include_str!("catalog/sheet_index.sql"), index),
];

/// Those of the questions that are about half of the work.
pub(super) const BESIDE: &[&str] =
    &[include_str!("catalog/sheet_constraint.sql"), include_str!("catalog/sheet_index.sql")];

/// The sheets in the order of their names, with room for their parts.
#[derive(Debug, Default)]
pub(super) struct Sheets {
    sheets: Vec<Sheet>,
    places: HashMap<u32, usize>,
}

impl Sheets {
    /// Takes a row of [`QUERY`].
    pub(super) fn table(&mut self, row: &PgRow) -> Result<(), Fault> {
        let id = ObjectId::in_schema(Kind::Table, row.value::<&str>("schema")?, row.value::<&str>("name")?);
        let comment = row.value("comment")?;
        self.places.insert(row.oid("oid")?, self.sheets.len());
        self.sheets.push(Sheet { id, comment, columns: Vec::new(), constraints: Vec::new(), indexes: Vec::new() });
        Ok(())
    }

    /// Hands a row of one of [`PARTS`] to its table, where that one is listed.
    pub(super) fn part(&mut self, read: Read, row: &PgRow) -> Result<(), Fault> {
        match self.places.get(&row.oid("table")?).and_then(|place| self.sheets.get_mut(*place)) {
            Some(sheet) => read(row, sheet),
            None => Ok(()),
        }
    }

    pub(super) fn finish(self) -> Vec<Sheet> {
        self.sheets
    }
}

fn column(row: &PgRow, sheet: &mut Sheet) -> Result<(), Fault> {
    let expression: Option<String> = row.value("expression")?;
    let (default, generated) = match row.value("generated")? {
        "s" => (None, expression.map(|text| format!("GENERATED ALWAYS AS ({text}) STORED"))),
        "v" => (None, expression.map(|text| format!("GENERATED ALWAYS AS ({text})"))),
        _ => (expression.filter(|_| row.value("numbered").is_ok_and(|numbered: bool| !numbered)), None),
    };
    let (schemas, names): (Vec<String>, Vec<String>) = (row.value("referenced_schemas")?, row.value("referenced")?);
    let references = schemas.into_iter().zip(names);
    sheet.columns.push(SheetColumn {
        name: row.value("name")?,
        data_type: row.value("data_type")?,
        not_null: row.value("not_null")?,
        default,
        generated,
        collation: row.value("collation")?,
        primary: row.value("primary")?,
        references: references.map(|(schema, name)| ObjectId::in_schema(Kind::Table, schema, name)).collect(),
        comment: row.value("comment")?,
    });
    Ok(())
}

fn constraint(row: &PgRow, sheet: &mut Sheet) -> Result<(), Fault> {
    let (name, letter, definition) = (row.value("name")?, row.value("letter")?, row.value("definition")?);
    sheet.constraints.push(SheetConstraint { name, letter, definition });
    Ok(())
}

fn index(row: &PgRow, sheet: &mut Sheet) -> Result<(), Fault> {
    sheet.indexes.push((row.value("name")?, row.value("definition")?));
    Ok(())
}
