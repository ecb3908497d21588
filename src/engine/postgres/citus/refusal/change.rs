//! Changes of tables that Citus keeps count of which it refuses: of `ALTER TABLE` it takes what it can send to every
//! shard, and nothing that concerns the values by which rows are spread.

use super::{Place, place};
use crate::engine::Sides;
use crate::engine::postgres::distribution::{of, top};
use crate::model::{Column, Kind, Object, ObjectId, Schema, Sharding, Table};

/// What is changed of tables that are Citus's before and afterwards.
pub(super) fn refusals(sides: Sides<'_>) -> Vec<(ObjectId, String)> {
    let stays =
        |table: &ObjectId| table.kind == Kind::Table && is_known(table, sides.before) && is_known(table, sides.after);
    let mut refused = Vec::new();
    for (id, entry) in &sides.after.objects {
        let table = id.root();
        // A partition's columns are those of its table.
        if top(table, sides.after) != table && id != table || !stays(table) {
            continue;
        }
        let reason = match (sides.before.get(id), &entry.object) {
            (Some(Object::Table(old)), Object::Table(new)) => of_table(table, old, new),
            (Some(Object::Column(old)), Object::Column(new)) => of_column(id, old, new, sides),
            (None, Object::Column(new)) => added(id, new, sides),
            (old, Object::Default(_)) if old != Some(&entry.object) => id.parent().and_then(|by| of_default(by, sides)),
            _ => None,
        };
        refused.extend(reason.map(|reason| (id.clone(), reason)));
    }
    for (id, entry) in &sides.before.objects {
        let gone = sides.after.get(id).is_none();
        match (&entry.object, id.parent()) {
            (Object::Default(_), Some(column)) if gone && sides.after.get(column).is_some() && stays(id.root()) => {
                refused.extend(of_default(column, sides).map(|reason| (ObjectId::clone(column), reason)));
            }
            (Object::Sequence(old), _) => {
                if let Some(Object::Sequence(new)) = sides.after.get(id)
                    && (old.data_type != new.data_type
                        || (old.start, old.increment, old.min, old.max) != (new.start, new.increment, new.min, new.max)
                        || (old.cache, old.cycle) != (new.cache, new.cycle))
                    && let Some(table) = numbered(id, sides.before).filter(|table| stays(table))
                {
                    let reason = format!(
                        "Citus changes no sequence that numbers the rows of a table that it knows, as it does of {table}: \
                         make another sequence, and let the column's default take its values"
                    );
                    refused.push((id.clone(), reason));
                }
            }
            _ => {}
        }
    }
    refused
}

/// Whether Citus keeps count of a table.
fn is_known(table: &ObjectId, schema: &Schema) -> bool {
    let named = of(top(table, schema), schema).is_some_and(|it| it.sharding != Sharding::None);
    schema.get(table).is_some() && (named || place(table, schema) != Place::Coordinator)
}

/// The table whose rows a sequence numbers.
fn numbered<'a>(sequence: &ObjectId, schema: &'a Schema) -> Option<&'a ObjectId> {
    let takes = |(id, entry): (&'a ObjectId, &crate::model::Entry)| {
        (id.kind == Kind::Default && entry.depends.contains(sequence)).then(|| id.root())
    };
    schema.objects.iter().find_map(takes)
}

/// The column by which a table is distributed before and afterwards, if this is it.
fn is_by(column: &ObjectId, sides: Sides<'_>) -> bool {
    let by = |schema| match column.parent().map(|table| place(table, schema)) {
        Some(Place::Hash(_, by)) => by == &*column.name,
        _ => false,
    };
    by(sides.before) && by(sides.after)
}

fn of_table(table: &ObjectId, old: &Table, new: &Table) -> Option<String> {
    let what = if old.tablespace != new.tablespace {
        "move to another tablespace"
    } else if old.cluster_on != new.cluster_on {
        "remember another index to be clustered by"
    } else if old.of_type != new.of_type {
        "become a typed table, or cease to be one"
    } else {
        return None;
    };
    Some(format!("Citus lets no table that it knows {what}, as {table} would: leave it as it is"))
}

fn of_column(id: &ObjectId, old: &Column, new: &Column, sides: Sides<'_>) -> Option<String> {
    let table = id.root();
    if old.not_null && !new.not_null && is_by(id, sides) {
        return Some(format!("the rows of {table} lie by the hash of this column, so that it cannot become nullable"));
    }
    if old.identity != new.identity {
        return Some(format!(
            "Citus changes no identity of a column of a table that it knows, as it does {table}: leave it as it is"
        ));
    }
    let moved = old.data_type != new.data_type;
    if moved && old.identity.is_some() {
        return Some(format!(
            "Citus changes the type of no identity column of a table that it knows, as it does {table}"
        ));
    }
    if moved && takes_numbers(id, sides.before) {
        return Some(format!(
            "Citus changes the type of no column of {table} whose default is a sequence's next value: take the default \
             out, apply, change the type, and say the default again"
        ));
    }
    let what = if old.storage != new.storage {
        "storage"
    } else if old.statistics != new.statistics {
        "statistics target"
    } else if old.options != new.options {
        "options"
    } else if old.generated.is_some() && new.generated.is_none() {
        "expression"
    } else {
        return None;
    };
    Some(format!("Citus changes no {what} of a column of a table that it knows, as it does {table}: leave it as it is"))
}

/// A column that comes to a table which is spread already.
fn added(id: &ObjectId, new: &Column, sides: Sides<'_>) -> Option<String> {
    let table = id.root();
    if new.identity.is_some() {
        return Some(format!(
            "Citus adds no identity column to a table that it knows, as it does {table}: let a sequence of its own number \
             it, or take `citus` out, apply, and distribute the table again"
        ));
    }
    takes_numbers(id, sides.after).then(|| {
        format!(
            "Citus adds no column whose default is a sequence's next value to {table}, which may hold rows: apply the \
             column without its default first"
        )
    })
}

/// Whether a column's default is a sequence's next value.
fn takes_numbers(column: &ObjectId, schema: &Schema) -> bool {
    let default = ObjectId::child(column, Kind::Default, "");
    matches!(schema.get(&default), Some(Object::Default(default)) if default.expression.contains("nextval("))
}

/// Another default of the column by which a table is distributed.
fn of_default(column: &ObjectId, sides: Sides<'_>) -> Option<String> {
    let there = sides.before.get(column).is_some();
    (there && is_by(column, sides)).then(|| {
        format!(
            "the rows of {} lie by the hash of {}, whose default Citus does not change: take `citus` out, apply, change \
             the default, and distribute the table again",
            column.root(),
            column.name
        )
    })
}
