//! Tables whose rows are to be divided in another way, which no statement does: they are set aside in a
//! schema of their own, made anew, and their rows are copied.

use std::sync::Arc;

use super::names::relation_name;
use super::quote::{ident, list, literal, name};
use super::{column, hazard, identity};
use crate::engine::{Sides, Statement};
use crate::model::{Column, Kind, Object, ObjectId, Sequence};

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
        if let Some(Object::Partition(link)) =
            sides.before.get(&ObjectId::child(&Arc::new(id.clone()), Kind::Partition, ""))
        {
            statements.push(Statement::new(format!("ALTER TABLE {} DETACH PARTITION {}", name(&link.of), name(id))));
        }
    }
    statements.push(Statement::new(format!("ALTER TABLE {} SET SCHEMA {}", name(id), aside(root))));
    statements
}

pub(super) fn refill(root: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
    let (own, aside) = (name(root), aside(root));
    let old = format!("{aside}.{}", ident(&root.name));
    let columns: Vec<(&ObjectId, &Column, &Column)> = columns(root, sides);
    let stored: Vec<_> =
        columns.iter().filter(|(_, before, after)| before.generated.is_none() && after.generated.is_none()).collect();
    let names: Vec<&str> = stored.iter().map(|(id, ..)| &*id.name).collect();
    let value = |(id, before, after): &&(&ObjectId, &Column, &Column)| {
        if before.data_type == after.data_type {
            ident(&id.name)
        } else {
            column::converted(id, &before.data_type, &after.data_type, sides)
        }
    };
    let values: Vec<String> = stored.iter().map(value).collect();
    let mut statements = Vec::new();
    if !names.is_empty() {
        let sql = format!(
            "INSERT INTO {own} ({}) OVERRIDING SYSTEM VALUE SELECT {} FROM {old}",
            list(&names),
            values.join(", ")
        );
        statements.push(Statement::new(sql).rewriting(root));
    }
    statements.extend(counters(root, &columns, &aside, sides));
    statements.push(Statement::new(format!("DROP TABLE {old}")));
    statements.push(Statement::new(format!("DROP SCHEMA {aside}")));
    statements
}

/// The columns that are there before and after.
fn columns<'a>(root: &ObjectId, sides: Sides<'a>) -> Vec<(&'a ObjectId, &'a Column, &'a Column)> {
    let own = sides.before.objects.iter().filter(|(id, _)| id.parent().is_some_and(|table| **table == *root));
    own.filter_map(|(id, entry)| match (&entry.object, sides.after.get(id)) {
        (Object::Column(before), Some(Object::Column(after))) => Some((id, before, after)),
        _ => None,
    })
    .collect()
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
    let last = |text: &str| text.rsplit_once('.').map_or(text, |(_, last)| last).to_owned();
    let mut statements = Vec::new();
    for (id, before, after) in columns {
        match (&before.identity, &after.identity) {
            (Some(before), Some(after)) => {
                let [old, new] = [before, after].map(|identity| identity::sequence_name(id, identity));
                statements.push(go_on(&new, &last(&old)));
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
