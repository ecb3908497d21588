//! Every table's columns, constraints and indexes as bullets.

use std::collections::BTreeSet;

use super::{Document, markdown};
use crate::error::Fault;
use crate::model::{Schema, Sheet};

pub(super) fn render(document: &Document, schema: &Schema) -> Result<String, Fault> {
    let schemas: BTreeSet<&str> = schema.sheets.iter().map(|sheet| sheet.id.schema()).collect();
    // Where there is but one schema its name is said once.
    let several = schemas.len() > 1;
    let name = |sheet: &Sheet| if several { sheet.id.to_string() } else { sheet.id.name.to_string() };
    let schemas: Vec<&str> = schemas.into_iter().collect();
    // Databases that have no schemas have nothing to say here.
    let schemas = Some(schemas.join(", ")).filter(|text| !text.is_empty());
    let facts = [("Date", document.date.clone()), ("Database", document.name.clone()), ("Schema", schemas)];
    let facts = facts.into_iter().filter_map(|(label, fact)| fact.map(|fact| format!("{label}: {fact}")));
    let mut blocks = vec!["# DB Schema Snapshot".to_owned(), bullets(facts)];
    blocks.push("## Tables".to_owned());
    blocks.push(bullets(schema.sheets.iter().map(name)));
    for sheet in &schema.sheets {
        blocks.push(format!("## {}", markdown::heading(&name(sheet))));
        let columns =
            sheet.columns.iter().map(|it| format!("{}: {} (not null: {})", it.name, it.data_type, it.not_null));
        let constraints = sheet.constraints.iter().map(|it| format!("{} ({}): {}", it.name, it.letter, it.definition));
        let indexes = sheet.indexes.iter().map(|(name, definition)| format!("{name}: {definition}"));
        for (heading, list) in
            [("Columns", bullets(columns)), ("Constraints", bullets(constraints)), ("Indexes", bullets(indexes))]
        {
            if !list.is_empty() {
                blocks.extend([format!("### {heading}"), list]);
            }
        }
    }
    blocks.retain(|block| !block.is_empty());
    Ok(format!("{}\n", blocks.join("\n\n")))
}

/// A bullet for each text.
fn bullets(items: impl Iterator<Item = String>) -> String {
    let lines: Vec<String> = items.map(|item| format!("- {}", markdown::inline(&item))).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Style;
    use crate::model::{Kind, ObjectId, SheetColumn};

    #[test]
    fn tables_of_several_schemas_bear_their_names_and_nothing_is_said_of_what_is_absent() {
        let sheet = |schema: &str| Sheet {
            id: ObjectId::in_schema(Kind::Table, schema, "t"),
            comment: None,
            columns: vec![SheetColumn { name: "a".to_owned(), data_type: "int".to_owned(), ..SheetColumn::default() }],
            constraints: Vec::new(),
            indexes: vec![("i".to_owned(), "CREATE *".to_owned())],
        };
        let schema = Schema { sheets: vec![sheet("x"), sheet("y")], ..Schema::default() };
        let table = |name: &str| {
            format!("## {name}\n\n### Columns\n\n- a: int (not null: false)\n\n### Indexes\n\n- i: CREATE \\*\n")
        };
        assert_eq!(
            render(&Document::new(Style::Listing), &schema).unwrap(),
            format!(
                "# DB Schema Snapshot\n\n- Schema: x, y\n\n## Tables\n\n- x.t\n- y.t\n\n{}\n{}",
                table("x.t"),
                table("y.t")
            )
        );
        assert_eq!(
            render(&Document::new(Style::Listing), &Schema::default()).unwrap(),
            "# DB Schema Snapshot\n\n## Tables\n"
        );
    }
}
