//! Rows in a scratch database: what was put in, what tables hold before a migration and after it,
//! and what it lost.

use std::collections::BTreeMap;

/// What was put in, and what was not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seeded {
    /// The tables that hold rows now, by oid: qualified name and number of rows.
    pub tables: BTreeMap<i64, (String, u64)>,
    /// The tables that took none, each with the server's reason.
    pub bare: Vec<(String, String)>,
}

/// The rows of some tables, by the oid that each had at first.
#[derive(Clone, Debug, Default)]
pub struct Contents(pub(in crate::engine) BTreeMap<i64, Held>);

/// The rows of a table.
#[derive(Clone, Debug)]
pub(in crate::engine) struct Held {
    pub(in crate::engine) name: String,
    /// The number by which the server knows it, when it was read.
    pub(in crate::engine) oid: i64,
    /// Its partitions, by number and name: one that is detached still holds its rows.
    pub(in crate::engine) leaves: Vec<(i64, String)>,
    /// Those of the partitions at first that are there no more.
    pub(in crate::engine) gone: Vec<i64>,
    /// The partition that each of the rows is in; empty where there are none.
    pub(in crate::engine) origins: Vec<i64>,
    pub(in crate::engine) columns: Vec<HeldColumn>,
    pub(in crate::engine) rows: Vec<Vec<Option<String>>>,
}

/// A column of a table whose rows are held.
#[derive(Clone, Debug)]
pub(in crate::engine) struct HeldColumn {
    pub(in crate::engine) number: i16,
    pub(in crate::engine) name: String,
    pub(in crate::engine) type_oid: i64,
}

/// What a migration lost.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Loss {
    /// The table, as SQL names it.
    pub table: String,
    /// The column, as SQL names it; none where rows are lost.
    pub column: Option<String>,
    /// What became of it.
    pub fate: Fate,
}

/// What became of rows or values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// The table or column is there no more.
    Gone,
    /// So many of so many rows are there no more.
    Rows(usize, usize),
    /// So many of so many values became another or NULL.
    Values(usize, usize),
}

impl std::fmt::Display for Loss {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { table, column, fate } = self;
        match (column, fate) {
            (None, Fate::Gone) => write!(f, "table {table} is gone with its rows"),
            (Some(column), Fate::Gone) => write!(f, "column {table}.{column} is gone with its values"),
            (_, Fate::Rows(lost, of)) => write!(f, "{lost} of {of} rows of {table} are gone"),
            (Some(column), Fate::Values(changed, of)) => {
                write!(f, "{changed} of {of} values of {table}.{column} are others or NULL")
            }
            (None, Fate::Values(changed, of)) => write!(f, "{changed} of {of} rows of {table} hold other values"),
        }
    }
}

impl Held {
    /// The same without the rows that were in these partitions.
    fn without(&self, gone: &[i64]) -> Self {
        let rows = self.rows.iter().zip(&self.origins).filter(|(_, leaf)| !gone.contains(leaf));
        let (rows, origins) = rows.map(|(row, leaf)| (row.clone(), *leaf)).unzip();
        Self { rows, origins, ..self.clone() }
    }
}

impl Contents {
    /// The rows of the table that had this oid.
    pub(in crate::engine) fn held(&self, oid: i64) -> Option<&Held> {
        self.0.get(&oid)
    }

    /// The rows of the table of that name.
    pub(in crate::engine) fn named(&self, name: &str) -> Option<&Held> {
        self.0.values().find(|held| held.name == name)
    }
}

/// What is in `before` and not in `after`. Columns that `assigned` names were given values on
/// purpose. A type that became another may spell its values otherwise: they must only be there.
pub fn losses(before: &Contents, after: &Contents, assigned: &dyn Fn(&str) -> bool) -> Vec<Loss> {
    let mut found = Vec::new();
    for (oid, held) in before.0.iter().filter(|(_, held)| !held.rows.is_empty()) {
        match after.0.get(oid) {
            None => found.push(Loss { table: held.name.clone(), column: None, fate: Fate::Gone }),
            Some(now) if now.rows.len() < held.rows.len() && !now.gone.is_empty() => {
                // They went with their partitions, and who drops those says so.
                let with = |leaf: &i64| held.origins.contains(leaf) && now.gone.contains(leaf);
                let leaves = held.leaves.iter().filter(|(leaf, _)| with(leaf));
                found.extend(leaves.map(|(_, name)| Loss { table: name.clone(), column: None, fate: Fate::Gone }));
                compare(&held.without(&now.gone), now, assigned, &mut found);
            }
            Some(now) => compare(held, now, assigned, &mut found),
        }
    }
    found.sort();
    found
}

fn compare(held: &Held, now: &Held, assigned: &dyn Fn(&str) -> bool, found: &mut Vec<Loss>) {
    let table = || held.name.clone();
    let all = held.rows.len();
    if now.rows.len() < all {
        found.push(Loss { table: table(), column: None, fate: Fate::Rows(all - now.rows.len(), all) });
        return;
    }
    let (mut kept, mut same) = (Vec::new(), true);
    for (index, column) in held.columns.iter().enumerate() {
        let full = values(held, index).iter().flatten().count();
        let by_number = |it: &HeldColumn| it.number == column.number && held.oid == now.oid;
        let place =
            now.columns.iter().position(by_number).or_else(|| now.columns.iter().position(|it| it.name == column.name));
        let Some(place) = place else {
            if full > 0 {
                found.push(Loss { table: table(), column: Some(column.name.clone()), fate: Fate::Gone });
            }
            continue;
        };
        if assigned(column.name.trim_matches(['"', '`'])) {
            continue;
        }
        let same_type = now.columns.get(place).is_some_and(|it| it.type_oid == column.type_oid);
        let lost = if same_type {
            kept.push((index, place));
            same &= missing(values(held, index), values(now, place)) == 0;
            // What was NULL and is none now was filled, not lost.
            missing(values(held, index).into_iter().filter(Option::is_some).collect(), values(now, place))
        } else {
            full.saturating_sub(values(now, place).iter().flatten().count())
        };
        if lost > 0 {
            found.push(Loss { table: table(), column: Some(column.name.clone()), fate: Fate::Values(lost, full) });
        }
    }
    // Each column may be whole, and yet values may have changed rows.
    let project = |rows: &[Vec<Option<String>>],
                   pick: fn(&(usize, usize)) -> usize|
     -> Vec<Option<Vec<Option<String>>>> {
        rows.iter().map(|row| Some(kept.iter().map(|pair| row.get(pick(pair)).cloned().flatten()).collect())).collect()
    };
    let lost = missing(project(&held.rows, |(index, _)| *index), project(&now.rows, |(_, place)| *place));
    if same && lost > 0 {
        found.push(Loss { table: table(), column: None, fate: Fate::Values(lost, all) });
    }
}

fn values(held: &Held, index: usize) -> Vec<Option<String>> {
    held.rows.iter().map(|row| row.get(index).cloned().flatten()).collect()
}

/// How many of the first are not among the second, each counted as often as it stands.
fn missing<T: Ord>(before: Vec<Option<T>>, after: Vec<Option<T>>) -> usize {
    let mut there: BTreeMap<Option<T>, usize> = BTreeMap::new();
    for value in after {
        *there.entry(value).or_default() += 1;
    }
    let mut lost = 0;
    for value in before {
        match there.get_mut(&value).filter(|count| **count > 0) {
            Some(count) => *count -= 1,
            None => lost += 1,
        }
    }
    lost
}
