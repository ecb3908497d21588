//! psql's `\d` in Markdown: a heading and a fenced block for each relation, laid out as psql's
//! aligned format does (print.c and mbprint.c, border 1).

use super::width::places;
use super::{Document, markdown};
use crate::error::Fault;
use crate::model::{Description, Schema, Sort};

/// What `\d` without a name lists.
const LISTED: &[Sort] = &[Sort::Tables, Sort::Views, Sort::MaterializedViews, Sort::ForeignTables, Sort::Sequences];

pub(super) fn render(document: &Document, schema: &Schema) -> Result<String, Fault> {
    Ok(layout(document, schema, LISTED))
}

/// Of tables, unless more is asked for.
pub(super) fn render_tables(document: &Document, schema: &Schema) -> Result<String, Fault> {
    Ok(layout(document, schema, &[Sort::Tables]))
}

fn layout(document: &Document, schema: &Schema, listed: &[Sort]) -> String {
    let shown = |sort: &Sort| listed.contains(sort) || document.include.contains(sort);
    let descriptions = schema.descriptions.iter().filter(|description| shown(&description.sort));
    let blocks: Vec<String> = descriptions
        .map(|description| {
            // psql ends a description with an empty line.
            let body = format!("{}\n", body(description, document.psql()));
            format!("# {}\n{}", markdown::heading(&description.title), markdown::fenced(&body))
        })
        .collect();
    blocks.join("\n")
}

/// A cell as psql prints it: its lines with their widths on a terminal.
type Cell = Vec<(String, usize)>;

fn body(description: &Description, psql: u32) -> String {
    let header: Vec<Cell> = description.header.iter().map(|text| cell(text, psql)).collect();
    let rows: Vec<Vec<Cell>> =
        description.rows.iter().map(|row| row.iter().map(|text| cell(text, psql)).collect()).collect();
    let mut widths = vec![0_usize; header.len()];
    for row in rows.iter().chain([&header]) {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.iter().map(|(_, line)| *line).chain([*width]).max().unwrap_or_default();
        }
    }
    let mut out = String::new();
    let heads: Vec<String> = header.iter().zip(&widths).map(|(cell, width)| centred(cell, *width)).collect();
    out.push_str(&heads.join("|"));
    out.push('\n');
    let rule: Vec<String> = widths.iter().map(|width| "-".repeat(width.saturating_add(2))).collect();
    out.push_str(&rule.join("+"));
    out.push('\n');
    for row in &rows {
        print_row(&mut out, row, &widths);
    }
    for footer in &description.footers {
        out.push_str(footer);
        out.push('\n');
    }
    out
}

fn centred(cell: &Cell, width: usize) -> String {
    let (text, taken) = cell.first().cloned().unwrap_or_default();
    let spare = width.saturating_sub(taken);
    let left = spare / 2;
    format!(" {}{text}{} ", " ".repeat(left), " ".repeat(spare.saturating_sub(left)))
}

/// One row, on as many lines as its longest cell has; `+` at the end of a cell says that it goes on.
fn print_row(out: &mut String, row: &[Cell], widths: &[usize]) {
    let height = row.iter().map(Vec::len).max().unwrap_or_default();
    let last = row.len().saturating_sub(1);
    for at in 0..height {
        for (column, (cell, width)) in row.iter().zip(widths).enumerate() {
            let (text, taken) = cell.get(at).map_or(("", 0), |(text, taken)| (text.as_str(), *taken));
            let goes_on = at.saturating_add(1) < cell.len();
            out.push(' ');
            out.push_str(text);
            if column < last || goes_on {
                out.push_str(&" ".repeat(width.saturating_sub(taken)));
                out.push(if goes_on { '+' } else { ' ' });
            }
            if column < last {
                out.push('|');
            }
        }
        out.push('\n');
    }
}

/// Splits a text into lines, with tabs as spaces and what cannot be printed as an escape.
fn cell(text: &str, psql: u32) -> Cell {
    const TAB: usize = 8;
    let mut lines = vec![(String::new(), 0_usize)];
    for c in text.chars() {
        if c == '\n' {
            lines.push((String::new(), 0));
            continue;
        }
        let Some((line, width)) = lines.last_mut() else { continue };
        let shown = match (c, places(c, psql)) {
            ('\t', _) => " ".repeat(TAB.saturating_sub(*width % TAB)),
            ('\r', _) => "\\r".to_owned(),
            (_, Some(taken)) => {
                line.push(c);
                *width = width.saturating_add(taken);
                continue;
            }
            (_, None) if c.is_ascii() => format!("\\x{:02X}", u32::from(c)),
            (_, None) => format!("\\u{:04X}", u32::from(c)),
        };
        *width = width.saturating_add(shown.len());
        line.push_str(&shown);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Style;
    use crate::model::{Kind, ObjectId};

    #[test]
    fn cells_go_on_over_lines_and_wide_characters_take_two_places() {
        let description = Description {
            id: ObjectId::in_schema(Kind::Table, "public", "a"),
            sort: Sort::Tables,
            title: "Table \"public.a\"".to_owned(),
            header: vec!["Column", "Type"],
            rows: vec![
                vec!["a\nb".to_owned(), "x\n\nlong".to_owned()],
                vec!["日本\t.".to_owned(), String::new()],
                vec!["\u{1}\u{85}\r".to_owned(), "y".to_owned()],
            ],
            footers: vec!["Indexes:".to_owned(), "    \"i```\"".to_owned()],
        };
        // As `psql -c` of version 15 prints it.
        let expected = [
            "# Table \"public.a\"",
            "````",
            "    Column    | Type ",
            "--------------+------",
            " a           +| x   +",
            " b            |     +",
            "              | long",
            " 日本    .    | ",
            " \\x01\\u0085\\r | y",
            "Indexes:",
            "    \"i```\"",
            "",
            "````",
            "",
        ];
        let schema = Schema { descriptions: vec![description], ..Schema::default() };
        assert_eq!(render(&Document::new(Style::Psql), &schema).unwrap(), expected.join("\n"));
    }
}
