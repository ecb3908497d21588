//! A Graphviz graph: a table for every relation, an arrow for every foreign key.

use std::fmt::Write as _;

use super::Document;
use super::diagram::{Names, marks, places, tame};
use crate::error::Fault;
use crate::model::{Outline, OutlineTable, Schema};

pub(super) fn render(document: &Document, schema: &Schema) -> Result<String, Fault> {
    let outline = Outline::of(schema);
    let (names, places) = (Names::of(&outline), places(&outline));
    let title = document.name.as_deref().unwrap_or("database");
    let mut out = format!("digraph {} {{\n", quoted(title));
    out.push_str("  graph [rankdir=LR];\n  node [shape=plain, fontname=\"Helvetica\"];\n  edge [arrowhead=normal];\n");
    for (number, relation) in outline.relations.iter().enumerate() {
        let _ = writeln!(out, "  r{number} [label=<{}>];", label(&names.name(relation.id), relation));
    }
    for (number, relation) in outline.relations.iter().enumerate() {
        for reference in &relation.references {
            let Some(parent) = places.get(reference.references) else { continue };
            // From the right edge of a row to the left edge of another.
            let port = |relation: &OutlineTable<'_>, columns: &[String], cell: char, side: char| {
                let first = columns.first().and_then(|name| relation.columns.iter().position(|it| it.name == name));
                first.map(|at| format!(":{cell}{at}:{side}")).unwrap_or_default()
            };
            let from = port(relation, reference.columns, 't', 'e');
            let other = outline.relations.get(*parent);
            let to = other.map(|other| port(other, reference.referenced_columns, 'c', 'w')).unwrap_or_default();
            let style = match (reference.key, reference.optional) {
                (None, _) => ", style=dotted",
                (Some(_), true) => ", style=dashed",
                (Some(_), false) => "",
            };
            let _ = writeln!(out, "  r{number}{from} -> r{parent}{to} [tooltip={}{style}];", quoted(reference.name));
        }
    }
    Ok(out + "}\n")
}

/// A table in Graphviz's own HTML.
fn label(name: &str, relation: &OutlineTable<'_>) -> String {
    let mut out = format!(
        "<TABLE BORDER=\"0\" CELLBORDER=\"1\" CELLSPACING=\"0\" CELLPADDING=\"4\"><TR><TD COLSPAN=\"2\" BGCOLOR=\"lightgrey\"><B>{}</B></TD></TR>",
        html(name)
    );
    for (at, field) in relation.columns.iter().enumerate() {
        let marks = marks(relation, at).join(", ");
        let marks = if marks.is_empty() { marks } else { format!(" ({marks})") };
        let _ = write!(
            out,
            "<TR><TD ALIGN=\"LEFT\" PORT=\"c{at}\">{}{marks}</TD><TD ALIGN=\"LEFT\" PORT=\"t{at}\">{}</TD></TR>",
            html(field.name),
            html(field.data_type)
        );
    }
    out + "</TABLE>"
}

fn html(text: &str) -> String {
    let text = tame(text, &[], "");
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    // An empty cell is no HTML there.
    if text.is_empty() { " ".to_owned() } else { text }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", tame(text, &[], "").replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_names_stay_names() {
        assert_eq!(html("</TABLE>\n&\""), "&lt;/TABLE&gt; &amp;&quot;");
        assert_eq!(quoted("a\"]; b\\"), r#""a\"]; b\\""#);
    }
}
