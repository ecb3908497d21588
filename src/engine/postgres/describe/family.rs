//! Inheritance and partitions.

use sqlx::postgres::PgRow;

use super::Section;
use super::relation::Relation;
use crate::engine::postgres::read::Get;
use crate::error::Fault;

pub(super) fn parent(row: &PgRow, relation: &mut Relation) -> Result<(), Fault> {
    relation.parents.push(row.value("name")?);
    Ok(())
}

/// A child, or a partition with its bound.
pub(super) fn child(row: &PgRow, relation: &mut Relation) -> Result<(), Fault> {
    let mut text: String = row.value("name")?;
    if let Some(bound) = row.value::<Option<&str>>("bound")? {
        text.push_str(&format!(" {bound}"));
    }
    match row.value("kind")? {
        "p" | "I" => text.push_str(", PARTITIONED"),
        "f" if relation.layout.major >= 16 => text.push_str(", FOREIGN"),
        _ => {}
    }
    if row.value::<Option<bool>>("detaching")?.unwrap_or_default() && relation.layout.major >= 14 {
        text.push_str(" (DETACH PENDING)");
    }
    relation.children.push(text);
    Ok(())
}

/// The lines, once all are known.
pub(super) fn finish(relation: &mut Relation) {
    let (parents, children) = (std::mem::take(&mut relation.parents), std::mem::take(&mut relation.children));
    let parted = matches!(relation.kind, 'p' | 'I');
    if !relation.is_table() && !parted {
        return;
    }
    list(relation, Section::Inherits, "Inherits", &parents);
    let (what, number) = if parted { ("Partitions", "partitions") } else { ("Child tables", "child tables") };
    if children.is_empty() {
        if parted {
            relation.add(Section::Children, format!("Number of {number}: 0"));
        }
    } else if relation.layout.verbose {
        list(relation, Section::Children, what, &children);
    } else {
        let line = format!("Number of {number}: {} (Use \\d+ to list them.)", children.len());
        relation.add(Section::Children, line);
    }
}

/// A list on lines of their own, each below the first.
fn list(relation: &mut Relation, section: Section, what: &str, names: &[String]) {
    for (at, name) in names.iter().enumerate() {
        let start = if at == 0 { format!("{what}:") } else { " ".repeat(what.len().saturating_add(1)) };
        let comma = if at.saturating_add(1) < names.len() { "," } else { "" };
        relation.add(section, format!("{start} {name}{comma}"));
    }
}
