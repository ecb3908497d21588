//! What tables hold, read value by value.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::connection::Connection;
use super::quote::ident;
use super::seed::values::is_bytes;
use crate::engine::rows::{Contents, Held, HeldColumn, Seeded};
use crate::engine::{Reading, Row};
use crate::error::Fault;
use crate::model::{Kind, Object, Schema};

/// Numbers of columns that were not there before.
const NEW: i16 = 10_000;

impl Connection {
    /// What the seeded tables hold.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn contents(&mut self, seeded: &Seeded) -> Result<Contents, Fault> {
        let schema = self.introspect(&Reading::default()).await?;
        let mut contents = Contents::default();
        for (number, (name, _)) in &seeded.tables {
            if let Some(held) = self.held(&schema, name, *number).await? {
                contents.0.insert(*number, held);
            }
        }
        Ok(contents)
    }

    /// What the same tables hold now. No number tells a table or a column with another name from a new
    /// one: one that is not there any more is looked for among what is new, by what it held.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn contents_again(&mut self, before: &Contents) -> Result<Contents, Fault> {
        let schema = self.introspect(&Reading::default()).await?;
        let mut contents = Contents::default();
        let mut gone = Vec::new();
        for (number, held) in &before.0 {
            match self.held(&schema, &held.name, *number).await? {
                Some(now) => _ = contents.0.insert(*number, known_again(held, now)),
                None => gone.push((*number, held)),
            }
        }
        if gone.is_empty() {
            return Ok(contents);
        }
        let tables = schema.objects.keys().filter(|id| id.kind == Kind::Table).map(|id| ident(&id.name));
        let mut new = Vec::new();
        for name in tables.filter(|name| before.0.values().all(|held| held.name != *name)) {
            new.extend(self.held(&schema, &name, 0).await?);
        }
        for (number, held) in gone {
            let alike = new.iter().position(|now| is_alike(held, now));
            if let Some(now) = alike.map(|at| new.remove(at)) {
                contents.0.insert(number, known_again(held, Held { oid: number, ..now }));
            }
        }
        Ok(contents)
    }

    async fn held(&mut self, schema: &Schema, name: &str, number: i64) -> Result<Option<Held>, Fault> {
        if !schema.objects.keys().any(|id| id.kind == Kind::Table && ident(&id.name) == name) {
            return Ok(None);
        }
        let (mut columns, mut list) = (Vec::new(), Vec::new());
        for (id, entry) in &schema.objects {
            let Object::Column(column) = &entry.object else { continue };
            if ident(&id.root().name) != name || column.generated.is_some() || column.options.contains_key("row") {
                continue;
            }
            let own = ident(&id.name);
            list.push(if is_bytes(&column.data_type) { format!("HEX({own})") } else { own.clone() });
            let mut hasher = DefaultHasher::new();
            column.data_type.hash(&mut hasher);
            let type_oid = i64::from_ne_bytes(hasher.finish().to_ne_bytes());
            let place = i16::try_from(columns.len()).unwrap_or_default();
            columns.push(HeldColumn { number: place, name: own, type_oid });
        }
        let rows = if list.is_empty() {
            Vec::new()
        } else {
            self.texts(&format!("SELECT {} FROM {name}", list.join(", "))).await?
        };
        let rows = rows.into_iter().map(|Row(values)| values).collect();
        Ok(Some(Held {
            name: name.to_owned(),
            oid: number,
            leaves: Vec::new(),
            gone: Vec::new(),
            origins: Vec::new(),
            columns,
            rows,
        }))
    }
}

/// A column's values, in order of size.
fn sorted(held: &Held, index: usize) -> Vec<Option<&str>> {
    let mut values: Vec<Option<&str>> =
        held.rows.iter().map(|row| row.get(index).and_then(|value| value.as_deref())).collect();
    values.sort_unstable();
    values
}

/// The same table with its columns numbered as before: by name, and what has another name by its values.
fn known_again(before: &Held, mut now: Held) -> Held {
    let names: Vec<String> = now.columns.iter().map(|column| column.name.clone()).collect();
    let mut left: Vec<(usize, &HeldColumn)> =
        before.columns.iter().enumerate().filter(|(_, column)| !names.contains(&column.name)).collect();
    for index in 0..names.len() {
        let Some(column) = now.columns.get(index) else { continue };
        let same = before.columns.iter().find(|old| old.name == column.name);
        let number = same.map(|old| old.number).or_else(|| {
            let values = sorted(&now, index);
            let full = values.iter().any(Option::is_some);
            let by_values =
                |(at, old): &(usize, &HeldColumn)| old.type_oid == column.type_oid && sorted(before, *at) == values;
            let at = left.iter().position(by_values).filter(|_| full)?;
            Some(left.remove(at).1.number)
        });
        let new = NEW.saturating_add(i16::try_from(index).unwrap_or_default());
        if let Some(column) = now.columns.get_mut(index) {
            column.number = number.unwrap_or(new);
        }
    }
    now
}

/// Whether a table with another name holds these rows.
fn is_alike(before: &Held, now: &Held) -> bool {
    let common: Vec<(usize, usize)> = before
        .columns
        .iter()
        .enumerate()
        .filter_map(|(at, old)| Some((at, now.columns.iter().position(|new| new.name == old.name)?)))
        .collect();
    let project = |held: &Held, pick: fn(&(usize, usize)) -> usize| {
        let mut rows: Vec<Vec<Option<String>>> = held
            .rows
            .iter()
            .map(|row| common.iter().map(|pair| row.get(pick(pair)).cloned().flatten()).collect())
            .collect();
        rows.sort_unstable();
        rows
    };
    common.len() * 2 > before.columns.len()
        && !before.rows.is_empty()
        && project(before, |(at, _)| *at) == project(now, |(_, at)| *at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(name: &str, columns: &[(&str, i64)], rows: &[&[&str]]) -> Held {
        let column = |(at, (name, type_oid)): (usize, &(&str, i64))| HeldColumn {
            number: i16::try_from(at).unwrap(),
            name: (*name).to_owned(),
            type_oid: *type_oid,
        };
        let columns = columns.iter().enumerate().map(column).collect();
        let rows = rows.iter().map(|row| row.iter().map(|value| Some((*value).to_owned())).collect()).collect();
        Held { name: name.to_owned(), oid: 1, leaves: Vec::new(), gone: Vec::new(), origins: Vec::new(), columns, rows }
    }

    #[test]
    fn what_has_another_name_is_known_by_what_it_holds() {
        let before = held("t", &[("a", 1), ("b", 1), ("c", 2)], &[&["1", "x", "p"], &["2", "y", "q"]]);
        // `a` is gone, `b` has another name, `n` is new.
        let now = held("t", &[("n", 1), ("beta", 1), ("c", 2)], &[&["0", "x", "p"], &["0", "y", "q"]]);
        let numbers: Vec<i16> = known_again(&before, now).columns.iter().map(|column| column.number).collect();
        assert_eq!(numbers, [NEW, 1, 2]);
        let moved = held("u", &[("c", 2), ("a", 1)], &[&["q", "2"], &["p", "1"]]);
        assert!(is_alike(&before, &moved));
        assert!(!is_alike(&before, &held("u", &[("c", 2), ("a", 1)], &[&["q", "2"]])));
    }
}
