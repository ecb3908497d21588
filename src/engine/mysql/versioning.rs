//! Versions of rows that MariaDB keeps: `WITH SYSTEM VERSIONING`, with or without columns of their own that say from
//! when to when each was. The server takes the columns, the period and the versioning in one statement alone, lets
//! go of the columns and keeps the versions, and changes nothing of the columns but their names.

use super::column::{definition, order};
use super::partition;
use super::quote::ident;
use super::sql::{Turn, apart, clause};
use crate::engine::{Sides, Statement};
use crate::model::{Column, Kind, Object, ObjectId, Schema, Table};

/// The option of a table that keeps versions.
pub(super) const OPTION: &str = "system_versioning";

/// The first words of what divides the versions themselves.
const BY_TIME: &str = "SYSTEM_TIME";

/// How a table keeps versions.
#[derive(Debug, PartialEq, Eq)]
enum Versions {
    /// Not at all.
    None,
    /// With columns that nobody sees.
    Plain,
    /// With columns of their own: the names and definitions.
    Own([(String, String); 2]),
}

/// Whether a column says from when or to when a version was.
pub(super) fn is_own(column: &Column) -> bool {
    column.options.contains_key("row")
}

/// Whether it says to when.
pub(super) fn is_end(column: &Column) -> bool {
    column.options.get("row").is_some_and(|row| row.eq_ignore_ascii_case("end"))
}

/// The column of a table that says from when.
pub(super) fn start<'a>(id: &ObjectId, schema: &'a Schema) -> Option<&'a ObjectId> {
    own(id, schema, "start").map(|(column, _)| column)
}

/// The column of a table that says to when.
pub(super) fn end<'a>(id: &ObjectId, schema: &'a Schema) -> Option<&'a ObjectId> {
    own(id, schema, "end").map(|(column, _)| column)
}

/// Whether a table's rows are divided by their versions, for which it must keep some.
pub(super) fn is_by_time(table: &Table) -> bool {
    table.partition_by.as_deref().is_some_and(|text| text.trim_start().to_ascii_uppercase().starts_with(BY_TIME))
}

/// The column of a table that is the start or the end.
fn own<'a>(id: &ObjectId, schema: &'a Schema, end: &str) -> Option<(&'a ObjectId, &'a Column)> {
    schema.objects.iter().find_map(|(column, entry)| match &entry.object {
        Object::Column(body) if column.parent().is_some_and(|of| of == id) => {
            body.options.get("row").is_some_and(|row| row.eq_ignore_ascii_case(end)).then_some((column, body))
        }
        _ => None,
    })
}

fn versions(id: &ObjectId, schema: &Schema) -> Versions {
    let named = |end: &str| {
        own(id, schema, end).map(|(column, body)| (column.name.to_string(), definition(column, body, schema)))
    };
    match schema.get(id) {
        Some(Object::Table(table)) if table.options.contains_key(OPTION) => match (named("start"), named("end")) {
            (Some(start), Some(end)) => Versions::Own([start, end]),
            _ => Versions::Plain,
        },
        _ => Versions::None,
    }
}

/// `` PERIOD FOR SYSTEM_TIME (`a`, `b`) ``
pub(super) fn period(start: &str, end: &str) -> String {
    format!("PERIOD FOR SYSTEM_TIME ({}, {})", ident(start), ident(end))
}

/// What a column that says from when or to when a version was has to do for its table, where that does not change
/// itself: the first that is another lets go of the old ones, the last makes the new ones; `moved` where it alone
/// shall stand elsewhere.
pub(super) fn of_column(id: &ObjectId, sides: Sides<'_>, moved: bool) -> Vec<Statement> {
    let Some(of) = id.parent() else { return Vec::new() };
    let keeps = |schema| table(of, schema).is_some_and(|table| table.options.contains_key(OPTION));
    if keeps(sides.before) != keeps(sides.after) {
        return Vec::new();
    }
    let said = |id: &ObjectId, schema: &Schema| match schema.get(id) {
        Some(Object::Column(column)) if is_own(column) => Some(definition(id, column, schema)),
        _ => None,
    };
    let differing: Vec<&ObjectId> = [sides.before, sides.after]
        .into_iter()
        .flat_map(|schema| ["start", "end"].map(|end| own(of, schema, end)))
        .flatten()
        .map(|(column, _)| column)
        .filter(|column| said(column, sides.before) != said(column, sides.after))
        .collect();
    let (Some(first), Some(last)) = (differing.first(), differing.last()) else {
        return if moved { changed(of, sides, true) } else { Vec::new() };
    };
    let (going, coming): (Vec<Statement>, Vec<Statement>) =
        changed(of, sides, false).into_iter().partition(|statement| {
            statement.clause.as_ref().is_some_and(|clause| GOING.iter().any(|it| clause.group.ends_with(it)))
        });
    let going = if *first == id { going } else { Vec::new() };
    let coming = if *last == id { coming } else { Vec::new() };
    [going, coming].concat()
}

/// The groups of the statements by which versions go.
const GOING: [&str; 2] = [" versions are not divided", " versions go"];

/// The name that is free once the columns of old are gone.
pub(super) fn claim(id: &ObjectId, column: &Column) -> Option<String> {
    let end = column.options.get("row")?.to_ascii_lowercase();
    Some(format!("versions {} {end}", id.root()))
}

/// What brings a table that is there to keep versions as it shall; `anew` where its columns stand elsewhere.
pub(super) fn changed(id: &ObjectId, sides: Sides<'_>, anew: bool) -> Vec<Statement> {
    let (before, after) = (versions(id, sides.before), versions(id, sides.after));
    if sides.before.get(id).is_none() || before == after && !anew {
        return Vec::new();
    }
    let going = |texts: &[String]| apart(id, "versions go", (0, 0), texts.join(",\n    "));
    let dropped =
        |columns: &[(String, String); 2]| columns.each_ref().map(|(name, _)| format!("DROP COLUMN {}", ident(name)));
    let mut statements = Vec::new();
    let leaves = !matches!((&before, &after), (Versions::None, _) | (Versions::Own(_), Versions::Plain));
    let (was, is) = (table(id, sides.before), table(id, sides.after));
    let divided = leaves && was.is_some_and(is_by_time);
    if divided {
        statements.push(apart(id, "versions are not divided", (0, 0), "REMOVE PARTITIONING".to_owned()));
    }
    let drop = "DROP SYSTEM VERSIONING".to_owned();
    match &before {
        Versions::None => {}
        Versions::Own(columns) if !leaves => statements.push(going(&dropped(columns))),
        Versions::Own(columns) => statements.push(lost(id, going(&[vec![drop], dropped(columns).to_vec()].concat()))),
        Versions::Plain => statements.push(lost(id, going(&[drop]))),
    }
    // Without a group of its own the second is one step with what comes then.
    statements.iter_mut().skip(1).for_each(|statement| statement.clause = None);
    let coming = |text: String| apart(id, "versions come", (0, 0), text);
    match &after {
        Versions::Plain if before == Versions::None => statements.push(coming("ADD SYSTEM VERSIONING".to_owned())),
        Versions::Own(columns) => {
            let mut texts: Vec<String> = columns
                .iter()
                .map(|(name, definition)| format!("ADD COLUMN {definition}{}", place(id, name, sides)))
                .collect();
            let [(start, _), (end, _)] = columns;
            texts.extend([format!("ADD {}", period(start, end)), "ADD SYSTEM VERSIONING".to_owned()]);
            statements.push(coming(texts.join(",\n    ")));
        }
        _ => {}
    }
    // What the table itself says of it is written with the table.
    if let (true, Some(was), Some(is)) = (divided, was, is)
        && was.partition_by == is.partition_by
        && let partition::Change::Whole(text) = partition::change(None, is.partition_by.as_deref())
    {
        let mut whole = clause(id, Turn::Last, text);
        whole.clause.iter_mut().for_each(|clause| clause.ends = true);
        statements.push(whole);
    }
    statements
}

/// How the rows of a table are divided once its versions are as they shall be.
pub(super) fn divided<'a>(id: &ObjectId, sides: Sides<'a>) -> Option<&'a str> {
    let was = table(id, sides.before)?;
    let is_put_away = is_by_time(was)
        && versions(id, sides.before) != versions(id, sides.after)
        && !matches!((versions(id, sides.before), versions(id, sides.after)), (Versions::Own(_), Versions::Plain));
    was.partition_by.as_deref().filter(|_| !is_put_away)
}

fn table<'a>(id: &ObjectId, schema: &'a Schema) -> Option<&'a Table> {
    match schema.get(id)? {
        Object::Table(table) => Some(table),
        _ => None,
    }
}

fn lost(id: &ObjectId, statement: Statement) -> Statement {
    statement.losing(format!("what the rows of table {id} were before is lost"))
}

/// The words that put one of the columns behind those before it that are there already.
fn place(id: &ObjectId, name: &str, sides: Sides<'_>) -> String {
    let Some((first, _)) = own(id, sides.after, "start").or_else(|| own(id, sides.after, "end")) else {
        return String::new();
    };
    let order = order(first, sides.after);
    let is_there = |column: &str| {
        let column = ObjectId::child(id, Kind::Column, column);
        match (sides.before.get(&column), sides.after.get(&column)) {
            (_, Some(Object::Column(after))) if is_own(after) => true,
            (Some(Object::Column(before)), _) => !is_own(before),
            _ => false,
        }
    };
    let at = order.iter().position(|column| *column == name).unwrap_or_default();
    let ahead = order.get(..at).unwrap_or_default().iter().rev().find(|column| is_there(column));
    ahead.map_or(" FIRST".to_owned(), |column| format!(" AFTER {}", ident(column)))
}

/// A division of versions without where the server began to count its intervals, which it notes where nobody says it.
pub(super) fn timeless(division: &str) -> String {
    let mut scan = super::scan::Scan::new(division);
    let mut words = Vec::new();
    while !scan.is_done() {
        if scan.take(&["starts"]) {
            scan.take(&["timestamp"]);
            scan.next();
        } else {
            words.push(scan.next().to_ascii_lowercase());
        }
    }
    words.join(" ")
}
