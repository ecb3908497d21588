//! Rows that belong to another partition once the bounds are others: they are moved there, where they would stop
//! the step that states a bound, or go with the partition that goes.
//!
//! Where to is said by the bounds as conditions on the rows, since no row can be routed to a partition that is not
//! attached yet. Nothing is moved where that would do more than move: where foreign keys point at the rows, where
//! triggers or rules would run, where policies hold for the owner too.

use super::attach;
use super::bound::{self, DEFAULT};
use super::hazard::{BLOCKS_WRITES, WRITES_ROWS};
use super::quote::{ident, list, literal, name};
use super::scan::split_list;
use crate::engine::{Sides, Statement};
use crate::model::{Column, Kind, Object, ObjectId, Partition, Schema};

/// A partition that takes rows of another.
struct Taker<'a> {
    table: &'a ObjectId,
    bound: &'a str,
    /// Which rows.
    condition: String,
    columns: Vec<&'a str>,
}

/// What becomes of the rows of a partition that goes for good.
#[derive(Default)]
pub(super) struct Rescue {
    /// What copies them to those that are made or get other bounds; nothing where none takes any.
    pub(super) statements: Vec<Statement>,
    /// The names of these.
    pub(super) to: Vec<String>,
    /// Whether they are known to take all.
    pub(super) whole: bool,
}

/// See [`Rescue`].
pub(super) fn rescued(table: &ObjectId, sides: Sides<'_>) -> Rescue {
    let own = ObjectId::child(table, Kind::Partition, "");
    let Some(Object::Partition(link)) = sides.before.get(&own) else { return Rescue::default() };
    let news = links(&link.of, sides.after).filter(|(id, _)| sides.before.get(id) != sides.after.get(id));
    let takers = takers(table, link, news.collect(), sides);
    let lock = (!takers.is_empty()).then(|| {
        // What is written meanwhile would go with the table. This takes the lock that `LOCK TABLE` would, which the
        // server refuses outside of a transaction: the triggers go anyway.
        let message = format!("writes of {} wait while its rows are copied", name(table));
        Statement::new(format!("ALTER TABLE {} DISABLE TRIGGER USER", name(table))).endangers(
            BLOCKS_WRITES,
            table,
            message,
        )
    });
    let copies = takers.iter().map(|taker| {
        let (to, columns, from) = (name(taker.table), list(&taker.columns), name(table));
        let condition = &taker.condition;
        let select = format!("SELECT {columns} FROM {from} WHERE {condition}");
        let message = format!("the rows of {from} that belong to {to} are copied there");
        let copy = Statement::new(format!("INSERT INTO {to} ({columns}) OVERRIDING SYSTEM VALUE {select}"));
        copy.endangers(WRITES_ROWS, table, message)
    });
    let statements = lock.into_iter().chain(copies).collect();
    let bounds: Vec<&str> = takers.iter().map(|taker| taker.bound).collect();
    Rescue {
        statements,
        to: takers.iter().map(|taker| name(taker.table)).collect(),
        whole: bound::covered(&link.bound, &bounds),
    }
}

/// Whether partitions of a table that go for good may have rows for those that are made.
pub(super) fn is_redivided(of: &ObjectId, sides: Sides<'_>) -> bool {
    let is_gone = |id: &ObjectId| id.parent().is_some_and(|table| sides.after.get(table).is_none());
    let mut gone = links(of, sides.before).filter(|(id, _)| is_gone(id)).peekable();
    if gone.peek().is_none() {
        return false;
    }
    let news = links(of, sides.after).filter(|(id, _)| sides.before.get(id).is_none());
    let news: Vec<&Partition> = news.map(|(_, link)| link).collect();
    gone.any(|(_, gone)| news.iter().any(|new| bound::may_overlap(&gone.bound, &new.bound)))
}

/// What moves the rows of a partition that gets another bound to those to which they belong then, and whether all of
/// its rows are known to have a place there or to stay.
pub(super) fn spilled(table: &ObjectId, bound: &str, sides: Sides<'_>) -> (Vec<Statement>, bool) {
    let own = ObjectId::child(table, Kind::Partition, "");
    let Some(Object::Partition(link)) = sides.before.get(&own) else { return (Vec::new(), false) };
    let others = links(&link.of, sides.after)
        .filter(|(id, other)| **id != own && (other.bound == DEFAULT || sides.before.get(id) != sides.after.get(id)));
    let takers = takers(table, link, others.collect(), sides);
    let bounds: Vec<&str> = takers.iter().map(|taker| taker.bound).chain([bound]).collect();
    (takers.iter().map(|taker| moved(table, taker)).collect(), bound::covered(&link.bound, &bounds))
}

/// What moves the rows of the default partition that belong to one that is attached.
pub(super) fn claimed(default: &ObjectId, by: &ObjectId, sides: Sides<'_>) -> Option<Statement> {
    let links = |schema: &Schema| schema.get(&ObjectId::child(default, Kind::Partition, "")).cloned();
    let Some(Object::Partition(link)) = links(sides.before) else { return None };
    let (id, Object::Partition(other)) = sides
        .after
        .objects
        .get_key_value(&ObjectId::child(by, Kind::Partition, ""))
        .map(|(id, entry)| (id, &entry.object))?
    else {
        return None;
    };
    takers(default, &link, vec![(id, other)], sides).first().map(|taker| moved(default, taker))
}

fn moved(table: &ObjectId, taker: &Taker<'_>) -> Statement {
    let (to, columns, from) = (name(taker.table), list(&taker.columns), name(table));
    let delete = format!("DELETE FROM {from} WHERE {} RETURNING {columns}", taker.condition);
    let insert = format!("INSERT INTO {to} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM moved");
    let message = format!("the rows of {from} that belong to {to} are moved there");
    Statement::new(format!("WITH moved AS ({delete}) {insert}")).endangers(WRITES_ROWS, table, message)
}

/// The partitions of a table.
fn links<'a>(of: &ObjectId, schema: &'a Schema) -> impl Iterator<Item = (&'a ObjectId, &'a Partition)> {
    schema.objects.iter().filter_map(move |(id, entry)| match &entry.object {
        Object::Partition(link) if link.of == *of => Some((id, link)),
        _ => None,
    })
}

/// Those of the others that take rows of this partition; none where one of them might, and cannot be told how.
fn takers<'a>(
    table: &ObjectId,
    link: &Partition,
    others: Vec<(&'a ObjectId, &'a Partition)>,
    sides: Sides<'a>,
) -> Vec<Taker<'a>> {
    let divided = |schema: &Schema| match schema.get(&link.of) {
        Some(Object::Table(table)) => table.partition_by.clone(),
        _ => None,
    };
    let overlapping: Vec<_> =
        others.into_iter().filter(|(_, other)| bound::may_overlap(&link.bound, &other.bound)).collect();
    let steady = divided(sides.before).is_some() && divided(sides.before) == divided(sides.after);
    if overlapping.is_empty() || !steady || !is_quiet(table, sides.before) || is_referenced(table, sides) {
        return Vec::new();
    }
    let taker = |(id, other): (&'a ObjectId, &'a Partition)| {
        let to = id.parent().filter(|to| attach::is_plain(to, sides) && is_quiet(to, sides.after))?;
        Some(Taker {
            table: to,
            bound: &other.bound,
            condition: condition(id, other, sides)?,
            columns: columns(table, to, sides)?,
        })
    };
    overlapping.into_iter().map(taker).collect::<Option<_>>().unwrap_or_default()
}

/// Whether rows come and go with no more than that: no trigger, no rule, no policy that holds for the owner.
fn is_quiet(table: &ObjectId, schema: &Schema) -> bool {
    let own = ObjectId::child(table, Kind::Partition, "");
    let chain: Vec<&ObjectId> = std::iter::once(table).chain(super::evict::above(&own, schema)).collect();
    let runs = |id: &ObjectId| matches!(id.kind, Kind::Trigger | Kind::Rule);
    let forces =
        |table: &&&ObjectId| matches!(schema.get(table), Some(Object::Table(table)) if table.force_row_security);
    !schema.objects.keys().any(|id| runs(id) && id.parent().is_some_and(|of| chain.contains(&of)))
        && !chain.iter().any(|table| forces(&table))
}

/// Whether foreign keys point at its rows.
fn is_referenced(table: &ObjectId, sides: Sides<'_>) -> bool {
    [sides.before, sides.after].into_iter().any(|schema| {
        let own = ObjectId::child(table, Kind::Partition, "");
        let points = |to: &ObjectId| to == table || super::evict::above(&own, sides.before).any(|above| above == to);
        schema.objects.values().any(|entry| matches!(&entry.object, Object::ForeignKey(key) if points(&key.references)))
    })
}

/// The columns that are copied; none where the two have not the same, or one must be given a value that is not there.
fn columns<'a>(from: &ObjectId, to: &'a ObjectId, sides: Sides<'a>) -> Option<Vec<&'a str>> {
    let own = |table: &'a ObjectId, schema: &'a Schema| {
        schema.objects.iter().filter_map(move |(id, entry)| match &entry.object {
            Object::Column(column) if id.parent() == Some(table) => Some((id, column)),
            _ => None,
        })
    };
    let old = |id: &ObjectId| match sides.before.get(&ObjectId::child(from, Kind::Column, id.name.clone())) {
        Some(Object::Column(column)) => Some(column),
        _ => None,
    };
    let mut both = Vec::new();
    for (id, column) in own(to, sides.after) {
        if column.generated.is_some() {
            continue;
        }
        match old(id) {
            Some(old) if alike(old, column) => both.push(&*id.name),
            None if !column.not_null || column.identity.is_some() || has_default(id, sides.after) => {}
            _ => return None,
        }
    }
    Some(both).filter(|both| !both.is_empty())
}

fn alike(before: &Column, after: &Column) -> bool {
    before.data_type == after.data_type && before.generated.is_none()
}

fn has_default(column: &ObjectId, schema: &Schema) -> bool {
    schema.get(&ObjectId::child(column, Kind::Default, "")).is_some()
}

/// Which rows belong to a partition, as a condition; none where that cannot be said.
fn condition(id: &ObjectId, link: &Partition, sides: Sides<'_>) -> Option<String> {
    if link.bound != DEFAULT {
        return attach::condition(link, sides).or_else(|| by_hash(link, sides));
    }
    let others = links(&link.of, sides.after).filter(|(other, _)| *other != id);
    let others: Option<Vec<String>> = others.map(|(_, other)| attach::condition(other, sides)).collect();
    Some(format!("NOT ({})", others.filter(|others| !others.is_empty())?.join(" OR ")))
}

/// The server's own test, which names the partitioned table by its number.
fn by_hash(link: &Partition, sides: Sides<'_>) -> Option<String> {
    let Some(Object::Table(table)) = sides.after.get(&link.of) else { return None };
    let keys = table.partition_by.as_deref()?.strip_prefix("HASH (")?.strip_suffix(')')?;
    let (modulus, remainder) = bound::hash(&link.bound)?;
    let known = |key: &&str| {
        let columns = sides.after.objects.keys().filter(|id| id.kind == Kind::Column);
        columns.into_iter().any(|id| id.parent() == Some(&link.of) && ident(&id.name) == **key)
    };
    let keys: Vec<&str> = split_list(keys).into_iter().map(str::trim).collect();
    let relation = literal(&name(&link.of));
    keys.iter().all(known).then(|| {
        format!(
            "pg_catalog.satisfies_hash_partition({relation}::pg_catalog.regclass, {modulus}, {remainder}, {})",
            keys.join(", ")
        )
    })
}
