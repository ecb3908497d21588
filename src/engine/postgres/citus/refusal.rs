//! What Citus cannot do, told before anything runs: its manual's words on constraints, and the checks that
//! its functions make of a table that shall be spread.

use crate::engine::Sides;
use crate::engine::postgres::distribution::{of, top};

mod change;
mod columnar;
use crate::model::{
    Action, Column, Distribution, Exclusion, ForeignKey, Index, Kind, Object, ObjectId, Schema, Sharding, Unique,
};

/// What of the wanted side Citus refuses. What is there already, and stays, is there.
pub(in super::super) fn refusals(sides: Sides<'_>) -> Vec<(ObjectId, String)> {
    let Sides { before, after, .. } = sides;
    let mut refused = columnar::refusals(sides);
    if !after.objects.keys().any(|id| id.kind == Kind::Distribution) {
        return refused;
    }
    refused.extend(change::refusals(sides));
    for (id, entry) in &after.objects {
        let Some(table) = id.parent().filter(|parent| parent.kind == Kind::Table) else { continue };
        let moved = |table: &ObjectId| place(table, before) != place(table, after);
        let reason = match &entry.object {
            Object::ForeignKey(key)
                if before.get(id) != Some(&entry.object) || moved(table) || moved(&key.references) =>
            {
                foreign_key(table, key, after).or_else(|| meets(table, key, sides))
            }
            Object::Distribution(own) if before.get(id) != Some(&entry.object) => {
                homeless(own, before).or_else(|| distribution(table, own, after))
            }
            Object::Column(column) => retyped(id, column, sides).or_else(|| {
                let fresh = before.get(id) != Some(&entry.object) || moved(table);
                fresh.then(|| part(table, &entry.object, after)).flatten()
            }),
            object if before.get(id) != Some(object) || moved(table) => part(table, object, after),
            _ => None,
        };
        refused.extend(reason.map(|reason| (id.clone(), reason)));
    }
    refused
}

/// Where the rows of a table are.
#[derive(Debug, PartialEq, Eq)]
enum Place<'a> {
    /// In shards by a column, beside those of a group.
    Hash(&'a ObjectId, &'a str),
    /// In one shard, beside those of a group or of a schema.
    Single(ObjectId),
    /// On every node.
    Reference,
    /// On the coordinator.
    Coordinator,
}

fn place<'a>(table: &'a ObjectId, schema: &'a Schema) -> Place<'a> {
    let top = top(table, schema);
    let namespace = ObjectId::global(Kind::Schema, std::sync::Arc::clone(&top.schema));
    match of(top, schema) {
        Some(Distribution { sharding: Sharding::Hash, column: Some(column), colocate_with, .. }) => {
            Place::Hash(colocate_with.as_ref().unwrap_or(top), column)
        }
        Some(Distribution { sharding: Sharding::SingleShard, colocate_with, .. }) => {
            Place::Single(colocate_with.as_ref().unwrap_or(top).clone())
        }
        Some(Distribution { sharding: Sharding::Reference, .. }) => Place::Reference,
        _ if of(&namespace, schema).is_some() => Place::Single(namespace),
        _ => Place::Coordinator,
    }
}

/// A part of a table that is spread.
fn part(table: &ObjectId, object: &Object, after: &Schema) -> Option<String> {
    let place = place(table, after);
    if place == Place::Coordinator {
        return None;
    }
    match object {
        Object::Trigger(_) => {
            return Some(format!(
                "Citus runs no triggers on the rows of {table}, which are on other nodes: let the application do it, or \
                 keep the table on the coordinator (`citus: local`)"
            ));
        }
        Object::Inheritance(_) => {
            return Some(format!("Citus spreads no table that inherits: give {table} columns of its own"));
        }
        Object::Column(Column { identity: Some(_), data_type, .. }) if data_type != "bigint" => {
            return Some(format!(
                "Citus takes identity columns of type bigint alone on a table that is spread, as {table} is"
            ));
        }
        Object::Partition(partition) if top(&partition.of, after) != &partition.of => {
            return Some(format!("Citus spreads no table whose partitions are divided again, as {} is", partition.of));
        }
        _ => {}
    }
    let Place::Hash(_, by) = place else { return None };
    let without = |what: &str| {
        Some(format!(
            "each shard can uphold {what} for its own rows alone, so it must contain `{by}`, by which {table} is \
             distributed: add that column to it, or make {table} a reference table"
        ))
    };
    match object {
        Object::Unique(Unique { primary, columns, .. }) if !columns.iter().any(|column| column == by) => {
            without(if *primary { "a primary key" } else { "a unique constraint" })
        }
        Object::Index(Index { unique: true, keys, .. })
            if !keys.iter().any(|key| key.column.as_deref() == Some(by)) =>
        {
            without("a unique index")
        }
        Object::Exclusion(exclusion) if !compares(exclusion, by) => {
            without("an exclusion constraint").map(|reason| format!("{reason}; it must be compared by `=`"))
        }
        _ => None,
    }
}

/// Whether an exclusion constraint compares a column by `=`.
fn compares(exclusion: &Exclusion, by: &str) -> bool {
    let equals = |operator: &str| operator == "=" || operator.ends_with(".=)");
    exclusion.elements.iter().any(|(key, operator)| key.column.as_deref() == Some(by) && equals(operator))
}

/// A column by which a table is distributed, and that changes its type.
fn retyped(id: &ObjectId, column: &Column, sides: Sides<'_>) -> Option<String> {
    let table = id.parent()?;
    let Some(Object::Column(old)) = sides.before.get(id) else { return None };
    let by = |schema| match place(table, schema) {
        Place::Hash(_, by) => Some(by),
        _ => None,
    };
    let stays = by(sides.before).is_some() && by(sides.before) == by(sides.after);
    (stays && by(sides.after) == Some(&*id.name) && old.data_type != column.data_type).then(|| {
        format!(
            "the rows of {table} lie by the hash of this column, whose type Citus does not change: take `citus` out, \
             apply, change the type, and distribute the table again"
        )
    })
}

/// Why the coordinator takes no tables of its own.
fn homeless(own: &Distribution, before: &Schema) -> Option<String> {
    (before.citus.workers_alone && own.sharding == Sharding::Local).then(|| NO_COORDINATOR.to_owned())
}

const NO_COORDINATOR: &str = "the coordinator is not among the nodes that Citus knows (`pg_dist_node`), so that it holds no \
     tables that others know of: run `SELECT citus_set_coordinator_host('HOST', PORT)` there once, with the address by \
     which the workers reach it";

/// A foreign key between what is on every node and what is on the coordinator makes the latter known to all nodes.
fn meets(table: &ObjectId, key: &ForeignKey, sides: Sides<'_>) -> Option<String> {
    let places = [place(table, sides.after), place(&key.references, sides.after)];
    let meet = places.contains(&Place::Reference) && places.contains(&Place::Coordinator);
    (sides.before.citus.workers_alone && meet).then(|| NO_COORDINATOR.to_owned())
}

/// Types that no hash can be made of (`pg_opclass` has no default operator class of them for `hash`).
const WITHOUT_HASH: &[&str] = &[
    "bit",
    "bit varying",
    "box",
    "circle",
    "json",
    "jsonpath",
    "line",
    "lseg",
    "money",
    "path",
    "point",
    "polygon",
    "tsquery",
    "tsvector",
    "txid_snapshot",
    "xml",
];

/// The distribution of a table itself.
fn distribution(table: &ObjectId, own: &Distribution, after: &Schema) -> Option<String> {
    let column = |table: &ObjectId, name: &str| match after.get(&ObjectId::child(table, Kind::Column, name)) {
        Some(Object::Column(column)) => Some(column),
        _ => None,
    };
    let inherited = after.objects.iter().any(|(_, entry)| match &entry.object {
        Object::Inheritance(inheritance) => inheritance.parents.contains(table),
        _ => false,
    });
    if inherited && !matches!(own.sharding, Sharding::Local | Sharding::None) {
        return Some(format!("Citus spreads no table that others inherit from, as some do from {table}"));
    }
    let namespace = ObjectId::global(Kind::Schema, std::sync::Arc::clone(&table.schema));
    if of(&namespace, after).is_some() && own.sharding != Sharding::None {
        return Some(format!("schema {} is distributed as a whole: take `citus` out of {table}", table.schema));
    }
    if own.sharding == Sharding::Reference
        && matches!(after.get(table), Some(Object::Table(it)) if it.partition_by.is_some())
    {
        return Some(format!(
            "Citus keeps no partitioned table whole on every node: distribute {table} by a column, or do not partition it"
        ));
    }
    let by = column(table, own.column.as_deref()?)?;
    if by.generated.is_some() {
        return Some("Citus distributes by no column that is computed: choose another one".to_owned());
    }
    if WITHOUT_HASH.contains(&by.data_type.split('(').next().unwrap_or_default().trim_end()) {
        return Some(format!(
            "rows are spread by the hash of a column, and type {} has none: choose another column",
            by.data_type
        ));
    }
    let vague = |name: &String| {
        after.objects.iter().any(|(id, entry)| match &entry.object {
            Object::Collation(collation) => {
                crate::engine::postgres::quote::name(id) == *name
                    && collation.options.get("deterministic").is_some_and(|value| value == "false")
            }
            _ => false,
        })
    };
    if by.collation.as_ref().is_some_and(vague) {
        return Some(
            "equal texts of a collation that is not deterministic have different hashes, by which rows are spread: \
             choose another column or collation"
                .to_owned(),
        );
    }
    let first = own.colocate_with.as_ref()?;
    let theirs = column(first, of(first, after)?.column.as_deref()?)?;
    (theirs.data_type != by.data_type).then(|| {
        format!(
            "{first}, beside which its rows shall lie, is distributed by a column of type {}, and {table} by one of \
             type {}: rows lie side by side where these are the same",
            theirs.data_type, by.data_type
        )
    })
}

/// A foreign key, by where the rows of both of its ends are.
fn foreign_key(table: &ObjectId, key: &ForeignKey, after: &Schema) -> Option<String> {
    let target = &key.references;
    let (own, theirs) = (place(table, after), place(target, after));
    let apart = |where_to: &str| {
        Some(format!(
            "the rows of {target} are not beside those of {table}, so no node can check it: {where_to}, make {target} a \
             reference table, or say it in `relations` instead"
        ))
    };
    match (&own, &theirs) {
        (Place::Coordinator, Place::Coordinator) | (_, Place::Reference) => {}
        (Place::Reference, Place::Coordinator) => {
            if [key.on_delete, key.on_update]
                .iter()
                .any(|action| !matches!(action, Action::NoAction | Action::Restrict))
            {
                return Some(format!(
                    "from the reference table {table} to {target}, which is on the coordinator, Citus takes `no_action` \
                     and `restrict` alone"
                ));
            }
        }
        (Place::Hash(group, by), Place::Hash(other, their)) => {
            if group != other {
                return apart(&format!("colocate {table} with {target}"));
            }
            let pairs = key.columns.iter().zip(&key.referenced_columns);
            if !pairs.into_iter().any(|(own, referenced)| own == by && referenced == their) {
                return apart(&format!("let `{by}` refer to `{their}`, by which the two are distributed"));
            }
        }
        (Place::Single(group), Place::Single(other)) => {
            if group != other {
                return apart("keep both in one group or schema");
            }
        }
        _ => return apart("distribute both alike"),
    }
    let Place::Hash(_, by) = own else { return None };
    let holds = |columns: &[String]| columns.iter().any(|column| column == by);
    let cleared = if key.on_delete_columns.is_empty() { &key.columns } else { &key.on_delete_columns };
    let deletes = matches!(key.on_delete, Action::SetNull | Action::SetDefault) && holds(cleared);
    let updates =
        matches!(key.on_update, Action::SetNull | Action::SetDefault | Action::Cascade) && holds(&key.columns);
    (deletes || updates).then(|| {
        format!(
            "it would write to `{by}`, by which {table} is distributed, and a row cannot move to another shard: take \
             another `{}`",
            if deletes { "on_delete" } else { "on_update" }
        )
    })
}
