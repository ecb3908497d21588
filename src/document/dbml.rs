//! DBML, the language of dbdiagram and dbdocs.
//!
//! Strings and names take backslashes before the sign that would end them; expressions stand between
//! backticks.

use std::fmt::Write as _;

use super::Document;
use crate::engine::postgres;
use crate::error::Fault;
use crate::model::hashed::HashMap;
use crate::model::{Field, Index, ObjectId, Outline, OutlineTable, Reference, Schema, Unique};

pub(super) fn render(document: &Document, schema: &Schema) -> Result<String, Fault> {
    let outline = Outline::of(schema);
    let mut blocks = Vec::new();
    if let Some(name) = &document.name {
        blocks.push(format!("Project {} {{\n}}\n", quoted(name)));
    }
    for (id, labels) in &outline.enums {
        let labels: String = labels.iter().map(|label| format!("  {}\n", quoted(label))).collect();
        blocks.push(format!("Enum {} {{\n{labels}}}\n", name(id)));
    }
    // A type that is an enum is called as that is.
    let enums: HashMap<String, String> = outline
        .enums
        .iter()
        .flat_map(|(id, _)| [(spelled(id, false), name(id)), (spelled(id, true), name(id))])
        .collect();
    blocks.extend(outline.relations.iter().filter(|it| !it.columns.is_empty()).map(|it| table(it, &enums)));
    let references: Vec<String> = outline
        .relations
        .iter()
        .flat_map(|relation| relation.references.iter().map(move |reference| line(relation, reference)))
        .collect();
    if !references.is_empty() {
        blocks.push(references.concat());
    }
    Ok(blocks.join("\n"))
}

fn table(relation: &OutlineTable<'_>, enums: &HashMap<String, String>) -> String {
    let mut out = format!("Table {} {{\n", name(relation.id));
    // A key of one column is said beside it, one of several below.
    let single = relation.uniques.iter().any(|(_, unique)| unique.primary && unique.columns.len() == 1);
    for field in &relation.columns {
        let _ = writeln!(out, "  {}", column(field, single, enums));
    }
    let mut indexes: Vec<String> = Vec::new();
    if let Some(key) = relation.row_key {
        let columns: Vec<String> = key.columns().into_iter().map(quoted).collect();
        indexes.push(format!("    ({}) [pk]\n", columns.join(", ")));
    }
    for (name, unique) in &relation.uniques {
        if unique.columns.len() > 1 || !unique.primary {
            indexes.push(constraint(name, unique));
        }
    }
    indexes.extend(relation.indexes.iter().map(|(name, it)| index(name, it)));
    if !indexes.is_empty() {
        let _ = write!(out, "\n  indexes {{\n{}  }}\n", indexes.concat());
    }
    if !relation.checks.is_empty() {
        let line = |(name, check): &(&str, &crate::model::Check)| {
            format!("    {} [name: {}]\n", expression(&check.expression), string(name))
        };
        let lines: String = relation.checks.iter().map(line).collect();
        let _ = write!(out, "\n  checks {{\n{lines}  }}\n");
    }
    if let Some(comment) = relation.comment {
        let _ = write!(out, "\n  Note: {}\n", string(comment));
    }
    out + "}\n"
}

fn column(field: &Field<'_>, single: bool, enums: &HashMap<String, String>) -> String {
    let mut settings = Vec::new();
    if field.primary && single {
        settings.push("pk".to_owned());
    }
    if field.numbered.is_some() {
        settings.push("increment".to_owned());
    }
    if field.not_null && !(field.primary && single) {
        settings.push("not null".to_owned());
    }
    if let Some(default) = field.default {
        settings.push(format!("default: {}", expression(default)));
    }
    if let Some(comment) = field.comment {
        settings.push(format!("note: {}", string(comment)));
    }
    let settings = if settings.is_empty() { String::new() } else { format!(" [{}]", settings.join(", ")) };
    let data_type = match enums.get(field.data_type) {
        Some(name) => name.clone(),
        None => quoted(if field.data_type.is_empty() { "unknown" } else { field.data_type }),
    };
    format!("{} {data_type}{settings}", quoted(field.name))
}

fn constraint(name: &str, unique: &Unique) -> String {
    let columns: Vec<String> = unique.columns.iter().map(|column| quoted(column)).collect();
    let word = if unique.primary { "pk" } else { "unique" };
    format!("    ({}) [{word}, name: {}]\n", columns.join(", "), string(name))
}

fn index(name: &str, index: &Index) -> String {
    let key = |part: &crate::model::KeyPart| match (&part.column, &part.expression) {
        (Some(column), _) => quoted(column),
        (None, text) => expression(text.as_deref().unwrap_or_default()),
    };
    let keys: Vec<String> = index.keys.iter().map(key).collect();
    let mut settings = vec![format!("name: {}", string(name))];
    if index.unique {
        settings.insert(0, "unique".to_owned());
    }
    // The only two that it knows.
    if matches!(index.method.as_str(), "btree" | "hash") {
        settings.push(format!("type: {}", index.method));
    }
    if let Some(predicate) = &index.predicate {
        settings.push(format!("note: {}", string(&format!("where {predicate}"))));
    }
    format!("    ({}) [{}]\n", keys.join(", "), settings.join(", "))
}

fn line(relation: &OutlineTable<'_>, reference: &Reference<'_>) -> String {
    let columns = |names: &[String]| match names {
        [one] => quoted(one),
        several => format!("({})", several.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ")),
    };
    let sign = if reference.single { "-" } else { ">" };
    let actions = reference.key.map(|key| [("delete", key.on_delete), ("update", key.on_update)]);
    let actions: Vec<String> = actions
        .into_iter()
        .flatten()
        .filter_map(|(event, it)| Some(format!("{event}: {}", it.words()?.to_lowercase())))
        .collect();
    let actions = if actions.is_empty() { String::new() } else { format!(" [{}]", actions.join(", ")) };
    let called = if reference.key.is_some() { format!(" {}", quoted(reference.name)) } else { String::new() };
    format!(
        "Ref{called}: {}.{} {sign} {}.{}{actions}\n",
        name(relation.id),
        columns(reference.columns),
        name(reference.references),
        columns(reference.referenced_columns),
    )
}

fn name(id: &ObjectId) -> String {
    match id.schema() {
        "" => quoted(&id.name),
        schema => format!("{}.{}", quoted(schema), quoted(&id.name)),
    }
}

/// An enum as types of columns are spelled, with its schema or without.
fn spelled(id: &ObjectId, qualified: bool) -> String {
    if qualified { postgres::quote::name(id) } else { postgres::quote::ident(&id.name) }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\"").replace(['\n', '\r'], " "))
}

fn string(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('\'', "\\'");
    if text.contains(['\n', '\r']) { format!("'''{escaped}'''") } else { format!("'{escaped}'") }
}

/// An expression, between backticks that it cannot end.
fn expression(text: &str) -> String {
    format!("`{}`", text.replace('`', "'").replace(['\n', '\r'], " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_texts_stay_texts() {
        assert_eq!(quoted("a\"b\\"), r#""a\"b\\""#);
        assert_eq!([string("it's"), string("a\nb'''")], [r"'it\'s'".to_owned(), "'''a\nb\\'\\'\\''''".to_owned()]);
        assert_eq!(expression("a`b"), "`a'b`");
    }
}
