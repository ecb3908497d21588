//! A PlantUML entity diagram.

use std::fmt::Write as _;

use super::Document;
use super::diagram::{Names, marks, places, tame};
use crate::error::Fault;
use crate::model::{Outline, Schema};

pub(super) fn render(document: &Document, schema: &Schema) -> Result<String, Fault> {
    let outline = Outline::of(schema);
    let (names, places) = (Names::of(&outline), places(&outline));
    let mut out = "@startuml\n".to_owned();
    if let Some(name) = &document.name {
        let _ = writeln!(out, "title {}", text(name));
    }
    out.push_str("hide circle\nhide empty members\n");
    for (number, relation) in outline.relations.iter().enumerate() {
        let _ = writeln!(out, "\nentity \"{}\" as e{number} {{", text(&names.name(relation.id)));
        // The key stands above the line, whatever comes first in the table.
        let (key, rest): (Vec<_>, Vec<_>) = relation.columns.iter().enumerate().partition(|(_, field)| field.primary);
        let last = key.len().checked_sub(1);
        for (place, (at, field)) in key.into_iter().chain(rest).enumerate() {
            // A star marks what must be there.
            let star = if field.not_null || field.primary { "* " } else { "" };
            let marks = marks(relation, at).join(", ");
            let marks = if marks.is_empty() { marks } else { format!(" <<{marks}>>") };
            let _ = writeln!(out, "  {star}{} : {}{marks}", text(field.name), text(field.data_type));
            if Some(place) == last {
                out.push_str("  --\n");
            }
        }
        out.push_str("}\n");
    }
    out.push('\n');
    for (number, relation) in outline.relations.iter().enumerate() {
        for reference in &relation.references {
            let Some(parent) = places.get(reference.references) else { continue };
            let own = if reference.single { "|o" } else { "}o" };
            let other = if reference.optional { "o|" } else { "||" };
            let label = text(&reference.columns.join(", "));
            let line = if reference.key.is_some() { "--" } else { ".." };
            let _ = writeln!(out, "e{number} {own}{line}{other} e{parent} : {label}");
        }
    }
    Ok(out + "@enduml\n")
}

/// A text on one line, in which PlantUML finds neither a quote nor markup.
fn text(text: &str) -> String {
    let mut out = String::new();
    for c in tame(text, &[], "").chars() {
        match c {
            // Letters by their number are letters, whatever they would mean as they are.
            '"' | '<' | '>' | '~' | '{' | '}' | '\\' | '!' | '\'' | '@' => {
                let _ = write!(out, "<U+{:04X}>", u32::from(c));
            }
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn hostile_names_stay_names() {
        assert_eq!(text("a\"b\n@enduml"), "a<U+0022>b <U+0040>enduml");
    }
}
