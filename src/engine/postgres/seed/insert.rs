//! One table's rows: tried by the server one at a time, with other values where it refuses.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::postgres::PgDatabaseError;
use sqlx::{AssertSqlSafe, Executor as _, Row as _};

use super::super::connection::{Connection, fault};
use super::super::quote::literal;
use super::tables::{Column, Key, Table, Types};
use super::values::{cast, pool};
use crate::engine::literals;
use crate::engine::rows::{Contents, Held};
use crate::engine::search::Search;
use crate::engine::seeding::{ATTEMPTS, ROWS};
use crate::error::Fault;

/// What is chosen for a row together: a column, or the columns of a foreign key.
enum Slot<'a> {
    /// A column with its values; whether the last of them is NULL.
    Column(&'a Column, Vec<String>, bool),
    /// So many rows of the parent to choose from; whether it may be NULL; whether it may be the row itself.
    Key { key: &'a Key, own: Vec<&'a Column>, optional: bool, itself: bool },
}

impl Slot<'_> {
    fn choices(&self) -> usize {
        match self {
            Slot::Column(_, values, _) => values.len(),
            Slot::Key { optional, itself, .. } => ROWS + usize::from(*optional) + usize::from(*itself),
        }
    }

    fn covers(&self, number: i16) -> bool {
        match self {
            Slot::Column(column, ..) => column.number == number,
            Slot::Key { own, .. } => own.iter().any(|column| column.number == number),
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
            Slot::Key { optional: true, itself: true, .. } if row == 0 => ROWS,
            Slot::Key { itself: true, optional: false, .. } if row == 0 => ROWS,
            Slot::Key { .. } => row,
        }
    }
}

/// Why the server refused a row.
struct Refusal {
    constraint: Option<String>,
    column: Option<String>,
    message: String,
}

impl Connection {
    /// Fills a table. Gives the number of rows that it holds then, and why the last was refused
    /// that was.
    pub(super) async fn fill(
        &mut self,
        table: &Table,
        types: &Types,
        given: Option<&Contents>,
    ) -> Result<(u64, String), Fault> {
        self.execute("BEGIN").await?;
        let slots = self.slots(table, types).await?;
        let mut reason = String::new();
        let held = given.and_then(|given| given.held(table.oid));
        match held {
            Some(held) => {
                for row in &held.rows {
                    let fixed = fixed(table, held, row);
                    if let Err(refusal) = self.row(table, &slots, 0, Some(&fixed)).await? {
                        reason = refusal.message;
                    }
                }
            }
            None => {
                for row in 0..ROWS {
                    if let Err(refusal) = self.row(table, &slots, row, None).await? {
                        reason = refusal.message;
                    }
                }
            }
        }
        self.execute("COMMIT").await?;
        // A partition may be elsewhere, on a server that cannot be reached from here.
        let rows = match self.rows(&format!("SELECT count(*)::int8 FROM {}", table.name)).await {
            Ok(rows) => rows,
            Err(refusal) => return Ok((0, refusal.message)),
        };
        let count: i64 = rows.first().map_or(Ok(0), |row| row.try_get(0)).map_err(|error| fault(&error))?;
        if reason.is_empty() {
            reason = "the rows that it would hold do not meet what it refers to".to_owned();
        }
        Ok((u64::try_from(count).unwrap_or_default(), reason))
    }

    /// What is to be chosen for each row, columns before the keys that may look at them.
    async fn slots<'a>(&mut self, table: &'a Table, types: &Types) -> Result<Vec<Slot<'a>>, Fault> {
        let keyed: BTreeSet<i16> = table.keys.iter().flat_map(|key| key.columns.iter().copied()).collect();
        let mut slots = Vec::new();
        let required = |key: &Key| key.parent == table.oid && table.requires(key);
        for column in &table.columns {
            // What refers to its own row must know the row's key.
            let known = table.keys.iter().any(|key| required(key) && key.referenced_numbers.contains(&column.number));
            if keyed.contains(&column.number) || column.counted && !known {
                continue;
            }
            let rules = table.rules.iter().filter(|rule| rule.columns.contains(&column.number));
            let given = rules.flat_map(|rule| literals::harvest(&rule.text)).map(|text| cast(&text, &column.spelled));
            let mut values = self.valid(given.chain(pool(types, column.type_oid, &column.spelled)).collect()).await?;
            let null = format!("CAST(NULL AS {})", column.spelled);
            // A domain may refuse it, too.
            let optional = !column.not_null && self.attempt(&format!("SELECT {null}")).await?.is_ok();
            values.extend(optional.then_some(null));
            slots.push(Slot::Column(column, values, optional));
        }
        let mut taken: BTreeSet<i16> = BTreeSet::new();
        for key in &table.keys {
            let own: Vec<&Column> = key
                .columns
                .iter()
                .filter(|number| taken.insert(**number))
                .filter_map(|number| table.columns.iter().find(|column| column.number == *number))
                .collect();
            let optional = own.iter().all(|column| !column.not_null);
            slots.push(Slot::Key { key, own, optional, itself: key.parent == table.oid && required(key) });
        }
        Ok(slots)
    }

    /// The values that their type takes: a text that a check gave away may be none, a number too great.
    async fn valid(&mut self, values: Vec<String>) -> Result<Vec<String>, Fault> {
        let mut unique: Vec<String> = Vec::new();
        for value in values {
            if !unique.contains(&value) {
                unique.push(value);
            }
        }
        if unique.is_empty() || self.attempt(&format!("SELECT {}", unique.join(", "))).await?.is_ok() {
            return Ok(unique);
        }
        let mut valid = Vec::new();
        for value in unique {
            if self.attempt(&format!("SELECT {value}")).await?.is_ok() {
                valid.push(value);
            }
        }
        Ok(valid)
    }

    /// Puts one row in. Inner error: what the server said last, after all that was tried.
    async fn row(
        &mut self,
        table: &Table,
        slots: &[Slot<'_>],
        number: usize,
        fixed: Option<&BTreeMap<i16, String>>,
    ) -> Result<Result<(), Refusal>, Fault> {
        let free = |slot: &Slot<'_>| match (slot, fixed) {
            (Slot::Column(column, ..), Some(fixed)) => !fixed.contains_key(&column.number),
            (Slot::Key { own, .. }, Some(fixed)) => own.iter().any(|column| !fixed.contains_key(&column.number)),
            (_, None) => true,
        };
        let counts = slots.iter().map(Slot::choices).collect();
        let mut search = Search::new(counts, slots.iter().map(|slot| slot.first(number)).collect());
        let mut refused = Refusal { constraint: None, column: None, message: String::new() };
        for _ in 0..ATTEMPTS {
            match self.attempt(&insert(table, slots, search.choice(), fixed)).await? {
                Ok(()) => return Ok(Ok(())),
                Err(refusal) => refused = refusal,
            }
            let rule = refused.constraint.clone().or_else(|| refused.column.clone());
            let suspects = || {
                let suspects =
                    slots.iter().enumerate().filter(|(_, slot)| free(slot) && is_suspect(table, slot, &refused));
                suspects.map(|(index, _)| index).collect()
            };
            if !search.refused(rule.unwrap_or_else(|| refused.message.clone()), suspects) {
                break;
            }
        }
        Ok(Err(refused))
    }

    /// Runs one INSERT, or leaves nothing of it.
    async fn attempt(&mut self, sql: &str) -> Result<Result<(), Refusal>, Fault> {
        self.execute("SAVEPOINT dbtool_row").await?;
        let done = self.session().execute(sqlx::raw_sql(AssertSqlSafe(sql))).await;
        let Err(error) = done else {
            self.execute("RELEASE SAVEPOINT dbtool_row").await?;
            return Ok(Ok(()));
        };
        let Some(server) = error.as_database_error().and_then(|it| it.try_downcast_ref::<PgDatabaseError>()) else {
            return Err(fault(&error));
        };
        let refusal = Refusal {
            constraint: server.constraint().map(str::to_owned),
            column: server.column().map(str::to_owned),
            message: server.message().to_owned(),
        };
        self.execute("ROLLBACK TO SAVEPOINT dbtool_row").await?;
        Ok(Err(refusal))
    }
}

/// Whether another value of this may help.
fn is_suspect(table: &Table, slot: &Slot<'_>, refusal: &Refusal) -> bool {
    let by_column = |name: &str| {
        table.columns.iter().any(|column| column.name.trim_matches('"') == name && slot.covers(column.number))
    };
    if let Some(name) = &refusal.column {
        return by_column(name);
    }
    let mut rules = refusal
        .constraint
        .iter()
        .flat_map(|name| table.rules.iter().filter(move |rule| rule.name == *name))
        .filter(|rule| rule.columns.iter().any(|number| *number > 0))
        .peekable();
    if rules.peek().is_some() {
        return rules.any(|rule| rule.columns.iter().any(|number| *number == 0 || slot.covers(*number)));
    }
    if refusal.message.starts_with("no partition of relation") && !table.partition_key.contains(&0) {
        return table.partition_key.iter().any(|number| slot.covers(*number));
    }
    true
}

/// The values of a row that is given.
fn fixed(table: &Table, held: &Held, row: &[Option<String>]) -> BTreeMap<i16, String> {
    let mut fixed = BTreeMap::new();
    for (given, value) in held.columns.iter().zip(row) {
        if let Some(column) = table.columns.iter().find(|column| column.number == given.number) {
            let value = value.as_ref().map_or_else(|| "NULL".to_owned(), |text| literal(text));
            fixed.insert(column.number, format!("CAST({value} AS {})", column.spelled));
        }
    }
    fixed
}

fn insert(table: &Table, slots: &[Slot<'_>], choice: &[usize], fixed: Option<&BTreeMap<i16, String>>) -> String {
    let mut row: BTreeMap<i16, String> = fixed.cloned().unwrap_or_default();
    for (slot, at) in slots.iter().zip(choice) {
        match slot {
            Slot::Column(column, values, _) => {
                if let Some(value) = values.get(*at).filter(|_| !row.contains_key(&column.number)) {
                    row.insert(column.number, value.clone());
                }
            }
            Slot::Key { key, own, optional, .. } => {
                let assigned = row.clone();
                for column in own.iter().filter(|column| !assigned.contains_key(&column.number)) {
                    row.insert(column.number, referring(key, column, *at, *optional, &assigned));
                }
            }
        }
    }
    let columns: Vec<&str> = table
        .columns
        .iter()
        .filter(|column| row.contains_key(&column.number))
        .map(|column| column.name.as_str())
        .collect();
    if columns.is_empty() {
        return format!("INSERT INTO {} DEFAULT VALUES", table.name);
    }
    // What is given must still refer to what is there.
    let conditions: Vec<String> = table.keys.iter().filter_map(|key| refers(key, fixed?)).collect();
    let conditions = if conditions.is_empty() { String::new() } else { format!(" WHERE {}", conditions.join(" AND ")) };
    let values: Vec<&str> = row.values().map(String::as_str).collect();
    format!(
        "INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE SELECT {}{conditions}",
        table.name,
        columns.join(", "),
        values.join(", ")
    )
}

/// A value of the parent's, or NULL, or the row's own.
fn referring(key: &Key, column: &Column, at: usize, optional: bool, assigned: &BTreeMap<i16, String>) -> String {
    let null = format!("CAST(NULL AS {})", column.spelled);
    let places = || key.columns.iter().zip(key.referenced.iter().zip(&key.referenced_numbers));
    let Some((_, (name, number))) = places().find(|(own, _)| **own == column.number) else { return null };
    if at >= ROWS {
        return match (optional && at == ROWS, assigned.get(number)) {
            (false, Some(own)) => own.clone(),
            _ => null,
        };
    }
    let given: Vec<String> =
        places().filter_map(|(own, (name, _))| Some(format!("p.{name} = {}", assigned.get(own)?))).collect();
    let filter = if given.is_empty() { String::new() } else { format!(" WHERE {}", given.join(" AND ")) };
    let order = key.referenced.iter().map(|name| format!("p.{name}::text")).collect::<Vec<_>>().join(", ");
    format!("(SELECT p.{name} FROM {} p{filter} ORDER BY {order} OFFSET {at} LIMIT 1)", key.parent_name)
}

/// Whether the row that a given row refers to is there; none where it refers to none.
fn refers(key: &Key, fixed: &BTreeMap<i16, String>) -> Option<String> {
    let mut pairs = Vec::new();
    for (own, name) in key.columns.iter().zip(&key.referenced) {
        pairs.push((fixed.get(own)?, name));
    }
    let nulls: Vec<String> = pairs.iter().map(|(value, _)| format!("{value} IS NULL")).collect();
    let equal: Vec<String> = pairs.iter().map(|(value, name)| format!("p.{name} = {value}")).collect();
    Some(format!(
        "({} OR EXISTS (SELECT FROM {} p WHERE {}))",
        nulls.join(" OR "),
        key.parent_name,
        equal.join(" AND ")
    ))
}
