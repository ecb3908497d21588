//! Columns that rows may have no value for: what a new one gets in the rows that are there, and `NOT NULL` for one
//! that was without.
//!
//! MySQL gives a new column's rows what its type begins with, and refuses that where it is no value: a date of zeros
//! under the modes `STRICT_TRANS_TABLES` and `NO_ZERO_DATE`, which are set by default (manual, 5.1.11), and nothing in
//! a geometry. MariaDB refuses neither, and writes an empty text where JSON is wanted, which the check of that refuses
//! as soon as something writes the row anew. Tried on 8.0.31 and 10.11.

use super::quote::ident;
use super::sql::{is_mariadb, relation};
use crate::engine::{Sides, Statement};
use crate::model::{Column, Kind, ObjectId};

/// The code of what fails where rows do not fit.
const FAILS_ON_ROWS: &str = "FAILS_ON_ROWS";
/// The code of rows that are not what the schema says of them.
const CORRECTNESS: &str = "CORRECTNESS";

/// Types of MySQL's and MariaDB's geometries.
const GEOMETRIES: &[&str] = &[
    "geometry",
    "point",
    "linestring",
    "polygon",
    "multipoint",
    "multilinestring",
    "multipolygon",
    "geometrycollection",
    "geomcollection",
];

/// Says of a clause that adds a column what becomes of the rows that are there.
pub(super) fn adds(statement: Statement, id: &ObjectId, column: &Column, sides: Sides<'_>) -> Statement {
    let is_there = id.parent().is_some_and(|table| sides.before.get(table).is_some());
    if !is_there || !is_unfilled(column) {
        return statement;
    }
    let family = column.data_type.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    let family = family.to_ascii_lowercase();
    let default = sides.after.get(&ObjectId::child(id, Kind::Default, "")).is_some();
    let (table, name) = (relation(id), ident(&id.name));
    let mariadb = is_mariadb(sides);
    let geometry = GEOMETRIES.contains(&family.as_str());
    if !mariadb && geometry {
        // An expression as its default is not asked for the rows that are there.
        let message = format!(
            "fails where {table} has rows: {name} has no value for them; add it without NOT NULL, fill it, then"
        );
        return warned(statement, FAILS_ON_ROWS, message, id);
    }
    if default {
        return statement;
    }
    if !mariadb && matches!(family.as_str(), "date" | "datetime") {
        let message = format!("fails where {table} has rows: {name} has no value for them; give it a default");
        return warned(statement, FAILS_ON_ROWS, message, id);
    }
    if mariadb && column.options.contains_key("check") {
        let message = format!(
            "rows of {table} get what its type begins with in {name}, which its check may refuse when they are written \
             anew; give it a default"
        );
        return warned(statement, CORRECTNESS, message, id);
    }
    statement
}

/// Says of a clause that writes a column anew whether rows may stop it.
pub(super) fn modifies(
    statement: Statement,
    id: &ObjectId,
    before: &Column,
    after: &Column,
    sides: Sides<'_>,
) -> Statement {
    if before.not_null || !is_unfilled(after) || sides.before.get(id).is_none() {
        return statement;
    }
    let (table, name) = (relation(id), ident(&id.name));
    let message = format!("fails where rows of {table} have no value in {name}; fill them first");
    warned(statement, FAILS_ON_ROWS, message, id)
}

/// Whether a column must have a value that neither the server nor an expression gives.
fn is_unfilled(column: &Column) -> bool {
    column.not_null
        && column.generated.is_none()
        && !["auto_increment", "row"].iter().any(|option| column.options.contains_key(*option))
}

/// The same, with a danger whose weight is the size of the column's table.
fn warned(statement: Statement, code: &str, message: String, id: &ObjectId) -> Statement {
    let mut statement = statement.hazard(code, message);
    if let Some(hazard) = statement.hazards.last_mut() {
        hazard.relation = Some(relation(id));
    }
    statement
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Schema, Table};

    /// The codes of what is said when a table gets a column, on a server of a major version.
    fn said(major: u32, column: &Column, was: Option<&Column>, table_is_there: bool) -> Vec<String> {
        let table = ObjectId::global(Kind::Table, "t");
        let id = ObjectId::child(&table, Kind::Column, "c");
        let mut before = Schema { major, ..Schema::default() };
        if table_is_there {
            before.insert(table.clone(), Table::default(), None);
        }
        let mut after = before.clone();
        after.insert(id.clone(), column.clone(), None);
        if let Some(was) = was {
            before.insert(id.clone(), was.clone(), None);
        }
        let sides = Sides { before: &before, after: &after, online: true };
        let statement = Statement::new("ALTER TABLE");
        let statement = match was {
            Some(was) => modifies(statement, &id, was, column, sides),
            None => adds(statement, &id, column, sides),
        };
        statement.hazards.into_iter().map(|hazard| hazard.code.to_string()).collect()
    }

    fn column(data_type: &str, not_null: bool) -> Column {
        Column { data_type: data_type.to_owned(), not_null, ..Column::default() }
    }

    #[test]
    fn what_a_server_refuses_for_rows_is_said() {
        for refused in ["date", "datetime(3)", "POINT", "geometry"] {
            assert_eq!(said(8, &column(refused, true), None, true), [FAILS_ON_ROWS], "{refused}");
            assert!(said(10, &column(refused, true), None, true).is_empty(), "{refused}");
            assert!(said(8, &column(refused, false), None, true).is_empty(), "{refused}");
            assert!(said(8, &column(refused, true), None, false).is_empty(), "{refused}");
        }
        assert!(said(8, &column("timestamp", true), None, true).is_empty());
        let mut json = column("longtext", true);
        json.options.insert("check".to_owned(), "json_valid(`c`)".to_owned());
        assert_eq!(said(10, &json, None, true), [CORRECTNESS]);
        assert!(said(8, &json, None, true).is_empty());
    }

    #[test]
    fn columns_that_must_have_a_value_from_now_on_say_so() {
        let (open, shut) = (column("int", false), column("int", true));
        assert_eq!(said(8, &shut, Some(&open), true), [FAILS_ON_ROWS]);
        assert!(said(8, &shut, Some(&shut), true).is_empty() && said(8, &open, Some(&shut), true).is_empty());
        let mut counted = shut.clone();
        counted.options.insert("auto_increment".to_owned(), String::new());
        assert!(said(8, &counted, Some(&open), true).is_empty());
    }
}
