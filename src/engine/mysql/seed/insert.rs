//! One table's rows: tried by the server one at a time, with other values where it refuses.

use std::collections::BTreeMap;

use super::super::connection::Connection;
use super::super::quote::{ident, literal};
use super::tables::{Column, Key, Table, same};
use super::values::{given, is_bytes, pool};
use crate::engine::literals;
use crate::engine::rows::{Contents, Held};
use crate::engine::search::Search;
use crate::engine::seeding::{ATTEMPTS, ROWS};
use crate::error::Fault;

/// Values by the names of their columns, in lower case.
type Row = BTreeMap<String, String>;

/// What is chosen for a row together: a column, or the columns of a foreign key.
enum Slot<'a> {
    /// A column with its values; whether the last of them is NULL.
    Column(&'a Column, Vec<String>, bool),
    /// A row of the parent; whether it may be NULL; whether it may be the row itself.
    Key { key: &'a Key, own: Vec<&'a Column>, optional: bool, itself: bool },
}

impl Slot<'_> {
    fn choices(&self) -> usize {
        match self {
            Slot::Column(_, values, _) => values.len(),
            Slot::Key { optional, itself, .. } => ROWS + usize::from(*optional) + usize::from(*itself),
        }
    }

    fn covers(&self, name: &str) -> bool {
        match self {
            Slot::Column(column, ..) => same(&column.name, name),
            Slot::Key { own, .. } => own.iter().any(|column| same(&column.name, name)),
        }
    }

    /// The choice that a row begins with: each its own, and the last NULL wherever that is allowed.
    fn first(&self, row: usize) -> usize {
        let last = row + 1 == ROWS;
        match self {
            Slot::Column(_, values, true) if last => values.len().saturating_sub(1),
            Slot::Column(_, values, null) => row % values.len().saturating_sub(usize::from(*null)).max(1),
            Slot::Key { optional: true, .. } if last => ROWS,
            // A row that refers to rows of its own table has none yet.
            Slot::Key { itself: true, .. } if row == 0 => ROWS,
            Slot::Key { .. } => row,
        }
    }
}

impl Connection {
    /// Fills a table. Gives the number of rows that it holds then, and why the last was refused that was.
    pub(super) async fn fill(&mut self, table: &Table, given: Option<&Contents>) -> Result<(u64, String), Fault> {
        let slots = slots(table);
        let mut reason = String::new();
        match given.and_then(|given| given.named(&table.name)) {
            Some(held) => {
                for row in &held.rows {
                    let fixed = fixed(table, held, row);
                    if let Err(message) = self.row(table, &slots, 0, Some(&fixed)).await? {
                        reason = message;
                    }
                }
            }
            None => {
                for row in 0..ROWS {
                    if let Err(message) = self.row(table, &slots, row, None).await? {
                        reason = message;
                    }
                }
            }
        }
        let rows = self.texts(&format!("SELECT COUNT(*) FROM {}", table.name)).await?;
        let count = rows.first().and_then(|row| row.text(0)?.parse().ok()).unwrap_or_default();
        Ok((count, reason))
    }

    /// Puts one row in. Inner error: what the server said last, after all that was tried.
    async fn row(
        &mut self,
        table: &Table,
        slots: &[Slot<'_>],
        number: usize,
        fixed: Option<&Row>,
    ) -> Result<Result<(), String>, Fault> {
        let free = |slot: &Slot<'_>| {
            let is_fixed = |column: &&Column| fixed.is_some_and(|row| row.contains_key(&column.name.to_lowercase()));
            match slot {
                Slot::Column(column, ..) => !is_fixed(column),
                Slot::Key { own, .. } => !own.iter().all(is_fixed),
            }
        };
        let counts = slots.iter().map(Slot::choices).collect();
        let mut search = Search::new(counts, slots.iter().map(|slot| slot.first(number)).collect());
        let mut message = String::new();
        for _ in 0..ATTEMPTS {
            let Err(failed) = self.script(&insert(table, slots, search.choice(), fixed)).await else {
                return Ok(Ok(()));
            };
            let Some(refusal) = failed.refusal else { return Err(Fault::new(failed.message)) };
            message = refusal.message;
            let rule = blamed(&message);
            let suspects = || {
                let suspects =
                    slots.iter().enumerate().filter(|(_, slot)| free(slot) && is_suspect(table, slot, &message));
                suspects.map(|(index, _)| index).collect()
            };
            if !search.refused(rule.unwrap_or_else(|| message.clone()), suspects) {
                break;
            }
        }
        Ok(Err(message))
    }
}

/// What is to be chosen for each row, columns before the keys that may look at them.
fn slots(table: &Table) -> Vec<Slot<'_>> {
    let mut slots = Vec::new();
    let of_key = |name: &str| table.keys.iter().any(|key| key.columns.iter().any(|own| same(own, name)));
    let required = |key: &Key| key.parent == table.plain && table.requires(key);
    for column in &table.columns {
        // What refers to its own row must know the row's key.
        let known =
            table.keys.iter().any(|key| required(key) && key.referenced.iter().any(|name| same(name, &column.name)));
        if of_key(&column.name) || column.counted && !known {
            continue;
        }
        let rules = table.rules.iter().filter(|rule| rule.columns.iter().any(|name| same(name, &column.name)));
        let mut values: Vec<String> = Vec::new();
        let said = rules.flat_map(|rule| literals::harvest(&rule.text)).filter_map(|text| given(&text, column));
        for value in said.chain(pool(column)) {
            if !values.contains(&value) {
                values.push(value);
            }
        }
        if !column.not_null {
            values.push("NULL".to_owned());
        }
        slots.push(Slot::Column(column, values, !column.not_null));
    }
    let mut taken: Vec<&str> = Vec::new();
    for key in &table.keys {
        let mut own = Vec::new();
        for name in &key.columns {
            let column = table.columns.iter().find(|column| same(&column.name, name));
            let Some(column) = column.filter(|column| !taken.contains(&column.name.as_str())) else { continue };
            taken.push(&column.name);
            own.push(column);
        }
        let optional = own.iter().all(|column| !column.not_null);
        slots.push(Slot::Key { key, own, optional, itself: required(key) });
    }
    slots
}

/// The column, check, index or key that a refusal names, without its table.
fn blamed(message: &str) -> Option<String> {
    let rest = match message.split_once("for column ").or_else(|| message.split_once("CONSTRAINT ")) {
        Some((_, rest)) => rest.split(" at row").next()?.split(" FOREIGN KEY").next()?.split(" failed for").next()?,
        None => {
            let end = message.rfind('\'')?;
            message.get(message.get(..end)?.rfind('\'')?..=end)?
        }
    };
    let name = rest.trim().trim_matches(['\'', '`']).rsplit(['.', '`']).next()?;
    (!name.is_empty()).then(|| name.to_owned())
}

/// Whether another value of this may help.
fn is_suspect(table: &Table, slot: &Slot<'_>, message: &str) -> bool {
    let name = blamed(message).unwrap_or_default();
    let name = if message.contains("has no partition") { "" } else { name.as_str() };
    let mut columns: Vec<&String> = Vec::new();
    columns.extend(table.rules.iter().filter(|rule| same(&rule.name, name)).flat_map(|rule| &rule.columns));
    columns.extend(table.keys.iter().filter(|key| same(&key.name, name)).flat_map(|key| &key.columns));
    columns.extend(table.columns.iter().map(|column| &column.name).filter(|column| same(column, name)));
    columns.is_empty() || columns.iter().any(|column| slot.covers(column))
}

/// The values of a row that is given.
fn fixed(table: &Table, held: &Held, row: &[Option<String>]) -> Row {
    let mut fixed = Row::new();
    for (given, value) in held.columns.iter().zip(row) {
        if let Some(column) = table.columns.iter().find(|column| ident(&column.name) == given.name) {
            let value = match value {
                None => "NULL".to_owned(),
                Some(text) if is_bytes(&column.data_type) => format!("X{}", literal(text)),
                Some(text) => literal(text),
            };
            fixed.insert(column.name.to_lowercase(), value);
        }
    }
    fixed
}

fn insert(table: &Table, slots: &[Slot<'_>], choice: &[usize], fixed: Option<&Row>) -> String {
    let mut row: Row = fixed.cloned().unwrap_or_default();
    for (slot, at) in slots.iter().zip(choice) {
        match slot {
            Slot::Column(column, values, _) => {
                if let Some(value) = values.get(*at) {
                    row.entry(column.name.to_lowercase()).or_insert_with(|| value.clone());
                }
            }
            Slot::Key { key, own, optional, .. } => {
                let assigned = row.clone();
                for column in own {
                    row.entry(column.name.to_lowercase())
                        .or_insert_with(|| referring(key, column, *at, *optional, &assigned));
                }
            }
        }
    }
    let names: Vec<String> = row.keys().map(|name| ident(name)).collect();
    let values: Vec<&str> = row.values().map(String::as_str).collect();
    format!("INSERT INTO {} ({}) VALUES ({})", table.name, names.join(", "), values.join(", "))
}

/// A value of the parent's, or NULL, or the row's own.
fn referring(key: &Key, column: &Column, at: usize, optional: bool, assigned: &Row) -> String {
    let pairs = || key.columns.iter().zip(&key.referenced);
    let Some((_, name)) = pairs().find(|(own, _)| same(own, &column.name)) else { return "NULL".to_owned() };
    if at >= ROWS {
        return match (optional && at == ROWS, assigned.get(&name.to_lowercase())) {
            (false, Some(own)) => own.clone(),
            _ => "NULL".to_owned(),
        };
    }
    let known =
        |(own, name): (&String, &String)| Some(format!("p.{} = {}", ident(name), assigned.get(&own.to_lowercase())?));
    let given: Vec<String> = pairs().filter_map(known).collect();
    let filter = if given.is_empty() { String::new() } else { format!(" WHERE {}", given.join(" AND ")) };
    let order: Vec<String> = key.referenced.iter().map(|name| format!("p.{}", ident(name))).collect();
    // A table that is written may be read in a derived one alone.
    format!(
        "(SELECT q.v FROM (SELECT p.{} AS v FROM {} p{filter} ORDER BY {} LIMIT {at}, 1) q)",
        ident(name),
        ident(&key.parent),
        order.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_refusal_names_is_found() {
        for (message, name) in [
            ("Duplicate entry 'b' for key 't.k'", "k"),
            ("Duplicate entry 'b' for key 'PRIMARY'", "PRIMARY"),
            ("Check constraint 'ck' is violated.", "ck"),
            ("CONSTRAINT `ck` failed for `db`.`t`", "ck"),
            ("CONSTRAINT `t.js` failed for `db`.`t`", "js"),
            ("Incorrect integer value: 'x' for column 'a' at row 1", "a"),
            ("Incorrect datetime value: 'x' for column `db`.`t`.`a` at row 1", "a"),
            ("Data too long for column 'a' at row 1", "a"),
            ("Column 'a' cannot be null", "a"),
            (
                "Cannot add or update a child row: a foreign key constraint fails (`d`.`t`, CONSTRAINT `fk` FOREIGN KEY (`a`) REFERENCES `p` (`id`))",
                "fk",
            ),
        ] {
            assert_eq!(blamed(message).as_deref(), Some(name), "{message}");
        }
        assert_eq!(blamed("Table has no partition for value 5"), None);
    }
}
