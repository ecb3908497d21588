//! A section for every table and view in Markdown, with an index before them and a small diagram of
//! its neighbours in each.

mod rights;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::diagram::{Names, places};
use super::{Document, markdown, mermaid_er};
use crate::error::Fault;
use crate::model::hashed::HashMap;
use crate::model::{Action, ForeignKey, Index, ObjectId, Outline, OutlineTable, Reference, Schema, Unique};

pub(super) fn render(document: &Document, schema: &Schema) -> Result<String, Fault> {
    let outline = Outline::of(schema);
    let book = Book::new(&outline);
    let mut out = format!("# {}\n", markdown::heading(document.name.as_deref().unwrap_or("Database")));
    book.index(&mut out);
    for relation in &outline.relations {
        book.section(&mut out, relation);
        if document.rights {
            rights::told(&mut out, relation);
        }
        book.neighbours(&mut out, relation);
    }
    Ok(out)
}

struct Book<'a> {
    outline: &'a Outline<'a>,
    names: Names,
    places: HashMap<&'a ObjectId, usize>,
    /// Where links to a relation lead.
    anchors: HashMap<&'a ObjectId, String>,
    /// Who refers to a relation, by which key.
    referrers: HashMap<&'a ObjectId, Vec<(&'a OutlineTable<'a>, &'a Reference<'a>)>>,
}

impl<'a> Book<'a> {
    fn new(outline: &'a Outline<'a>) -> Self {
        let names = Names::of(outline);
        let mut seen: BTreeMap<String, u32> = BTreeMap::from([("tables".to_owned(), 1), ("enums".to_owned(), 1)]);
        let mut anchors = HashMap::default();
        let mut referrers: HashMap<&ObjectId, Vec<_>> = HashMap::default();
        for relation in &outline.relations {
            anchors.insert(relation.id, anchor(&names.name(relation.id), &mut seen));
            for reference in &relation.references {
                referrers.entry(reference.references).or_default().push((relation, reference));
            }
        }
        Self { outline, names, places: places(outline), anchors, referrers }
    }

    fn index(&self, out: &mut String) {
        out.push_str("\n## Tables\n\n| Name | Kind | Columns | Comment |\n| :--- | :--- | ---: | :--- |\n");
        for relation in &self.outline.relations {
            let columns = relation.columns.len().to_string();
            row(out, &[self.link(relation.id), relation.id.kind.label().to_owned(), columns, prose(relation.comment)]);
        }
        if self.outline.enums.is_empty() {
            return;
        }
        out.push_str("\n## Enums\n\n| Name | Values |\n| :--- | :--- |\n");
        for (id, labels) in &self.outline.enums {
            let labels: Vec<String> = labels.iter().map(|label| markdown::code(label)).collect();
            row(out, &[markdown::code(&self.names.name(id)), labels.join(", ")]);
        }
    }

    fn section(&self, out: &mut String, relation: &OutlineTable<'a>) {
        let _ = writeln!(out, "\n## {}", markdown::heading(&self.names.name(relation.id)));
        if let Some(comment) = relation.comment {
            let _ = writeln!(out, "\n{}", markdown::prose(comment));
        }
        out.push_str("\n### Columns\n\n| Name | Type | Default | Nullable | Refers to | Referred to by | Comment |\n");
        out.push_str("| :--- | :--- | :--- | :--- | :--- | :--- | :--- |\n");
        for field in &relation.columns {
            let own = relation.references.iter().filter(|it| it.columns.iter().any(|name| name == field.name));
            let parents = own.map(|reference| self.link(reference.references));
            let others = self.referrers.get(relation.id).into_iter().flatten();
            let others = others.filter(|(_, it)| it.referenced_columns.iter().any(|name| name == field.name));
            let children = others.map(|(child, _)| self.link(child.id));
            let value = match (field.generated, field.numbered) {
                (Some(expression), _) => format!("generated: {}", markdown::code(expression)),
                (None, Some(word)) => word.to_owned(),
                (None, None) => field.default.map(markdown::code).unwrap_or_default(),
            };
            let nullable = if field.not_null || field.primary { "no" } else { "yes" };
            row(
                out,
                &[
                    markdown::code(field.name),
                    markdown::code(field.data_type),
                    value,
                    nullable.to_owned(),
                    joined(parents),
                    joined(children),
                    prose(field.comment),
                ],
            );
        }
        let row_key = relation.row_key.map(|key| ("PRIMARY KEY", key.told()));
        let uniques = relation.uniques.iter().map(|(name, it)| (*name, unique(it)));
        let keys = relation.references.iter().filter_map(|it| Some((it.name, self.foreign_key(it.key?))));
        let checks = relation.checks.iter().map(|(name, it)| (*name, format!("CHECK ({})", it.expression)));
        definitions(out, "Constraints", row_key.into_iter().chain(uniques).chain(keys).chain(checks));
        definitions(out, "Indexes", relation.indexes.iter().map(|(name, it)| (*name, index(it))));
        if !relation.others.is_empty() {
            out.push_str("\n### More\n\n| Kind | Name |\n| :--- | :--- |\n");
            for id in &relation.others {
                row(out, &[id.kind.label().to_owned(), markdown::code(&id.name)]);
            }
        }
    }

    /// The relation with those that it refers to and that refer to it.
    fn neighbours(&self, out: &mut String, relation: &OutlineTable<'a>) {
        let parents = relation.references.iter().map(|reference| reference.references);
        let children = self.referrers.get(relation.id).into_iter().flatten().map(|(child, _)| child.id);
        let mut near: BTreeSet<usize> = parents.chain(children).filter_map(|id| self.places.get(id)).copied().collect();
        if near.is_empty() {
            return;
        }
        near.extend(self.places.get(relation.id));
        let near: Vec<&OutlineTable<'_>> = near.into_iter().filter_map(|at| self.outline.relations.get(at)).collect();
        let diagram = mermaid_er::diagram(&self.names, &near, Some(relation.id));
        let _ = write!(out, "\n### Relations\n\n{}", markdown::fenced_as("mermaid", &diagram));
    }

    fn link(&self, id: &ObjectId) -> String {
        let name = markdown::inline(&self.names.name(id)).replace('[', "\\[").replace(']', "\\]");
        match self.anchors.get(id) {
            Some(anchor) => format!("[{name}](#{anchor})"),
            None => name,
        }
    }

    fn foreign_key(&self, key: &ForeignKey) -> String {
        let actions = [("DELETE", key.on_delete), ("UPDATE", key.on_update)];
        let actions: String = actions.into_iter().map(|(event, it)| action(event, it)).collect();
        format!(
            "FOREIGN KEY ({}) REFERENCES {} ({}){actions}",
            key.columns.join(", "),
            self.names.name(&key.references),
            key.referenced_columns.join(", ")
        )
    }
}

fn action(event: &str, action: Action) -> String {
    action.words().map(|words| format!(" ON {event} {words}")).unwrap_or_default()
}

fn unique(unique: &Unique) -> String {
    let word = if unique.primary { "PRIMARY KEY" } else { "UNIQUE" };
    format!("{word} ({})", unique.columns.join(", "))
}

fn index(index: &Index) -> String {
    let keys = index.keys.iter().map(|key| key.column.clone().or_else(|| key.expression.clone()).unwrap_or_default());
    let keys: Vec<String> = keys.collect();
    let word = if index.unique { "UNIQUE " } else { "" };
    let predicate = index.predicate.as_ref().map(|text| format!(" WHERE {text}")).unwrap_or_default();
    format!("{word}{} ({}){predicate}", index.method, keys.join(", "))
}

fn definitions<'a>(out: &mut String, heading: &str, items: impl Iterator<Item = (&'a str, String)>) {
    let mut first = true;
    for (name, definition) in items {
        if std::mem::take(&mut first) {
            let _ = write!(out, "\n### {heading}\n\n| Name | Definition |\n| :--- | :--- |\n");
        }
        row(out, &[markdown::code(name), markdown::code(&definition)]);
    }
}

/// A line of a table.
fn row(out: &mut String, cells: &[String]) {
    // A bar would end the cell, even in code.
    let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    let _ = writeln!(out, "| {} |", cells.join(" | "));
}

fn joined(links: impl Iterator<Item = String>) -> String {
    let mut links: Vec<String> = links.collect();
    links.sort();
    links.dedup();
    links.join(", ")
}

fn prose(text: Option<&str>) -> String {
    text.map(markdown::prose).unwrap_or_default()
}

/// What GitHub and its like make of a heading: small letters, digits, hyphens for spaces; the second
/// of its kind is numbered.
fn anchor(heading: &str, seen: &mut BTreeMap<String, u32>) -> String {
    let small = heading.to_lowercase();
    let kept = small.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' '));
    let slug: String = kept.map(|c| if c == ' ' { '-' } else { c }).collect();
    let times = seen.entry(slug.clone()).or_default();
    *times = times.saturating_add(1);
    if *times == 1 { slug } else { format!("{slug}-{}", times.saturating_sub(1)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_those_of_the_headings() {
        let mut seen = BTreeMap::new();
        assert_eq!(anchor("public.A b_c", &mut seen), "publica-b_c");
        assert_eq!(anchor("publicA b_c", &mut seen), "publica-b_c-1");
    }
}
