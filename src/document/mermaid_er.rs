//! A Mermaid entity-relationship diagram in Markdown.
//!
//! Syntax: Mermaid's `erDiagram`. Names stand in quotes, which nothing in them can end; types and
//! columns are words of letters, digits and a few signs.

use std::fmt::Write as _;

use super::diagram::{Names, marks, tame};
use super::{Document, markdown};
use crate::error::Fault;
use crate::model::hashed::HashSet;
use crate::model::{ObjectId, Outline, OutlineTable, Schema};

pub(super) fn render(_: &Document, schema: &Schema) -> Result<String, Fault> {
    let outline = Outline::of(schema);
    let relations: Vec<&OutlineTable<'_>> = outline.relations.iter().collect();
    Ok(markdown::fenced_as("mermaid", &diagram(&Names::of(&outline), &relations, None)))
}

/// The diagram of some relations; what they refer to beyond these is left out. With a centre only the
/// columns of keys are shown, and what ties the others to that one.
pub(super) fn diagram(names: &Names, relations: &[&OutlineTable<'_>], centre: Option<&ObjectId>) -> String {
    let drawn: HashSet<&ObjectId> = relations.iter().map(|relation| relation.id).collect();
    let mut out = "erDiagram\n".to_owned();
    for relation in relations {
        entity(&mut out, &quoted(&names.name(relation.id)), relation, centre.is_some());
    }
    for relation in relations {
        for reference in &relation.references {
            let other = reference.references;
            let is_tied = centre.is_none_or(|centre| relation.id == centre || other == centre);
            if !is_tied || !drawn.contains(other) {
                continue;
            }
            let parent = if reference.optional { "|o" } else { "||" };
            // What nothing upholds is dotted.
            let line = if reference.key.is_some() { "--" } else { ".." };
            let child = if reference.single { "o|" } else { "o{" };
            let _ = writeln!(
                out,
                "    {} {parent}{line}{child} {} : {}",
                quoted(&names.name(other)),
                quoted(&names.name(relation.id)),
                quoted(&reference.columns.join(", ")),
            );
        }
    }
    out
}

fn entity(out: &mut String, name: &str, relation: &OutlineTable<'_>, keys_alone: bool) {
    let mut lines = String::new();
    for (at, field) in relation.columns.iter().enumerate() {
        if keys_alone && !field.primary && !relation.ties(field.name) {
            continue;
        }
        let keys = marks(relation, at).join(", ");
        let keys = if keys.is_empty() { keys } else { format!(" {keys}") };
        let comment = field.comment.filter(|_| !keys_alone);
        let comment = comment.map(|comment| format!(" {}", quoted(comment))).unwrap_or_default();
        let _ = writeln!(lines, "        {} {}{keys}{comment}", word(field.data_type), word(field.name));
    }
    let _ = match lines.is_empty() {
        true => writeln!(out, "    {name}"),
        false => writeln!(out, "    {name} {{\n{lines}    }}"),
    };
}

/// A text between quotes.
fn quoted(text: &str) -> String {
    // Mermaid reads markup in labels, an entity code where a number sign begins one, and takes
    // neither backslashes nor percent signs in names.
    let mut tamed = tame(text, &['"', '`'], "'");
    for (sign, like) in [("#", "♯"), ("<", "‹"), (">", "›"), ("\\", "∖"), ("%", "％")] {
        tamed = tamed.replace(sign, like);
    }
    format!("\"{}\"", markdown::squeezed(&tamed))
}

/// A type or a column as Mermaid takes it: a word that begins with a letter. What stands in a type's brackets is told
/// apart by signs that look like those that Mermaid does not take.
fn word(text: &str) -> String {
    let plain: String = text
        .replace(", ", ",")
        .chars()
        .filter(|c| *c != '\'')
        .map(|c| match c {
            ',' => '‚',
            '<' => '‹',
            '>' => '›',
            _ => c,
        })
        .map(|c| if c.is_alphanumeric() || "_-()[]‚‹›".contains(c) { c } else { '_' })
        .collect();
    match plain.chars().next() {
        Some(c) if c.is_alphabetic() || c == '_' => plain,
        _ => format!("_{plain}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_names_stay_names() {
        assert_eq!(quoted("a\"b\n#quot; <script>"), "\"a'b ♯quot; ‹script›\"");
        assert_eq!(
            [word("character varying(20)"), word("1 \"x\""), word("")],
            ["character_varying(20)", "_1__x_", "_"]
        );
        assert_eq!(
            [word("enum('A','B C')"), word("map<text, int>"), word("numeric(10,2)")],
            ["enum(A‚B_C)", "map‹text‚int›", "numeric(10‚2)"]
        );
    }
}
