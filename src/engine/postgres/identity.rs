//! Identity columns, and the sequences behind them.

use sqlx::postgres::PgRow;

use super::quote::{ident, parent};
use super::read::Get;
use super::sequence;
use super::sql::one;
use crate::engine::{Sides, Statement};
use crate::error::Fault;
use crate::model::{Identity, IdentityMode, Kind, Object, ObjectId, Options, Persistence, Sequence};

pub(super) fn read(row: &PgRow, table: &ObjectId, column: &str) -> Result<Option<Identity>, Fault> {
    let mode = match row.value("identity")? {
        "a" => IdentityMode::Always,
        "d" => IdentityMode::ByDefault,
        _ => return Ok(None),
    };
    let sequence_schema: Option<&str> = row.value("sequence_schema")?;
    let sequence_name: Option<&str> = row.value("sequence_name")?;
    let usual = super::names::relation_name(&table.name, Some(column), "seq");
    let named = sequence_name.filter(|name| *name != usual || sequence_schema != Some(&*table.schema));
    let persistence: Option<&str> = row.value("sequence_persistence")?;
    let sequence = Sequence {
        data_type: row.value::<Option<String>>("sequence_type")?.unwrap_or_default(),
        start: row.value::<Option<i64>>("seqstart")?.unwrap_or(1),
        increment: row.value::<Option<i64>>("seqincrement")?.unwrap_or(1),
        min: row.value::<Option<i64>>("seqmin")?.unwrap_or(1),
        max: row.value::<Option<i64>>("seqmax")?.unwrap_or(i64::MAX),
        cache: row.value::<Option<i64>>("seqcache")?.unwrap_or(1),
        cycle: row.value::<Option<bool>>("seqcycle")?.unwrap_or(false),
        owned_by: None,
        persistence: super::table::persistence(persistence.unwrap_or("p")),
        options: Options::default(),
    };
    let sequence_name = named.map(|name| match sequence_schema {
        // A name alone that holds a dot would be read as a qualified one.
        Some(schema) if *schema != *table.schema || name.contains('.') => format!("{}.{}", ident(schema), ident(name)),
        _ => name.to_owned(),
    });
    Ok(Some(Identity { mode, sequence_name, sequence }))
}

pub(super) fn clause(id: &ObjectId, identity: &Identity, sides: Sides<'_>) -> String {
    let Identity { mode, sequence_name, sequence } = identity;
    let mut clauses = Vec::new();
    if let Some(sequence_name) = sequence_name {
        let qualified = match id.parent() {
            Some(table) if !sequence_name.contains('.') => format!("{}.{}", ident(&table.schema), ident(sequence_name)),
            _ => sequence_name.clone(),
        };
        clauses.push(format!("SEQUENCE NAME {qualified}"));
    }
    // It is logged where its table is, unless it is said to be otherwise (15).
    if let Some(Object::Table(table)) = id.parent().and_then(|table| sides.after.get(table))
        && table.persistence != sequence.persistence
        && sides.before.major.max(sides.after.major) >= 15
    {
        clauses.push(if sequence.persistence == Persistence::Unlogged { "UNLOGGED" } else { "LOGGED" }.to_owned());
    }
    // Its type is the column's.
    clauses.extend(sequence::clauses(sequence).into_iter().filter(|clause| !clause.starts_with("AS ")));
    let options = if clauses.is_empty() { String::new() } else { format!(" ({})", clauses.join(" ")) };
    format!("GENERATED {} AS IDENTITY{options}", mode_words(*mode))
}

pub(super) fn mode_words(mode: IdentityMode) -> &'static str {
    match mode {
        IdentityMode::Always => "ALWAYS",
        IdentityMode::ByDefault => "BY DEFAULT",
    }
}

/// What grants and comments on the sequence behind an identity column belong to; it is no object itself.
/// `named` is [`Identity::sequence_name`].
pub fn sequence_id(column: &ObjectId, named: Option<&str>) -> ObjectId {
    let table = column.root();
    let plain = |text: &str| {
        let quoted = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        quoted.map_or_else(|| text.to_owned(), |text| text.replace("\"\"", "\""))
    };
    let split = |name: &str| {
        let dot = if name.starts_with('"') { name.find("\".").map(|at| at + 1) } else { name.find('.') };
        dot.map(|at| (plain(&name[..at]), plain(&name[at + 1..])))
    };
    let usual = || super::names::relation_name(&table.name, Some(&column.name), "seq");
    let name = named.map_or_else(usual, str::to_owned);
    let (schema, name) = split(&name).filter(|_| named.is_some()).unwrap_or((table.schema.to_string(), name));
    ObjectId::in_schema(Kind::Sequence, schema, name).within(column)
}

/// The name in SQL of the sequence behind an identity column.
pub(super) fn sequence_name(id: &ObjectId, identity: &Identity) -> String {
    let Some(table) = id.parent() else { return String::new() };
    let name = match &identity.sequence_name {
        Some(name) if name.contains('.') => return name.clone(),
        Some(name) => name.clone(),
        None => super::names::relation_name(&table.name, Some(&id.name), "seq"),
    };
    format!("{}.{}", ident(&table.schema), ident(&name))
}

/// What brings the sequence behind an identity column to another's options; `data_type` is what it counts in
/// when that is done.
pub(super) fn options(id: &ObjectId, before: &Identity, after: &Identity, data_type: &str) -> Vec<Statement> {
    let typed = Sequence { data_type: data_type.to_owned(), ..before.sequence.clone() };
    sequence::options(&sequence_name(id, after), &typed, &after.sequence)
}

/// Lets the sequence behind a new identity column count in another type than the column's: one that was made
/// `LIKE` another's does.
pub(super) fn counts_in(id: &ObjectId, identity: &Identity, data_type: &str) -> Option<Statement> {
    let Sequence { data_type: own, min, max, .. } = &identity.sequence;
    let sql = || format!("ALTER SEQUENCE {} AS {own} MINVALUE {min} MAXVALUE {max}", sequence_name(id, identity));
    (own != data_type).then(|| Statement::new(sql()))
}

/// Gives the sequence behind an identity column another's name; it lives in its table's schema.
pub(super) fn renamed(id: &ObjectId, before: &Identity, after: &Identity) -> Vec<Statement> {
    let [from, to] = [before, after].map(|it| sequence_id(id, it.sequence_name.as_deref()));
    if from.name == to.name {
        return Vec::new();
    }
    one(format!("ALTER SEQUENCE {} RENAME TO {}", sequence_name(id, before), ident(&to.name)))
}

/// Sets a new identity's sequence to go on from the values that are there.
pub(super) fn carry_on(id: &ObjectId, identity: &Identity) -> Statement {
    let (table, column) = (parent(id), ident(&id.name));
    let last = if identity.sequence.increment < 0 { "min" } else { "max" };
    let sequence = super::quote::literal(&sequence_name(id, identity));
    Statement::new(format!(
        "SELECT pg_catalog.setval({sequence}, {last}({column})) FROM {table} HAVING {last}({column}) IS NOT NULL"
    ))
}

/// Whether the server refuses to add an identity to the column's table, since others inherit from it
/// (`tablecmds.c`); partitions have it of their table since PostgreSQL 17.
pub(super) fn is_refused(id: &ObjectId, sides: Sides<'_>) -> bool {
    let Some(table) = id.parent() else { return false };
    sides.before.objects.values().any(|entry| match &entry.object {
        Object::Inheritance(inheritance) => inheritance.parents.contains(table),
        Object::Partition(partition) => sides.before.major < 17 && partition.of == *table,
        _ => false,
    })
}
