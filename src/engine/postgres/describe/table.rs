//! A table: its title, its columns, and what stands under them, in psql's order.

use super::{Describer, Description, column, constraint, index, policy, trigger};
use crate::model::{ObjectId, Persistence, Table};

/// Describes a table. An absent section has no heading.
pub(super) fn describe(describer: &Describer<'_>, id: &ObjectId, table: &Table) -> Description {
    let what = match table.persistence {
        Persistence::Permanent => "Table",
        Persistence::Unlogged => "Unlogged table",
    };
    let mut footers = Vec::new();
    for (heading, lines) in [
        ("Indexes:", index::lines(describer, id, table)),
        ("Check constraints:", constraint::checks(describer, id)),
        ("Foreign-key constraints:", constraint::foreign_keys(describer, id)),
        ("Referenced by:", constraint::referring(describer, id)),
    ] {
        section(&mut footers, heading, lines);
    }
    footers.extend(policy::lines(table));
    for (heading, lines) in trigger::sections(describer, id) {
        section(&mut footers, heading, lines);
    }
    if let Some(tablespace) = &table.tablespace {
        footers.push(format!("Tablespace: \"{tablespace}\""));
    }
    Description {
        title: format!("{what} \"{}.{}\"", id.schema, id.name),
        header: column::header(describer.layout),
        rows: column::rows(describer, id),
        footers,
    }
}

fn section(footers: &mut Vec<String>, heading: &str, lines: Vec<String>) {
    if !lines.is_empty() {
        footers.push(heading.to_owned());
        footers.extend(lines.into_iter().map(|line| format!("    {line}")));
    }
}
