//! Tables and what they refer to as a class diagram in Mermaid, several databases in one.

use super::Document;
use crate::error::Fault;
use crate::model::hashed::{HashMap, HashSet};
use crate::model::{Diagram, Frame, ObjectId, Relation, Schema, Sheet, SheetConstraint};

/// Gives the tables and columns that were read the order in which a model writes them, and the relations
/// that it says beside the foreign keys.
pub fn arrange(schema: &mut Schema, model: &Schema) {
    let mut tables: HashMap<&ObjectId, usize> = HashMap::default();
    let mut columns: HashMap<(&ObjectId, &str), usize> = HashMap::default();
    for (place, id) in model.objects.keys().enumerate() {
        match id.parent() {
            None => _ = tables.insert(id, place),
            Some(of) if id.kind.holds_data() => _ = columns.insert((of, &id.name), place),
            Some(_) => {}
        }
    }
    let last = model.objects.len();
    schema.sheets.sort_by_key(|sheet| tables.get(&sheet.id).copied().unwrap_or(last));
    for Sheet { id, columns: own, .. } in &mut schema.sheets {
        own.sort_by_key(|column| columns.get(&(&*id, column.name.as_str())).copied().unwrap_or(last));
    }
    schema.relations.clone_from(&model.relations);
}

/// Lays out databases, each under its name.
pub(super) fn render(document: &Document, parts: &[(&str, &Schema)]) -> Result<String, Fault> {
    let Diagram { before, after, config, direction, namespaces } = &document.diagram;
    let mut out = before.clone();
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
    out.push_str("```mermaid\n");
    if !config.is_empty() {
        let lines: String = config.iter().map(|(key, value)| format!("    {key}: {value}\n")).collect();
        out.push_str(&format!("---\nconfig:\n{lines}---\n"));
    }
    out.push_str("classDiagram\n");
    if let Some(direction) = direction {
        out.push_str(&format!("    direction {direction}\n"));
    }
    // What is not shown is not pointed to: Mermaid would draw an empty box.
    let shown: HashSet<&ObjectId> =
        parts.iter().flat_map(|(_, schema)| &schema.sheets).map(|sheet| &sheet.id).collect();
    for (number, (name, schema)) in parts.iter().enumerate() {
        let usual = Frame { label: (parts.len() > 1).then(|| (*name).to_owned()), spaced: false };
        let namespace = namespaces.get(*name).unwrap_or(&usual);
        out.push_str(&part(namespace, schema, &shown, number + 1 == parts.len()));
    }
    out.push_str("```\n");
    out.push_str(after);
    if !after.is_empty() && !after.ends_with('\n') {
        out.push('\n');
    }
    Ok(out)
}

/// The classes and relations of one database.
fn part(namespace: &Frame, schema: &Schema, shown: &HashSet<&ObjectId>, last: bool) -> String {
    let indent = if namespace.label.is_some() { "        " } else { "    " };
    let mut several = schema.sheets.iter().map(|sheet| sheet.id.schema());
    let first = several.next();
    let qualified = several.any(|other| Some(other) != first);
    let name = |id: &ObjectId| class(&if qualified { id.to_string() } else { id.name.to_string() });
    let classes: Vec<String> = schema
        .sheets
        .iter()
        .map(|sheet| {
            let columns = sheet
                .columns
                .iter()
                .map(|column| format!("{indent}    {} {}\n", data_type(&column.data_type), column.name));
            format!("{indent}class {} {{\n{}{indent}}}\n", name(&sheet.id), columns.collect::<String>())
        })
        .collect();
    let space = if namespace.spaced { "\n" } else { "" };
    let mut out = String::new();
    if let Some(label) = &namespace.label {
        out.push_str(&format!("    namespace {} {{\n", class(label)));
    }
    out.push_str(&classes.join(space));
    if namespace.label.is_some() {
        out.push_str("    }\n");
    }
    let mut relations = relations(schema);
    // Another part of the system is there, whether this diagram shows it or not.
    let points = |it: &Relation| it.part.is_some() || shown.contains(&it.references);
    relations.retain(|relation| shown.contains(&relation.table) && points(relation));
    if !relations.is_empty() {
        out.push_str(space);
    }
    for relation in relations {
        let (from, to) = (relation.columns.join("/"), relation.referenced_columns.join("/"));
        let (table, of) = (name(&relation.table), name(&relation.references));
        out.push_str(&format!("    {table} \"{from}\" --> \"{to}\" {of}\n"));
    }
    if !last {
        out.push_str(space);
    }
    out
}

/// The foreign keys in the order of their tables, then what the model says beside them.
fn relations(schema: &Schema) -> Vec<Relation> {
    let mut found: Vec<Relation> = Vec::new();
    for sheet in &schema.sheets {
        let keys = sheet.constraints.iter().filter(|constraint| constraint.letter == "f");
        found.extend(keys.filter_map(|key| foreign_key(sheet, key, schema)));
    }
    for relation in &schema.relations {
        if !found.contains(relation) {
            found.push(relation.clone());
        }
    }
    found
}

/// What a foreign key's definition says: `FOREIGN KEY (a) REFERENCES b(id) …`.
fn foreign_key(sheet: &Sheet, key: &SheetConstraint, schema: &Schema) -> Option<Relation> {
    let (_, rest) = key.definition.split_once("FOREIGN KEY")?;
    let (columns, rest) = rest.trim_start().strip_prefix('(')?.split_once(')')?;
    let (_, rest) = rest.split_once("REFERENCES")?;
    let (table, rest) = rest.trim_start().split_once('(')?;
    let (referenced, _) = rest.split_once(')')?;
    let bare = |text: &str| text.trim().trim_matches(['"', '`']).to_owned();
    let list = |text: &str| text.split(',').map(bare).collect::<Vec<String>>();
    let table = bare(table.rsplit('.').next().unwrap_or_default());
    let of = sheet.columns.iter().flat_map(|column| &column.references).find(|id| *id.name == *table);
    let of = of.or_else(|| schema.sheets.iter().map(|sheet| &sheet.id).find(|id| *id.name == *table))?;
    Some(Relation {
        table: sheet.id.clone(),
        columns: list(columns),
        references: of.clone(),
        referenced_columns: list(referenced),
        part: None,
    })
}

/// A type as Mermaid takes it: generics stand between tildes.
fn data_type(text: &str) -> String {
    text.replace("character varying", "varchar").replace(['<', '>'], "~")
}

/// A class's name, between backticks where it holds what Mermaid would read as something else.
fn class(name: &str) -> String {
    let plain = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-')) && !name.is_empty();
    if plain { name.to_owned() } else { format!("`{}`", name.replace('`', "'")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Style;
    use crate::model::{Kind, SheetColumn};

    fn sheet(name: &str, columns: &[(&str, &str)]) -> Sheet {
        let column = |(name, data_type): &(&str, &str)| SheetColumn {
            name: (*name).to_owned(),
            data_type: (*data_type).to_owned(),
            ..SheetColumn::default()
        };
        Sheet {
            id: ObjectId::in_schema(Kind::Table, "", name),
            comment: None,
            columns: columns.iter().map(column).collect(),
            constraints: Vec::new(),
            indexes: Vec::new(),
        }
    }

    #[test]
    fn foreign_keys_come_before_what_the_model_says() {
        let mut a = sheet("a b", &[("id", "map<text, int>"), ("of", "character varying(8)")]);
        a.constraints.push(SheetConstraint {
            name: "f".to_owned(),
            letter: "f".to_owned(),
            definition: "FOREIGN KEY (\"of\") REFERENCES b(id) ON DELETE CASCADE".to_owned(),
        });
        let said = Relation {
            table: ObjectId::in_schema(Kind::Table, "", "b"),
            columns: vec!["id".to_owned(), "x".to_owned()],
            references: ObjectId::in_schema(Kind::Table, "", "elsewhere"),
            referenced_columns: vec!["id".to_owned()],
            part: Some("other".to_owned()),
        };
        let schema =
            Schema { sheets: vec![a, sheet("b", &[("id", "int")])], relations: vec![said], ..Schema::default() };
        let text = Document::new(Style::Mermaid).render(&schema).unwrap();
        let wanted = "```mermaid\nclassDiagram\n    class `a b` {\n        map~text, int~ id\n        varchar(8) of\n    }\n    \
                      class b {\n        int id\n    }\n    `a b` \"of\" --> \"id\" b\n    b \"id/x\" --> \"id\" elsewhere\n```\n";
        assert_eq!(text, wanted);
    }
}
