//! Masks of columns (`system_schema.column_masks`, Cassandra 5.0).

use super::connection::Connection;
use super::quote::{ident, literal, unquote};
use super::value::Cells;
use crate::engine::scan::quoted;
use crate::error::Fault;

/// The types whose values the catalog holds as CQL writes them between quotes.
const QUOTED: &[&str] = &["text", "ascii", "varchar", "inet", "date", "time", "timestamp"];

/// Those whose values it holds as CQL writes them.
const BARE: &[&str] = &[
    "bigint", "boolean", "decimal", "double", "duration", "float", "int", "smallint", "timeuuid", "tinyint", "uuid",
    "varint",
];

/// `mask_inner(1, null)`; none where the catalog holds a value as bytes, as it does those of collections.
/// A function of the keyspace itself is named without it.
pub(super) fn read(cells: &Cells, own: &str) -> Option<String> {
    let nulls = cells.list("function_argument_nulls");
    let mut values = cells.list("function_argument_values").into_iter();
    // What is NULL has no value of its own.
    let types = cells.list("function_argument_types");
    let argument = |(index, data_type): (usize, &String)| {
        let value = values.next().unwrap_or_default();
        match data_type.as_str() {
            _ if nulls.get(index).is_some_and(|null| null == "true") => Some("null".to_owned()),
            known if QUOTED.contains(&known) && !value.starts_with('\'') => Some(literal(&value)),
            known if QUOTED.contains(&known) || BARE.contains(&known) => Some(value),
            "blob" => Some(format!("0x{value}")),
            _ => None,
        }
    };
    // The first argument is the column itself, and is not written.
    let arguments: Option<Vec<String>> = types.iter().enumerate().map(argument).collect();
    let name = match cells.text("function_keyspace").as_str() {
        keyspace if ["", "system", own].contains(&keyspace) => ident(&cells.text("function_name")),
        keyspace => format!("{}.{}", ident(keyspace), ident(&cells.text("function_name"))),
    };
    Some(format!("{name}({})", arguments?.join(", ")))
}

impl Connection {
    /// A column's mask as the server spells it.
    pub(super) async fn mask(&mut self, table: &str, column: &str) -> Result<Option<String>, Fault> {
        let rows = self.cells(&format!("DESCRIBE TABLE {}.{}", ident(self.database()), ident(table))).await?;
        Ok(rows.first().and_then(|cells| described(&cells.text("create_statement"), column, self.database())))
    }
}

/// The name of the function of a mask, where no keyspace is said.
pub(super) fn function(mask: &str) -> Option<String> {
    let end = match mask.chars().next()? {
        '"' => quoted(mask, '"', false),
        _ => mask.find(['(', '.']).unwrap_or(mask.len()),
    };
    let (name, rest) = mask.split_at_checked(end)?;
    rest.starts_with('(').then(|| unquote(name))
}

/// A column's mask in the statement of a table of a keyspace, which has a line for each column.
fn described(statement: &str, column: &str, own: &str) -> Option<String> {
    let start = format!("\n    {} ", ident(column));
    let (_, rest) = statement.split_once(&start)?;
    let (_, rest) = rest.split_once(" MASKED WITH ")?;
    let (mut depth, mut skip) = (0_u32, 0);
    for (at, c) in rest.char_indices() {
        if at < skip {
            continue;
        }
        match c {
            '(' => depth += 1,
            ')' if depth == 1 => {
                let mask = rest.get(..=at)?;
                let own = format!("{}.", ident(own));
                return Some(["system.", &own].iter().find_map(|it| mask.strip_prefix(it)).unwrap_or(mask).to_owned());
            }
            ')' => depth -= 1,
            '"' | '\'' => skip = at + quoted(rest.get(at..).unwrap_or_default(), c, false),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{described, function};

    #[test]
    fn a_mask_is_found_in_a_statement() {
        let statement = "CREATE TABLE k.t (\n    a int PRIMARY KEY,\n    \"B b\" list<text> MASKED WITH \
                         system.mask_replace([')', 'b''(']),\n    c frozen<tuple<int, text>> MASKED WITH k.own((1, 'x'))\n)";
        assert_eq!(described(statement, "B b", "k").as_deref(), Some("mask_replace([')', 'b''('])"));
        assert_eq!(described(statement, "c", "k").as_deref(), Some("own((1, 'x'))"));
        assert_eq!(described(statement, "d", "k"), None);
        assert_eq!(function("own((1, 'x'))").as_deref(), Some("own"));
        assert_eq!(function("\"Ow.n\"()").as_deref(), Some("Ow.n"));
        assert_eq!(function("other.own()"), None);
    }
}
