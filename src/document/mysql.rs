//! What `SHOW CREATE` says in Markdown: a heading and a fenced block for each, in the server's own words.

use super::{Document, markdown};
use crate::error::Fault;
use crate::model::{Description, Schema};

pub(super) fn render(_: &Document, schema: &Schema) -> Result<String, Fault> {
    let block = |it: &Description| {
        // A program's body may end in what ends a statement.
        let statement: String = it.footers.iter().map(|text| format!("{};\n", text.trim_end_matches(';'))).collect();
        format!("# {}\n{}", markdown::heading(&it.title), markdown::fenced_as("sql", &statement))
    };
    let blocks: Vec<String> = schema.descriptions.iter().map(block).collect();
    Ok(blocks.join("\n"))
}
