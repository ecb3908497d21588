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
        own: flag("not_null_own")?,
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

/// The name that a table which inherits was handed down, in that schema.
pub(super) fn handed_name(id: &ObjectId, schema: &Schema) -> Option<String> {
    let column = refuses(id, schema)?;
    let given = parents(id, schema).find_map(|above| handed_name(&above, schema)).filter(|_| !is_kept(column));
    given.or_else(|| Some(name(id, column.not_null_constraint.as_ref())))
}

/// The column, where it refuses NULL and tables that inherit do as well.
fn refuses<'a>(id: &ObjectId, schema: &'a Schema) -> Option<&'a Column> {
    let Some(Object::Column(column)) = schema.get(id) else { return None };
    hands_down(column).then_some(column)
}

/// Whether tables that inherit the column refuse NULL as well.
pub(super) fn hands_down(column: &Column) -> bool {
    column.not_null && column.not_null_constraint.as_ref().is_none_or(|constraint| !constraint.no_inherit)
}

/// The columns that a table which inherits has this one from.
fn parents(id: &ObjectId, schema: &Schema) -> impl Iterator<Item = ObjectId> {
    let link = id.parent().and_then(|table| schema.get(&ObjectId::child(table, Kind::Inheritance, "")));
    let parents = if let Some(Object::Inheritance(link)) = link { link.parents.as_slice() } else { &[] };
    parents.iter().map(|parent| ObjectId::child(parent, Kind::Column, Arc::clone(&id.name)))
}

/// Whether it is the same constraint all the time, whatever becomes of others.
fn stays(id: &ObjectId, wanted: &Schema, live: &Schema) -> bool {
    let (Some(_), Some(there)) = (refuses(id, wanted), refuses(id, live)) else { return false };
    let goes_on = |above: &ObjectId| parents(id, wanted).any(|parent| parent == *above) && stays(above, wanted, live);
    let mut above = parents(id, live).filter(|above| refuses(above, live).is_some()).peekable();
    is_kept(there) || above.peek().is_none() || above.any(|above| goes_on(&above))
}

/// Whether a child that refuses NULL for itself, too, does so before its parent does, and by the name that it shall
/// have: what it is given it could not call its own, nor anything else.
pub(super) fn comes_first(was: &Column, is: &Column, own: &Column, wanted: &Column) -> bool {
    let bare = |column: &Column| Column { not_null: false, not_null_constraint: None, ..column.clone() };
    let name = |column: &Column| column.not_null_constraint.as_ref().and_then(|constraint| constraint.name.clone());
    let becomes = !own.not_null || is_kept(own) && name(own) != name(wanted);
    !was.not_null && is.not_null && becomes && is_kept(wanted) && bare(own) == bare(wanted)
}

/// Lets a constraint that parents hand down, and that is its table's own too, keep the name that it has: nothing
/// gives it another, and nothing makes it the parents' alone again.
pub(super) fn concede(wanted: &mut Schema, live: &Schema) {
    let own = |column: &Column| column.not_null_constraint.as_ref().is_some_and(|constraint| constraint.own);
    let mut kept: Vec<(ObjectId, bool, Option<String>)> = Vec::new();
    for (id, entry) in &wanted.objects {
        let Object::Column(column) = &entry.object else { continue };
        let concerned = column.not_null && (column.inherited || own(column));
        let Some(there) = refuses(id, live).filter(|_| concerned) else { continue };
        let is_own = is_kept(there) || !parents(id, live).any(|above| refuses(&above, live).is_some());
        if !(own(column) || is_own) || !stays(id, wanted, live) {
            continue;
        }
        let handed_down = column.inherited && parents(id, wanted).any(|above| refuses(&above, wanted).is_some());
        if handed_down || own(column) {
            kept.push((id.clone(), handed_down, handed_name(id, live)));
        }
    }
    for (id, own, given) in kept {
        if let Some(Object::Column(column)) = wanted.objects.get_mut(&id).map(|entry| &mut entry.object) {
            let constraint = column.not_null_constraint.take().unwrap_or_default();
            let given = given.filter(|given| *given != name(&id, None));
            let constraint = NotNull { own, name: given, inherited: false, ..constraint };
            column.not_null_constraint = Some(constraint).filter(|constraint| *constraint != NotNull::default());
        }
    }
}

/// What a partition is handed down its name by, in that schema: the partitioned table's column.
fn above<'a>(id: &ObjectId, schema: &'a Schema) -> Option<(ObjectId, &'a Column)> {
    let Some(Object::Partition(link)) = schema.get(&ObjectId::child(id.parent()?, Kind::Partition, "")) else {
        return None;
    };
    let above = ObjectId::child(&link.of, Kind::Column, Arc::clone(&id.name));
    refuses(&above, schema).map(|column| (above, column))
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
    let columns = schema.objects.iter().filter(|(id, _)| id.parent().is_some_and(|parent| *parent == *table));
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
    let no_inherit = constraint.is_some_and(|constraint| constraint.no_inherit);
    format!("{} NOT NULL{}", named(id, column, sides), if no_inherit { " NO INHERIT" } else { "" })
}

/// It as a line of `CREATE TABLE`, where the column is handed down and its table has the constraint for itself too.
pub(super) fn line(id: &ObjectId, column: &Column, sides: Sides<'_>) -> Option<String> {
    is_kept(column)
        .then(|| format!("{} NOT NULL {}", named(id, column, sides), ident(&id.name)).trim_start().to_owned())
}

/// Whether it stays where the parents' goes.
pub(super) fn is_kept(column: &Column) -> bool {
    let constraint = column.not_null_constraint.as_ref();
    match column.inherited {
        true => column.not_null && constraint.is_some_and(|constraint| constraint.own),
        false => column.not_null && constraint.is_none_or(|constraint| !constraint.inherited),
    }
}

/// The name that has to be said where it is made, with a space before it.
fn named(id: &ObjectId, column: &Column, sides: Sides<'_>) -> String {
    let name = match column.not_null_constraint.as_ref().and_then(|constraint| constraint.name.clone()) {
        Some(name) => Some(name),
        // Older servers have no names for them.
        None if sides.before.major.max(sides.after.major) < 18 => None,
        None => {
            let name = name_within(id, column, sides.after);
            (above(id, sides.after).is_some() || is_taken(&name, id, sides.after)).then_some(name)
        }
    };
    name.map(|name| format!(" CONSTRAINT {}", ident(&name))).unwrap_or_default()
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
            // One that is handed down keeps the name that it was given.
            if new.own {
                return if old.own { Vec::new() } else { vec![column("SET NOT NULL")] };
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
