//! Tables whose rows are to be divided in another way, which no statement does: they are set aside in a
//! schema of their own, made anew, and their rows are copied.

use std::collections::BTreeMap;

use super::names::relation_name;
use super::quote::{ident, list, literal, name};
use super::{column, hazard, identity, types};
use crate::engine::{Sides, Statement};
use crate::model::{Column, Kind, Object, ObjectId, Schema, Sequence};

/// The schema in which it and its partitions wait.
fn aside(root: &ObjectId) -> String {
    ident(&relation_name(&root.schema, Some(&root.name), "dbtool_aside"))
}

pub(super) fn set_aside(id: &ObjectId, root: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
    let mut statements = Vec::new();
    if id == root {
        let message = format!("{} is not there until its rows are copied; reads and writes wait meanwhile", name(root));
        let make = Statement::new(format!("CREATE SCHEMA {}", aside(root)));
        statements.push(make.endangers(hazard::BLOCKS_READS, root, message));
        if let Some(Object::Partition(link)) = sides.before.get(&ObjectId::child(id, Kind::Partition, "")) {
            statements.push(Statement::new(format!("ALTER TABLE {} DETACH PARTITION {}", name(&link.of), name(id))));
        }
    }
    statements.push(Statement::new(format!("ALTER TABLE {} SET SCHEMA {}", name(id), aside(root))));
    statements
}

/// Whether a link says where a part of a table's rows is.
pub(super) fn divides(link: &Object) -> bool {
    matches!(link, Object::Partition(_))
}

pub(super) fn refill(root: &ObjectId, values: &BTreeMap<ObjectId, String>, sides: Sides<'_>) -> Vec<Statement> {
    let (own, aside) = (name(root), aside(root));
    let old = format!("{aside}.{}", ident(&root.name));
    let columns: Vec<(&ObjectId, &Column, &Column)> = columns(root, sides);
    let stored: Vec<_> =
        columns.iter().filter(|(_, before, after)| before.generated.is_none() && after.generated.is_none()).collect();
    let names: Vec<&str> = stored.iter().map(|(id, ..)| &*id.name).collect();
    let value = |(id, before, after): &&(&ObjectId, &Column, &Column)| {
        if let Some(value) = values.get(*id) {
            value.clone()
        } else if before.data_type == after.data_type {
            ident(&id.name)
        } else {
            column::converted(id, &before.data_type, &after.data_type, sides)
        }
    };
    let values: Vec<String> = stored.iter().map(value).collect();
    // Policies that hold for the owner too would hide rows from the copy, or refuse them.
    let forced = |side: &Schema| matches!(side.get(root), Some(Object::Table(table)) if table.force_row_security);
    let force = |table: &str, word: &str| Statement::new(format!("ALTER TABLE {table} {word} ROW LEVEL SECURITY"));
    let mut statements = Vec::new();
    if forced(sides.before) {
        statements.push(force(&old, "NO FORCE"));
    }
    if forced(sides.after) {
        statements.push(force(&own, "NO FORCE"));
    }
    if !names.is_empty() {
        let sql = format!(
            "INSERT INTO {own} ({}) OVERRIDING SYSTEM VALUE SELECT {} FROM {old}",
            list(&names),
            values.join(", ")
        );
        let narrowing = stored.iter().filter(|(_, before, after)| !types::widens(&before.data_type, &after.data_type));
        let told = |statement: Statement, (id, before, after): &&(&ObjectId, &Column, &Column)| {
            let (old, new) = (&before.data_type, &after.data_type);
            statement
                .losing(format!("values of {id} may not fit from {old} into {new}: they are cut, or the step fails"))
        };
        statements.push(narrowing.fold(Statement::new(sql).rewriting(root), told));
    }
    if forced(sides.after) {
        statements.push(force(&own, "FORCE"));
    }
    statements.extend(counters(root, &columns, &aside, sides));
    let gone = own_columns(root, sides.before)
        .filter(|(id, column)| column.generated.is_none() && sides.after.get(id).is_none());
    let drop = Statement::new(format!("DROP TABLE {old}"));
    statements.push(gone.fold(drop, |drop, (id, _)| {
        drop.losing_from(root, Some(&id.name), format!("the column {id} is dropped with all its values"))
    }));
    statements.push(Statement::new(format!("DROP SCHEMA {aside}")));
    statements
}

fn own_columns<'a>(root: &ObjectId, schema: &'a Schema) -> impl Iterator<Item = (&'a ObjectId, &'a Column)> {
    let own = schema.objects.iter().filter(|(id, _)| id.parent().is_some_and(|table| *table == *root));
    own.filter_map(|(id, entry)| match &entry.object {
        Object::Column(column) => Some((id, column)),
        _ => None,
    })
}

/// The columns that are there before and after.
fn columns<'a>(root: &ObjectId, sides: Sides<'a>) -> Vec<(&'a ObjectId, &'a Column, &'a Column)> {
    let both = own_columns(root, sides.before).filter_map(|(id, before)| match sides.after.get(id) {
        Some(Object::Column(after)) => Some((id, before, after)),
        _ => None,
    });
    both.collect()
}

/// What lets the numbers go on: of sequences that the columns own, which went along, and of identities.
fn counters(
    root: &ObjectId,
    columns: &[(&ObjectId, &Column, &Column)],
    aside: &str,
    sides: Sides<'_>,
) -> Vec<Statement> {
    let go_on = |new: &str, old: &str| {
        Statement::new(format!("SELECT pg_catalog.setval({}, last_value, is_called) FROM {aside}.{old}", literal(new)))
    };
    let mut statements = Vec::new();
    for (id, before, after) in columns {
        match (&before.identity, &after.identity) {
            (Some(before), Some(after)) => {
                let old = identity::sequence_id(&ObjectId::clone(id), before.sequence_name.as_deref());
                statements.push(go_on(&identity::sequence_name(id, after), &ident(&old.name)));
            }
            (None, Some(after)) => statements.push(identity::carry_on(id, after)),
            _ => {}
        }
    }
    let owned = |sequence: &Sequence| sequence.owned_by.as_ref().is_some_and(|column| column.is_within(root));
    for (id, entry) in &sides.before.objects {
        if let (Object::Sequence(before), Some(Object::Sequence(_))) = (&entry.object, sides.after.get(id))
            && owned(before)
        {
            statements.push(go_on(&name(id), &ident(&id.name)));
        }
    }
    statements
}
