//! Columns. Whatever changes of one, its default and comment among it, is written whole: that is how
//! `MODIFY` takes it.

use super::fitting;
use super::quote::{ident, literal};
use super::scan::{bare, without_introducers};
use super::sql::{Part, Sql, Turn, clause, comment_clause, relation};
use super::versioning;
use crate::engine::{Alteration, Sides, Statement};
use crate::model::{Column, DefaultValue, Generated, Kind, Object, ObjectId, Schema};

/// The whole of a column as SQL, with its default and comment as `schema` has them.
pub(super) fn definition(id: &ObjectId, column: &Column, schema: &Schema) -> String {
    let mut text = format!("{} {}", ident(&id.name), column.data_type);
    let option = |key: &str| column.options.get(key).map(String::as_str);
    if let Some(charset) = option("charset") {
        text.push_str(&format!(" CHARACTER SET {charset}"));
    }
    // The table's own, said again, would be shown with its character set.
    let table = id.parent().and_then(|table| schema.get(table));
    let usual = table.and_then(|table| match table {
        Object::Table(table) => table.options.get("collate"),
        _ => None,
    });
    if let Some(collation) = column.collation.as_ref().filter(|own| option("charset").is_some() || usual != Some(*own))
    {
        text.push_str(&format!(" COLLATE {collation}"));
    }
    if option("compressed").is_some() {
        text.push_str(" COMPRESSED");
    }
    if let Some(Generated { expression, stored }) = &column.generated {
        text.push_str(&format!(" GENERATED ALWAYS AS ({expression}) {}", if *stored { "STORED" } else { "VIRTUAL" }));
    }
    if let Some(end) = option("row") {
        text.push_str(&format!(" GENERATED ALWAYS AS ROW {end}"));
    }
    if let Some(srid) = option("ref_system_id") {
        text.push_str(&format!(" REF_SYSTEM_ID={srid}"));
    }
    if column.not_null {
        text.push_str(" NOT NULL");
    } else if column.data_type.to_ascii_lowercase().starts_with("timestamp") && option("row").is_none() {
        // Without the word, older settings make it NOT NULL.
        text.push_str(" NULL");
    }
    if let Some(srid) = option("srid") {
        text.push_str(&format!(" SRID {srid}"));
    }
    if option("invisible").is_some() {
        text.push_str(" INVISIBLE");
    }
    if let Some(default) = default_of(id, schema) {
        text.push_str(&format!(" DEFAULT {}", written(&default.expression)));
    }
    if let Some(now) = option("auto_update") {
        text.push_str(&format!(" ON UPDATE {now}"));
    }
    if option("auto_increment").is_some() {
        text.push_str(" AUTO_INCREMENT");
    }
    text.push_str(&comment_clause(id, schema));
    for (key, word) in [("column_format", "COLUMN_FORMAT"), ("storage", "STORAGE")] {
        if let Some(value) = option(key) {
            text.push_str(&format!(" {word} {value}"));
        }
    }
    for key in super::show::ATTRIBUTES {
        if let Some(value) = option(key) {
            text.push_str(&format!(" {} {}", key.to_ascii_uppercase(), literal(value)));
        }
    }
    if option("without_system_versioning").is_some() {
        text.push_str(" WITHOUT SYSTEM VERSIONING");
    }
    if let Some(check) = option("check") {
        text.push_str(&format!(" CHECK ({check})"));
    }
    text
}

/// A default as `DEFAULT` takes it: an expression stands in parentheses.
fn written(expression: &str) -> String {
    let text = expression.trim();
    let lower = text.to_ascii_lowercase();
    let now = ["current_timestamp", "now(", "localtime", "localtimestamp"].iter().any(|word| lower.starts_with(word));
    let literal = lower.starts_with(['\'', '"', '-', '+', '('])
        || lower.starts_with(|c: char| c.is_ascii_digit())
        || [
            "b'",
            "x'",
            "n'",
            "_",
            "null",
            "true",
            "false",
            "date ",
            "time ",
            "timestamp ",
            "date'",
            "time'",
            "timestamp'",
        ]
        .iter()
        .any(|start| lower.starts_with(start));
    if now || literal { text.to_owned() } else { format!("({text})") }
}

fn default_of<'a>(id: &ObjectId, schema: &'a Schema) -> Option<&'a DefaultValue> {
    let id = ObjectId::child(id, Kind::Default, "");
    match schema.get(&id)? {
        Object::Default(default) => Some(default),
        _ => None,
    }
}

/// The columns of a table in order.
pub(super) fn order<'a>(id: &ObjectId, schema: &'a Schema) -> Vec<&'a str> {
    let columns = schema.objects.keys().filter(|other| other.kind == Kind::Column);
    columns.filter(|other| other.parent() == id.parent()).map(|id| &*id.name).collect()
}

/// A column's place among its table's, and the words that put it there.
fn place(id: &ObjectId, schema: &Schema) -> (usize, String) {
    let order = order(id, schema);
    let at = order.iter().position(|name| *name == &*id.name).unwrap_or_default();
    let words = match at.checked_sub(1).and_then(|before| order.get(before)) {
        None => " FIRST".to_owned(),
        Some(before) => format!(" AFTER {}", ident(before)),
    };
    (at, words)
}

/// Whether the column before it, of those that both sides have, is another on either side.
fn is_moved(id: &ObjectId, sides: Sides<'_>) -> bool {
    let (before, after) = (order(id, sides.before), order(id, sides.after));
    let neighbour = |own: &[&str], other: &[&str]| {
        let at = own.iter().position(|name| *name == &*id.name)?;
        own.get(..at)?.iter().rev().find(|name| other.contains(name)).map(|name| (*name).to_owned())
    };
    neighbour(&before, &after) != neighbour(&after, &before)
}

/// The column written anew as the wanted side has it, and put in its place: whatever changes of it, the
/// clause is the same, so that it stands in the statement once.
pub(super) fn modify(id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
    let Some(Object::Column(column)) = sides.after.get(id) else { return Vec::new() };
    if versioning::is_own(column) {
        return versioning::of_column(id, sides, is_moved(id, sides));
    }
    let (at, words) = place(id, sides.after);
    let words = if is_moved(id, sides) { words } else { String::new() };
    vec![clause(id, Turn::Column(at), format!("MODIFY COLUMN {}{words}", definition(id, column, sides.after)))]
}

/// A statement that loses a column's values.
fn losing(id: &ObjectId, statement: Statement, message: String) -> Statement {
    let mut statement = statement.losing(message);
    if let Some(hazard) = statement.hazards.last_mut() {
        hazard.relation = Some(relation(id));
        hazard.column = Some(ident(&id.name));
    }
    statement
}

/// Whether values may be cut or rounded off on the way from one type to the other, without the
/// server's saying so.
fn narrows(before: &str, after: &str) -> bool {
    let parse = |text: &str| {
        let family = text.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_ascii_lowercase();
        let inner = text.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map(|(inner, _)| inner.to_owned());
        let numbers: Vec<u32> =
            inner.iter().flat_map(|inner| inner.split(',')).filter_map(|part| part.trim().parse().ok()).collect();
        (family, numbers)
    };
    let ((old, old_numbers), (new, new_numbers)) = (parse(before), parse(after));
    let fraction = |numbers: &[u32], at: usize| numbers.get(at).copied().unwrap_or_default();
    let whole = |family: &str| matches!(family, "tinyint" | "smallint" | "mediumint" | "int" | "bigint");
    match (old.as_str(), new.as_str()) {
        ("datetime" | "timestamp" | "time", "datetime" | "timestamp" | "time") => {
            fraction(&old_numbers, 0) > fraction(&new_numbers, 0) || (old != new && new == "time")
        }
        ("datetime" | "timestamp", "date" | "year") => true,
        ("decimal", "decimal") => fraction(&old_numbers, 1) > fraction(&new_numbers, 1),
        ("decimal", new) if whole(new) => fraction(&old_numbers, 1) > 0,
        ("double" | "float", "decimal") => true,
        ("double" | "float", new) if whole(new) => true,
        ("double", "float") => true,
        _ => false,
    }
}

impl Sql for Column {
    fn create(&self, id: &ObjectId, _: &[Part<'_>], sides: Sides<'_>) -> Vec<Statement> {
        if versioning::is_own(self) {
            return versioning::of_column(id, sides, false);
        }
        let order = order(id, sides.after);
        let (at, words) = place(id, sides.after);
        let words = if at + 1 == order.len() { String::new() } else { words };
        let added = clause(id, Turn::Column(at), format!("ADD COLUMN {}{words}", definition(id, self, sides.after)));
        vec![fitting::adds(added, id, self, sides)]
    }

    fn drop(&self, id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
        let dropped = clause(id, Turn::Drop, format!("DROP COLUMN {}", ident(&id.name)));
        let mut statements = super::grant::left_by(id, sides);
        if versioning::is_own(self) {
            statements.extend(versioning::of_column(id, sides, false));
            return statements;
        }
        statements.push(match self.generated {
            Some(_) => dropped,
            None => losing(id, dropped, format!("the values of column {id} are lost")),
        });
        statements
    }

    fn alter(&self, id: &ObjectId, after: &Self, sides: Sides<'_>) -> Alteration {
        let stored = |column: &Self| column.generated.as_ref().map(|generated| generated.stored);
        // The server changes what is computed on reading into nothing else, and nothing into it.
        if stored(self) != stored(after) && (stored(self) == Some(false) || stored(after).is_some()) {
            return Alteration::Replace;
        }
        match (versioning::is_own(self), versioning::is_own(after)) {
            (false, false) => {}
            (true, true) => return Alteration::InPlace(modify(id, sides)),
            _ => return Alteration::Replace,
        }
        let mut statements = modify(id, sides);
        if narrows(&self.data_type, &after.data_type) {
            let message = format!("values of column {id} are cut off to fit {}", after.data_type);
            statements = statements.into_iter().map(|modify| losing(id, modify, message.clone())).collect();
        }
        statements = statements.into_iter().map(|modify| fitting::modifies(modify, id, self, after, sides)).collect();
        let plain = |column: &Self| Column {
            options: column
                .options
                .iter()
                .filter(|(key, _)| *key == "charset")
                .map(|(k, v)| (k.clone(), v.clone()))
                .collect(),
            ..column.clone()
        };
        if plain(self) == plain(after) {
            return Alteration::InPlace(statements);
        }
        Alteration::Evicting(statements)
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        vec![super::sql::apart(
            from,
            "rename",
            (0, 0),
            format!("RENAME COLUMN {} TO {}", ident(&from.name), ident(&to.name)),
        )]
    }

    fn folds(&self) -> bool {
        true
    }

    fn claim(&self, id: &ObjectId) -> Option<String> {
        versioning::claim(id, self)
    }

    fn line(&self, id: &ObjectId, schema: &Schema) -> Option<String> {
        Some(definition(id, self, schema))
    }

    fn adopt(&mut self, _: &Self, live: &Self) {
        if let (Some(own), Some(other)) = (&mut self.generated, &live.generated)
            && without_introducers(&own.expression) == without_introducers(&other.expression)
        {
            own.expression.clone_from(&other.expression);
        }
        if let Some(check) = live.options.get("check")
            && self.options.get("check").is_some_and(|own| bare(own) == bare(check))
        {
            self.options.insert("check".to_owned(), check.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_stand_in_parentheses() {
        for text in ["'us'", "0", "-1.5", "b'1'", "CURRENT_TIMESTAMP(3)", "(uuid())", "NULL", "true"] {
            assert_eq!(written(text), text);
        }
        assert_eq!(written("uuid()"), "(uuid())");
    }

    #[test]
    fn what_rounds_off_is_known() {
        assert!(narrows("datetime(3)", "datetime"));
        assert!(narrows("decimal(10,2)", "decimal(10,1)"));
        assert!(narrows("double", "int"));
        assert!(!narrows("int", "bigint"));
        assert!(!narrows("datetime", "datetime(3)"));
    }
}
