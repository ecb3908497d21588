//! Types, and collations, that are put in others' places under the values of the columns that have them.
//!
//! The old ones give their names away, the new ones are made, the columns are moved, the old ones go:
//! for all types that are made of one another at once, since none of the old ones can go before those
//! that are made of it.

use std::collections::{BTreeMap, BTreeSet};

use super::hazard;
use super::names::relation_name;
use super::quote::{ident, name, parent};
use super::sql::{Part, Sql};
use crate::engine::{Exchange, Exchanged, Sides, Statement};
use crate::model::{Column, Kind, Object, ObjectId, Schema};

/// Whether columns can hold values of it: what [`exchange`] knows to move.
pub(super) fn is_type(object: &Object) -> bool {
    let own = matches!(object, Object::Enum(_) | Object::Domain(_) | Object::Composite(_) | Object::Range(_));
    own || matches!(object, Object::Collation(_))
}

/// A type and those that are made of it.
fn family(id: &ObjectId, schema: &Schema) -> BTreeSet<ObjectId> {
    let (mut family, mut waiting) = (BTreeSet::new(), vec![id.clone()]);
    while let Some(id) = waiting.pop() {
        let made_of = schema.objects.iter().filter(|(_, entry)| is_type(&entry.object) && entry.depends.contains(&id));
        waiting.extend(made_of.map(|(other, _)| other.clone()).filter(|other| !family.contains(other)));
        family.insert(id);
    }
    family
}

/// The columns that hold values of a type, or of one that is made of it, before and after; with the
/// type that they name.
fn holders<'a>(id: &ObjectId, sides: Sides<'a>) -> Vec<(&'a Column, ObjectId)> {
    let family = family(id, sides.before);
    let column = |(holder, entry): (&'a ObjectId, &'a crate::model::Entry)| {
        let Object::Column(column) = &entry.object else { return None };
        let named = entry.depends.iter().find(|needed| family.contains(needed))?;
        let stays = sides.after.objects.get(holder).is_some_and(|after| after.depends.contains(named));
        stays.then(|| (column, named.clone()))
    };
    sides.before.objects.iter().filter_map(column).collect()
}

/// Whether a column holds values of it, or of a type that is made of it, before and after.
pub(super) fn is_held(id: &ObjectId, sides: Sides<'_>) -> bool {
    !holders(id, sides).is_empty()
}

/// Whether a column holds such values within an array, a composite or a range.
pub(super) fn is_held_within(id: &ObjectId, sides: Sides<'_>) -> bool {
    holders(id, sides).iter().any(|(column, named)| column.data_type.ends_with("[]") || named.kind != Kind::Domain)
}

fn word(object: &Object) -> &'static str {
    match object {
        Object::Domain(_) => "DOMAIN",
        Object::Collation(_) => "COLLATION",
        _ => "TYPE",
    }
}

/// The name of a type whose place another takes.
fn old_name(id: &ObjectId) -> ObjectId {
    id.with_name(relation_name(&id.name, None, "old"))
}

fn create(id: &ObjectId, object: &Object, parts: &[Part<'_>]) -> Vec<Statement> {
    match object {
        Object::Enum(body) => body.create(id, parts),
        Object::Domain(body) => body.create(id, parts),
        Object::Composite(body) => body.create(id, parts),
        Object::Range(body) => body.create(id, parts),
        Object::Collation(body) => body.create(id, parts),
        _ => Vec::new(),
    }
}

/// Puts types in the places of others; each comes before those that are made of it.
pub(super) fn exchange(types: &[Exchanged<'_>], sides: Sides<'_>) -> Exchange {
    let renewed = Renewed::new(types);
    let mut first = Vec::new();
    for Exchanged { old: (id, object), .. } in types {
        if let Object::Range(range) = object {
            first.extend(range.set_aside(id, &old_name(id), sides.before.major));
        }
    }
    for Exchanged { old: (id, object), .. } in types {
        let aside = ident(&old_name(id).name);
        first.push(Statement::new(format!("ALTER {} {} RENAME TO {aside}", word(object), name(id))));
    }
    for Exchanged { new: (id, object), parts, .. } in types {
        first.extend(create(id, object, parts));
    }
    let converters: Vec<_> = types.iter().flat_map(|it| converters(it, types, &renewed)).collect();
    first.extend(converters.iter().map(|(made, _)| made.clone()));
    let mut values = BTreeMap::new();
    for it in types {
        first.extend(it.holders.iter().filter_map(|(holder, object)| moved(it, holder, object, &renewed)));
        let copied = it.copied.iter().filter_map(|(holder, object)| match object {
            Object::Column(column) => Some((ObjectId::clone(holder), value(it, holder, column, &renewed)?.1)),
            _ => None,
        });
        values.extend(copied);
    }
    let mut last: Vec<_> = converters.into_iter().rev().map(|(_, dropped)| dropped).collect();
    for Exchanged { old: (id, object), new, .. } in types.iter().rev() {
        let drop = Statement::new(format!("DROP {} {}", word(object), name(&old_name(id))));
        last.push(match (object, new.1) {
            (Object::Enum(before), Object::Enum(after)) => before.drop_old(drop, id, after),
            (before, after) if before.kind() != after.kind() => drop.losing(format!(
                "{} {id} becomes a {}; a value that it does not take makes the step fail",
                before.kind(),
                after.kind()
            )),
            _ => drop,
        });
    }
    Exchange { first, last, values }
}

/// The types that are put in others' places at once.
pub(super) struct Renewed {
    names: BTreeSet<String>,
    /// Those to which no text leads, since their attributes are others, or are of such a type.
    otherwise: BTreeSet<String>,
}

impl Renewed {
    fn new(types: &[Exchanged<'_>]) -> Self {
        let mut renewed = Self { names: types.iter().map(|it| name(it.new.0)).collect(), otherwise: BTreeSet::new() };
        // Each comes before those that are made of it.
        for it in types {
            if let (Object::Composite(before), Object::Composite(after)) = (it.old.1, it.new.1)
                && (!before.is_like(after) || before.attributes.iter().any(|it| renewed.is_otherwise(&it.data_type)))
            {
                renewed.otherwise.insert(name(it.new.0));
            }
        }
        renewed
    }

    /// Whether text does not lead from the old type to the new one, or from an array to an array.
    fn is_otherwise(&self, data_type: &str) -> bool {
        self.otherwise.contains(data_type.trim_end_matches("[]"))
    }

    /// A value of a type as one of the type that has its name then.
    pub(super) fn value(&self, value: &str, data_type: &str) -> String {
        if self.is_otherwise(data_type) {
            format!("{EXCHANGE}({value})")
        } else if self.names.contains(data_type.trim_end_matches("[]")) {
            let array = if data_type.ends_with("[]") { "[]" } else { "" };
            format!("{value}::text{array}::{data_type}")
        } else {
            value.to_owned()
        }
    }
}

/// What makes values of an old type, and arrays of them, those of the new one.
const EXCHANGE: &str = "pg_temp.dbtool_exchange";

/// Functions that make values of the one composite type those of another with other attributes, and arrays of
/// the one arrays of the other, where a column or another type holds such; with what drops them.
fn converters(it: &Exchanged<'_>, types: &[Exchanged<'_>], renewed: &Renewed) -> Vec<(Statement, Statement)> {
    let (Object::Composite(before), Object::Composite(after)) = (it.old.1, it.new.1) else { return Vec::new() };
    let (old, new) = (name(&old_name(it.old.0)), name(it.new.0));
    if !renewed.is_otherwise(&new) {
        return Vec::new();
    }
    let array = format!("{new}[]");
    let within = |data_type: &str| {
        types.iter().any(|other| match other.old.1 {
            Object::Composite(holder) => holder.attributes.iter().any(|attribute| attribute.data_type == data_type),
            _ => false,
        })
    };
    let in_column = it
        .holders
        .iter()
        .chain(&it.copied)
        .any(|(_, object)| matches!(object, Object::Column(column) if column.data_type.ends_with("[]")));
    let function = |own: &str, result: &str, body: &str| {
        let made = format!(
            "CREATE FUNCTION {EXCHANGE}(own {own}) RETURNS {result} LANGUAGE sql AS {}",
            super::quote::dollar(body)
        );
        (Statement::new(made), Statement::new(format!("DROP FUNCTION {EXCHANGE}({own})")))
    };
    let mut made = Vec::new();
    if within(&new) {
        made.push(function(&old, &new, &format!("SELECT {}", before.using(after, &new, "own", renewed))));
    }
    if in_column || within(&array) {
        let value = before.using(after, &new, "(own[i])", renewed);
        let body = format!(
            "SELECT CASE WHEN pg_catalog.array_ndims(own) > 1 THEN own::text::{array} WHEN own IS NOT NULL THEN \
             COALESCE((SELECT pg_catalog.array_agg({value} ORDER BY i) FROM pg_catalog.generate_subscripts(own, 1) i), \
             '{{}}') END"
        );
        made.push(function(&format!("{old}[]"), &array, &body));
    }
    made
}

/// Moves a column to the new type.
fn moved(it: &Exchanged<'_>, holder: &ObjectId, object: &Object, renewed: &Renewed) -> Option<Statement> {
    let Object::Column(column) = object else { return None };
    let (own, new) = (ident(&holder.name), name(it.new.0));
    if let Object::Collation(_) = it.old.1 {
        let sql = format!("ALTER TABLE {} ALTER COLUMN {own} TYPE {} COLLATE {new}", parent(holder), column.data_type);
        let message = format!("indexes of {} on {holder} are built again; reads and writes wait", parent(holder));
        return Some(Statement::new(sql).endangers_parent(hazard::BLOCKS_READS, holder, message));
    }
    let (data_type, value) = value(it, holder, column, renewed)?;
    let sql = format!("ALTER TABLE {} ALTER COLUMN {own} TYPE {data_type} USING {value}", parent(holder));
    let statement = Statement::new(sql);
    Some(match holder.parent() {
        Some(table) if table.kind == Kind::Table => statement.rewriting(table),
        _ => statement,
    })
}

/// The type that a column then has, and its value as one of that; none where the value stays as it is.
fn value(it: &Exchanged<'_>, holder: &ObjectId, column: &Column, renewed: &Renewed) -> Option<(String, String)> {
    let (own, new) = (ident(&holder.name), name(it.new.0));
    let array = if column.data_type.ends_with("[]") { "[]" } else { "" };
    let new = match (it.old.1, it.new.1) {
        (Object::Collation(_), _) => return None,
        (Object::Range(before), Object::Range(after))
            if column.data_type.trim_end_matches("[]") == before.multirange_name(it.old.0) =>
        {
            after.multirange_name(it.new.0)
        }
        _ => new,
    };
    let value = match (it.old.1, it.new.1) {
        (Object::Composite(before), Object::Composite(after)) if array.is_empty() => {
            before.using(after, &new, &own, renewed)
        }
        (Object::Composite(_), Object::Composite(_)) => renewed.value(&own, &format!("{new}{array}")),
        _ => format!("{own}::text{array}::{new}{array}"),
    };
    Some((format!("{new}{array}"), value))
}
