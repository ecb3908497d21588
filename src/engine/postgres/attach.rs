//! How a table that holds rows becomes a partition without being read under a lock that blocks
//! others: a check that says what the bound says is proved beforehand, and the server takes its word
//! (manual, `ALTER TABLE … ATTACH PARTITION`). The same for the default partition, whose rows must
//! not belong to the new one.

use super::hazard::{BLOCKS_READS, CONSTRAINT_SCAN, FAILS_ON_ROWS};
use super::moving;
use super::names::relation_name;
use super::quote::{ident, name};
use super::scan::{enclosed, split_list, tokens};
use crate::engine::{Sides, Statement};
use crate::model::{Kind, Object, ObjectId, Partition};

/// The statements around the one that attaches, and that one with its dangers.
pub(super) fn around(id: &ObjectId, link: &Partition, attach: Statement, sides: Sides<'_>) -> Vec<Statement> {
    let Some(child) = id.parent() else { return vec![attach] };
    let mut readers: Vec<(&ObjectId, Option<String>)> = Vec::new();
    let condition = condition(link, sides);
    if sides.before.get(child).is_some() && link.bound != "DEFAULT" {
        readers.push((child, condition.clone().filter(|_| is_plain(child, sides))));
    }
    if let Some(default) = default_partition(&link.of, sides).filter(|other| *other != child) {
        let excluded = condition.filter(|_| is_plain(default, sides)).map(|condition| format!("NOT ({condition})"));
        readers.push((default, excluded));
    }
    let (mut before, mut after, mut attach) = (Vec::new(), Vec::new(), attach);
    let parted = is_parted_anew(&link.of, sides);
    for (table, condition) in readers {
        let relation = name(table);
        let misfits = if table == child {
            format!("rows of {relation} outside of its bound stop the step: take them out first")
        } else {
            let partition = name(child);
            format!(
                "rows of {relation} that belong to {partition} stop the step: move them there in one transaction with \
                 what attaches it"
            )
        };
        let moved = if table == child { None } else { moving::claimed(table, child, sides) };
        let stays = moved.is_none();
        match condition.filter(|_| sides.online && !parted) {
            Some(condition) => {
                let check = ident(&free_check(table, sides));
                before.push(
                    Statement::new(format!(
                        "ALTER TABLE {relation} ADD CONSTRAINT {check} CHECK ({condition}) NOT VALID"
                    ))
                    .alone(),
                );
                let message = format!("the rows of {relation} are read to prove its bound; reads and writes go on");
                let validate = Statement::new(format!("ALTER TABLE {relation} VALIDATE CONSTRAINT {check}")).endangers(
                    CONSTRAINT_SCAN,
                    table,
                    message,
                );
                // Rows that are moved are out of sight until their partition is attached.
                before.extend(moved);
                before.push(if stays { validate.alone().endangers(FAILS_ON_ROWS, table, misfits) } else { validate });
                after.push(Statement::new(format!("ALTER TABLE {relation} DROP CONSTRAINT {check}")));
            }
            None => {
                let read = format!("all rows of {relation} are read to prove its bound");
                let wait = format!("reads and writes of {relation} wait while its rows are read");
                attach = attach.endangers(CONSTRAINT_SCAN, table, read).endangers(BLOCKS_READS, table, wait);
                // What comes back with another bound is told of below.
                before.extend(moved);
                if stays && (sides.before.get(id).is_none() || table != child) {
                    attach = attach.endangers(FAILS_ON_ROWS, table, misfits);
                }
            }
        }
    }
    if sides.before.get(id).is_some() {
        let (relation, of) = (name(child), name(&link.of));
        let (spilled, whole) = moving::spilled(child, &link.bound, sides);
        let which = if spilled.is_empty() { "outside of its new bound" } else { "that belong to no partition" };
        before.extend(spilled);
        let message = format!(
            "rows of {relation} {which} stop the step, and all of it is undone: take them out of {of} first, and bring \
             them back afterwards"
        );
        if !whole {
            attach = attach.endangers(FAILS_ON_ROWS, child, message);
        }
    }
    before.push(attach);
    before.extend(after);
    before
}

/// The name of the check that is proved. One that an attempt before has left goes by itself, whenever that is.
fn free_check(table: &ObjectId, sides: Sides<'_>) -> String {
    let mut label = "dbtool_bound".to_owned();
    loop {
        let check = relation_name(&table.name, None, &label);
        if sides.before.get(&ObjectId::child(table, Kind::Check, &*check)).is_none() {
            return check;
        }
        label.push('_');
    }
}

/// Whether partitions leave a table and come back with other bounds, or their rows with others: they are not in it
/// meanwhile, so that all of it is one transaction, in which nothing is proved beforehand.
fn is_parted_anew(of: &ObjectId, sides: Sides<'_>) -> bool {
    moving::is_redivided(of, sides)
        || sides.before.objects.iter().any(|(id, entry)| match (&entry.object, sides.after.get(id)) {
            (Object::Partition(before), Some(Object::Partition(after))) => {
                before.of == *of && after.of == *of && before.bound != after.bound
            }
            _ => false,
        })
}

/// The default partition that a table has before and after.
fn default_partition<'a>(of: &ObjectId, sides: Sides<'a>) -> Option<&'a ObjectId> {
    sides.after.objects.iter().find_map(|(id, entry)| match &entry.object {
        Object::Partition(link) if link.of == *of && link.bound == "DEFAULT" => {
            id.parent().filter(|_| sides.before.get(id).is_some())
        }
        _ => None,
    })
}

/// Whether a table is neither partitioned nor kept elsewhere.
pub(super) fn is_plain(table: &ObjectId, sides: Sides<'_>) -> bool {
    matches!(sides.after.get(table), Some(Object::Table(table)) if table.partition_by.is_none())
}

/// The bound as a condition on the rows; none where the key is more than a column, or by hash.
pub(super) fn condition(link: &Partition, sides: Sides<'_>) -> Option<String> {
    let Some(Object::Table(table)) = sides.after.get(&link.of) else { return None };
    let (strategy, key) = table.partition_by.as_deref()?.strip_suffix(')')?.split_once(" (")?;
    let is_column = |id: &&ObjectId| ident(&id.name) == key && sides.after.get(id).is_some();
    let columns = sides.after.objects.keys().filter(|id| id.kind == Kind::Column && id.parent() == Some(&link.of));
    let column = columns.into_iter().find(is_column).map(|id| ident(&id.name))?;
    let rest = link.bound.strip_prefix("FOR VALUES ")?;
    match strategy {
        "RANGE" => range(&column, rest),
        "LIST" => list(&column, rest),
        _ => None,
    }
}

fn range(column: &str, bound: &str) -> Option<String> {
    let (from, rest) = enclosed(bound.strip_prefix("FROM (")?)?;
    let (to, _) = enclosed(rest.strip_prefix(" TO (")?)?;
    let mut parts = vec![format!("{column} IS NOT NULL")];
    if from != "MINVALUE" {
        parts.push(format!("{column} >= {from}"));
    }
    if to != "MAXVALUE" {
        parts.push(format!("{column} < {to}"));
    }
    Some(parts.join(" AND "))
}

fn list(column: &str, bound: &str) -> Option<String> {
    let (values, _) = enclosed(bound.strip_prefix("IN (")?)?;
    let is_null = |value: &str| tokens(value) == ["NULL"];
    let (nulls, values): (Vec<&str>, Vec<&str>) = split_list(values).into_iter().partition(|value| is_null(value));
    let values = match values.as_slice() {
        [] => None,
        [one] => Some(format!("{column} = {one}")),
        more => Some(format!("{column} IN ({})", more.join(", "))),
    };
    Some(match (values, nulls.is_empty()) {
        (Some(values), true) => format!("{column} IS NOT NULL AND {values}"),
        (Some(values), false) => format!("{column} IS NULL OR {values}"),
        (None, _) => format!("{column} IS NULL"),
    })
}
