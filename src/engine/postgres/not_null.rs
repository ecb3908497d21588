//! The constraints behind columns that refuse NULL, which have names since PostgreSQL 18.

use std::sync::Arc;

use sqlx::postgres::PgRow;

use super::names::relation_name;
use super::quote::{ident, parent};
use super::read::Get;
use super::{hazard, online};
use crate::engine::{Sides, Statement};
use crate::error::Fault;
use crate::model::{Column, Kind, NotNull, Object, ObjectId, Schema};

/// Reads what is unusual of one; none in older versions.
pub(super) fn read(row: &PgRow, table: &ObjectId, column: &str) -> Result<Option<NotNull>, Fault> {
    let flag = |name: &str| Ok::<_, Fault>(row.value::<Option<bool>>(name)?.unwrap_or_default());
    let usual = relation_name(&table.name, Some(column), "not_null");
    let handed_down: bool = row.value("not_null_handed_down")?;
    let constraint = NotNull {
        name: row.value::<Option<String>>("not_null_name")?.filter(|name| handed_down || *name != usual),
        no_inherit: flag("not_null_no_inherit")?,
        not_valid: flag("not_null_not_valid")?,
        inherited: flag("not_null_inherited")?,
    };
    Ok(Some(constraint).filter(|constraint| *constraint != NotNull::default()))
}

/// Its name.
fn name(id: &ObjectId, constraint: Option<&NotNull>) -> String {
    let usual = || relation_name(id.parent().map_or("", |table| &table.name), Some(&id.name), "not_null");
    constraint.and_then(|constraint| constraint.name.clone()).unwrap_or_else(usual)
}

/// The name of a column's constraint in that schema, where it is known.
pub(super) fn name_in(id: &ObjectId, schema: &Schema) -> Option<String> {
    match schema.get(id) {
        Some(Object::Column(column)) if !column.inherited => Some(name(id, column.not_null_constraint.as_ref())),
        _ => None,
    }
}

/// What a partition is handed down its name by, in that schema: the partitioned table's column.
fn above<'a>(id: &ObjectId, schema: &'a Schema) -> Option<(ObjectId, &'a Column)> {
    let Some(Object::Partition(link)) = schema.get(&ObjectId::child(id.parent()?, Kind::Partition, "")) else {
        return None;
    };
    let above = ObjectId::child(&Arc::new(link.of.clone()), Kind::Column, Arc::clone(&id.name));
    let Some(Object::Column(column)) = schema.get(&above) else { return None };
    let hands_down = column.not_null && column.not_null_constraint.as_ref().is_none_or(|it| !it.no_inherit);
    hands_down.then_some((above, column))
}

/// Its name in that schema, as `CREATE TABLE … PARTITION OF` would have it where nothing is said.
pub(super) fn name_within(id: &ObjectId, column: &Column, schema: &Schema) -> String {
    match above(id, schema) {
        Some((above, there)) if unnamed(column) => name_within(&above, there, schema),
        _ => name(id, column.not_null_constraint.as_ref()),
    }
}

/// Whether a column's table is there before, and a partition only after.
fn becomes_partition(id: &ObjectId, sides: Sides<'_>) -> bool {
    id.parent().is_some_and(|table| {
        let link = ObjectId::child(table, Kind::Partition, "");
        sides.before.get(&link).is_none() && sides.after.get(&link).is_some()
    })
}

/// The columns of a table that refuse NULL, in that schema.
fn refusing<'a>(table: &ObjectId, schema: &'a Schema) -> impl Iterator<Item = (&'a ObjectId, &'a Column)> {
    let columns = schema.objects.iter().filter(|(id, _)| id.parent().is_some_and(|parent| **parent == *table));
    columns.filter_map(|(id, entry)| match &entry.object {
        Object::Column(column) if column.not_null => Some((id, column)),
        _ => None,
    })
}

fn renames(id: &ObjectId, was: &str, is: &str) -> Option<Statement> {
    let sql = || format!("ALTER TABLE {} RENAME CONSTRAINT {} TO {}", parent(id), ident(was), ident(is));
    (was != is).then(|| Statement::new(sql()))
}

/// What gives the constraints of a table that is about to become a partition the names that it will
/// be handed down.
pub(super) fn before_attaching(table: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
    if sides.before.major < 18 {
        return Vec::new();
    }
    refusing(table, sides.after)
        .filter(|(id, column)| sides.before.get(id).is_some() && above(id, sides.after).is_some() && unnamed(column))
        .filter_map(|(id, column)| renames(id, &name(id, None), &name_within(id, column, sides.after)))
        .collect()
}

/// What gives the constraints of a table that was a partition names of its own, or those that another
/// partitioned table hands down; of columns that are otherwise the same.
pub(super) fn after_detaching(table: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
    if sides.before.major < 18 {
        return Vec::new();
    }
    refusing(table, sides.before)
        .filter(|(id, column)| matches!(sides.after.get(id), Some(Object::Column(after)) if after == *column))
        .filter_map(|(id, column)| {
            renames(id, &name_within(id, column, sides.before), &name_within(id, column, sides.after))
        })
        .collect()
}

fn unnamed(column: &Column) -> bool {
    column.not_null_constraint.as_ref().is_none_or(|constraint| constraint.name.is_none())
}

/// Whether another constraint of the table's schema has that name: the server, which looks for one
/// that is free in the whole schema, would call it otherwise by itself (`ChooseConstraintName`).
fn is_taken(own: &str, id: &ObjectId, schema: &Schema) -> bool {
    schema.objects.iter().any(|(other, entry)| {
        other.schema() == id.schema()
            && match &entry.object {
                Object::Column(column) if other != id => {
                    let constraint = column.not_null_constraint.as_ref();
                    column.not_null
                        && match constraint.and_then(|constraint| constraint.name.as_deref()) {
                            Some(name) => name == own,
                            None => own.starts_with(&*other.root().name) && name(other, constraint) == own,
                        }
                }
                Object::Check(_) | Object::ForeignKey(_) | Object::Unique(_) | Object::Exclusion(_) => {
                    *other.name == *own
                }
                _ => false,
            }
    })
}

/// It in a column's definition, with a space before it.
pub(super) fn clause(id: &ObjectId, column: &Column, sides: Sides<'_>) -> String {
    let constraint = column.not_null_constraint.as_ref();
    // One that is not valid is added when the table is there.
    if !column.not_null || constraint.is_some_and(|constraint| constraint.not_valid) {
        return String::new();
    }
    // What a new table's parents have is merged into its own columns.
    let is_new = id.parent().is_some_and(|table| sides.before.get(table).is_none());
    if is_new && constraint.is_some_and(|constraint| constraint.inherited) {
        return String::new();
    }
    let name = match constraint.and_then(|constraint| constraint.name.clone()) {
        Some(name) => Some(name),
        // Older servers have no names for them.
        None if sides.before.major.max(sides.after.major) < 18 => None,
        None => {
            let name = name_within(id, column, sides.after);
            (above(id, sides.after).is_some() || is_taken(&name, id, sides.after)).then_some(name)
        }
    };
    let name = name.map(|name| format!(" CONSTRAINT {}", ident(&name))).unwrap_or_default();
    let no_inherit = constraint.is_some_and(|constraint| constraint.no_inherit);
    format!("{name} NOT NULL{}", if no_inherit { " NO INHERIT" } else { "" })
}

/// It as `ALTER TABLE t` adds it.
fn add(id: &ObjectId, constraint: &NotNull) -> String {
    format!(
        "ADD CONSTRAINT {} NOT NULL {}{}{}",
        ident(&name(id, Some(constraint))),
        ident(&id.name),
        if constraint.no_inherit { " NO INHERIT" } else { "" },
        if constraint.not_valid { " NOT VALID" } else { "" }
    )
}

/// What a column's definition cannot say of it, as a statement.
pub(super) fn afterwards(id: &ObjectId, column: &Column) -> Option<String> {
    let constraint = column.not_null_constraint.as_ref().filter(|it| column.not_null && it.not_valid)?;
    Some(format!("ALTER TABLE {} {}", parent(id), add(id, constraint)))
}

fn scanning(statement: Statement, id: &ObjectId, sides: Sides<'_>) -> Statement {
    match hazard::used(id, sides) {
        Some(table) => hazard::scans(statement, &table, hazard::BLOCKS_READS),
        None => statement,
    }
}

/// What brings it from one state to another, as statements.
pub(super) fn changes(id: &ObjectId, before: &Column, after: &Column, sides: Sides<'_>) -> Vec<Statement> {
    let table = |action: String| Statement::new(format!("ALTER TABLE {} {action}", parent(id)));
    let column = |action: &str| table(format!("ALTER COLUMN {} {action}", ident(&id.name)));
    let (was, is) = (before.not_null_constraint.as_ref(), after.not_null_constraint.as_ref());
    match (before.not_null, after.not_null, is) {
        (true, false, _) => vec![column("DROP NOT NULL")],
        (false, true, None) if online::applies(id, sides) => online::set_not_null(id),
        (false, true, None) => vec![scanning(column("SET NOT NULL"), id, sides)],
        (false, true, Some(constraint)) if constraint.not_valid => vec![table(add(id, constraint))],
        (false, true, Some(constraint)) => vec![scanning(table(add(id, constraint)), id, sides)],
        (false, false, _) => Vec::new(),
        (true, true, _) => {
            let usual = NotNull::default();
            let (old, new) = (was.unwrap_or(&usual), is.unwrap_or(&usual));
            if !old.not_valid && new.not_valid {
                return vec![column("DROP NOT NULL"), table(add(id, new))];
            }
            // What is about to become a partition is given the name of one when it does.
            let new_name =
                if becomes_partition(id, sides) { name(id, is) } else { name_within(id, after, sides.after) };
            let (old_name, new_name) = (name_within(id, before, sides.before), ident(&new_name));
            let mut statements = Vec::new();
            // Older servers have no names for them.
            let named = sides.before.major.max(sides.after.major) >= 18 || was.is_some() || is.is_some();
            if named && ident(&old_name) != new_name {
                statements.push(table(format!("RENAME CONSTRAINT {} TO {new_name}", ident(&old_name))));
            }
            if old.no_inherit != new.no_inherit {
                let word = if new.no_inherit { "NO INHERIT" } else { "INHERIT" };
                statements.push(table(format!("ALTER CONSTRAINT {new_name} {word}")));
            }
            if old.not_valid {
                statements.push(table(format!("VALIDATE CONSTRAINT {new_name}")));
            }
            statements
        }
    }
}
