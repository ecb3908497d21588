//! A data dictionary: for every table a Markdown table of its columns, with what they mean.

use super::{Document, markdown};
use crate::error::Fault;
use crate::model::{Schema, Sheet, SheetColumn};

const HEAD: &str = "# Data Dictionary\n\n\
    This document provides detailed column-level definitions for all tables in the database.\n\n";

pub(super) fn render(_: &Document, schema: &Schema) -> Result<String, Fault> {
    let tables: String = schema.sheets.iter().map(table).collect();
    Ok(format!("{HEAD}{tables}"))
}

fn table(sheet: &Sheet) -> String {
    let comment = sheet.comment.as_ref().map(|comment| format!("_{}_\n\n", markdown::prose(comment)));
    let rows: String = sheet.columns.iter().map(row).collect();
    // Databases that have no schemas have nothing to say here.
    let schema = Some(sheet.id.schema()).filter(|schema| !schema.is_empty());
    let schema = schema.map(|schema| format!("**Schema**: {}\n\n", markdown::code(schema)));
    format!(
        "## {}\n\n{}{}| Column | Type | Description |\n| :--- | :--- | :--- |\n{rows}\n",
        markdown::heading(&sheet.id.name),
        comment.unwrap_or_default(),
        schema.unwrap_or_default(),
    )
}

fn row(column: &SheetColumn) -> String {
    let cells = [markdown::code(&column.name), markdown::code(&definition(column)), description(column)];
    // A bar would end the cell, even in code.
    format!("| {} |\n", cells.map(|cell| cell.replace('|', "\\|")).join(" | "))
}

/// The column as `CREATE TABLE` has it.
fn definition(column: &SheetColumn) -> String {
    let parts = [
        Some(column.data_type.clone()),
        column.default.as_ref().map(|default| format!("DEFAULT {default}")),
        column.generated.clone(),
        column.not_null.then(|| "NOT NULL".to_owned()),
        column.collation.as_ref().map(|collation| format!("COLLATE {collation}")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Its comment and what stands out of it.
fn description(column: &SheetColumn) -> String {
    let mut marks = Vec::new();
    for (applies, mark) in
        [(column.not_null, "Required"), (column.default.is_some(), "Has Default"), (column.primary, "Primary Key")]
    {
        if applies {
            marks.push(mark.to_owned());
        }
    }
    let mut seen = Vec::new();
    for table in &column.references {
        if !seen.contains(&table) {
            marks.push(format!("FK to {}", markdown::code(&table.to_string())));
            seen.push(table);
        }
    }
    let comment = column.comment.as_ref().map(|comment| format!("**{}**", markdown::prose(comment)));
    let marks = (!marks.is_empty()).then(|| format!("({})", marks.join(", ")));
    let parts: Vec<String> = [comment, marks].into_iter().flatten().collect();
    if parts.is_empty() { "Standard field".to_owned() } else { parts.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Kind, ObjectId};

    #[test]
    fn a_column_says_what_stands_out() {
        let text = |text: &str| Some(text.to_owned());
        let plain = SheetColumn { name: "a|b".to_owned(), data_type: "text".to_owned(), ..SheetColumn::default() };
        assert_eq!(row(&plain), "| `a\\|b` | `text` | Standard field |\n");
        let other = ObjectId::in_schema(Kind::Table, "s", "t");
        let full = SheetColumn {
            not_null: true,
            default: text("'`'::text"),
            collation: text("pg_catalog.\"C\""),
            primary: true,
            references: vec![other.clone(), other],
            comment: text("two\nlines"),
            ..plain
        };
        assert_eq!(
            row(&full),
            "| `a\\|b` | ``text DEFAULT '`'::text NOT NULL COLLATE pg_catalog.\"C\"`` | \
             **two lines** (Required, Has Default, Primary Key, FK to `s.t`) |\n"
        );
    }
}
