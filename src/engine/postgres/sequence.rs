//! Sequences.

use sqlx::postgres::PgRow;

use super::quote::{ident, name, parent};
use super::read::{Get, Reader, class};
use super::sql::{Part, Sql, one, rename_to};
use crate::engine::{Alteration, Finish, Sides, Statement};
use crate::error::Fault;
use crate::model::{Kind, Object, ObjectId, Options, Persistence, Sequence};

pub(super) const QUERY: &str = include_str!("catalog/sequence.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let id = ObjectId::in_schema(Kind::Sequence, row.value::<&str>("schema")?, row.value::<&str>("name")?);
    let object = Sequence {
        data_type: row.value("data_type")?,
        start: row.value("start")?,
        increment: row.value("increment")?,
        min: row.value("min")?,
        max: row.value("max")?,
        cache: row.value("cache")?,
        cycle: row.value("cycle")?,
        owned_by: None,
        persistence: super::table::persistence(row.value("persistence")?),
        options: Options::default(),
    };
    let owner_column: Option<i32> = row.value("owner_column")?;
    let owner_column = owner_column.and_then(|number| i16::try_from(number).ok()).unwrap_or_default();
    reader.add_sequence((class::RELATION, row.oid("oid")?, 0), id, object, (row.oid("owner_table")?, owner_column));
    Ok(())
}

/// Gives sequences their owners, once columns have been read.
pub(super) fn own(reader: &mut Reader) {
    for (id, (table, column)) in std::mem::take(&mut reader.owners) {
        let Some(parent) = reader.relation(table).cloned() else { continue };
        let column = ObjectId::child(&parent, Kind::Column, reader.column(table, column));
        if let Some(entry) = reader.schema.objects.get_mut(&id)
            && let Object::Sequence(sequence) = &mut entry.object
        {
            sequence.owned_by = Some(column);
        }
    }
}

/// The options that differ from the server's defaults, as `CREATE SEQUENCE` takes them.
pub(super) fn clauses(sequence: &Sequence) -> Vec<String> {
    let Sequence { data_type, start, increment, min, max, cache, cycle, owned_by: _, persistence: _, options: _ } =
        sequence;
    let (low, high) = bounds(data_type, *increment);
    let mut clauses = Vec::new();
    if data_type != "bigint" {
        clauses.push(format!("AS {data_type}"));
    }
    if *increment != 1 {
        clauses.push(format!("INCREMENT BY {increment}"));
    }
    if *min != low {
        clauses.push(format!("MINVALUE {min}"));
    }
    if *max != high {
        clauses.push(format!("MAXVALUE {max}"));
    }
    if *start != if *increment < 0 { *max } else { *min } {
        clauses.push(format!("START WITH {start}"));
    }
    if *cache != 1 {
        clauses.push(format!("CACHE {cache}"));
    }
    if *cycle {
        clauses.push("CYCLE".to_owned());
    }
    clauses
}

/// The least and the greatest value that a sequence gets where none is said (`init_params` in the
/// server's sequence.c; `CREATE SEQUENCE` manual page).
pub fn bounds(data_type: &str, increment: i64) -> (i64, i64) {
    let (low, high) = match data_type {
        "smallint" => (i64::from(i16::MIN), i64::from(i16::MAX)),
        "integer" => (i64::from(i32::MIN), i64::from(i32::MAX)),
        _ => (i64::MIN, i64::MAX),
    };
    if increment < 0 { (low, -1) } else { (1, high) }
}

/// What brings one sequence's options to another's, as `ALTER SEQUENCE` takes them.
pub(super) fn changes(before: &Sequence, after: &Sequence) -> Vec<String> {
    let Sequence { data_type, start, increment, min, max, cache, cycle, owned_by: _, persistence: _, options: _ } =
        before;
    let mut clauses = Vec::new();
    if *data_type != after.data_type {
        clauses.push(format!("AS {}", after.data_type));
    }
    let mut number = |word: &str, before: i64, after: i64| {
        if before != after {
            clauses.push(format!("{word} {after}"));
        }
    };
    number("INCREMENT BY", *increment, after.increment);
    // A change of type moves bounds that stood at the old type's, so both are said along with it.
    let retyped = *data_type != after.data_type;
    number("MINVALUE", if retyped { after.min.wrapping_add(1) } else { *min }, after.min);
    number("MAXVALUE", if retyped { after.max.wrapping_add(1) } else { *max }, after.max);
    number("START WITH", *start, after.start);
    number("CACHE", *cache, after.cache);
    if *cycle != after.cycle {
        clauses.push(if after.cycle { "CYCLE" } else { "NO CYCLE" }.to_owned());
    }
    clauses
}

/// The statements that bring the options of a sequence, by its name in SQL, to another's.
pub(super) fn options(own: &str, before: &Sequence, after: &Sequence) -> Vec<Statement> {
    let mut statements = Vec::new();
    let clauses = changes(before, after);
    if after.min > before.min || after.max < before.max {
        // The server refuses bounds that its present value is not within, so there is room for both
        // first, and a value that would be outside is moved.
        let (low, high) = (before.min.min(after.min), before.max.max(after.max));
        let data_type = if before.data_type == after.data_type { String::new() } else { " AS bigint".to_owned() };
        statements.extend(one(format!("ALTER SEQUENCE {own}{data_type} MINVALUE {low} MAXVALUE {high}")));
        let move_in = format!(
            "SELECT pg_catalog.setval({}, {}, false) FROM {own} WHERE last_value NOT BETWEEN {} AND {}",
            super::quote::literal(own),
            after.start,
            after.min,
            after.max
        );
        statements.extend(one(move_in));
        let mut room = clauses.clone();
        room.retain(|clause| !clause.starts_with("MINVALUE") && !clause.starts_with("MAXVALUE"));
        room.push(format!("MINVALUE {} MAXVALUE {}", after.min, after.max));
        statements.extend(one(format!("ALTER SEQUENCE {own} {}", room.join(" "))));
    } else if !clauses.is_empty() {
        statements.push(Statement::new(format!("ALTER SEQUENCE {own} {}", clauses.join(" "))));
    }
    statements
}

impl Sql for Sequence {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        let unlogged = if self.persistence == Persistence::Unlogged { "UNLOGGED " } else { "" };
        let clauses: String = clauses(self).iter().map(|clause| format!(" {clause}")).collect();
        one(format!("CREATE {unlogged}SEQUENCE {}{clauses}", name(id)))
    }

    // A table that is there takes no sequence of another owner's; it is given to a new one with the table.
    fn create_within(&self, id: &ObjectId, parts: &[Part<'_>], sides: Sides<'_>) -> Vec<Statement> {
        let mut statements = self.create(id, parts);
        let table = self.owned_by.as_ref().map(|column| column.root());
        let owner = table.map(|table| ObjectId::child(table, Kind::Owner, ""));
        if let Some(Object::Owner(owner)) = owner.and_then(|owner| sides.before.get(&owner)) {
            let sql = format!("ALTER SEQUENCE {} OWNER TO {}", name(id), ident(&owner.role));
            statements.push(Statement::new(sql));
        }
        statements
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        one(format!("DROP SEQUENCE {}", name(id)))
    }

    fn alter(&self, id: &ObjectId, after: &Self, _: Sides<'_>) -> Alteration {
        let mut statements = options(&name(id), self, after);
        if self.persistence != after.persistence {
            let word = if after.persistence == Persistence::Unlogged { "UNLOGGED" } else { "LOGGED" };
            statements.push(Statement::new(format!("ALTER SEQUENCE {} SET {word}", name(id))));
        }
        if self.owned_by.is_some() && after.owned_by != self.owned_by {
            // Let go first, so that the old owner can be dropped without it.
            statements.push(Statement::new(format!("ALTER SEQUENCE {} OWNED BY NONE", name(id))));
        }
        Alteration::InPlace(statements)
    }

    fn finish(&self, id: &ObjectId, before: Option<&Self>) -> Option<Finish> {
        let owner = self.owned_by.as_ref()?;
        if before.is_some_and(|before| before.owned_by == self.owned_by) {
            return None;
        }
        let sql = format!("ALTER SEQUENCE {} OWNED BY {}.{}", name(id), parent(owner), ident(&owner.name));
        Some(Finish { statements: one(sql), needs: vec![owner.clone()] })
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        rename_to("SEQUENCE", from, to)
    }

    fn claim(&self, id: &ObjectId) -> Option<String> {
        Some(format!("relation {}", name(id)))
    }

    fn target(id: &ObjectId) -> String {
        format!("SEQUENCE {}", name(id))
    }

    fn dropped_with<'a>(&'a self, _: &ObjectId, _: Sides<'a>) -> Option<&'a ObjectId> {
        self.owned_by.as_ref()
    }
}
