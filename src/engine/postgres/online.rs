//! Ways to change a table that is in use which block nobody for long: indexes built beside the
//! writes, constraints added unproved and proved afterwards under a lock that lets writes go on.

use super::names::relation_name;
use super::quote::{dollar, ident, literal, parent};
use super::scan::tokens;
use crate::engine::{Sides, Statement};
use crate::model::{Kind, Object, ObjectId, Trigger, Volatility};

/// Whether a part's table is there before the plan and stays.
pub(super) fn applies(id: &ObjectId, sides: Sides<'_>) -> bool {
    let Some(table) = id.parent().filter(|table| table.kind == Kind::Table) else { return false };
    sides.online && sides.before.get(table).is_some() && sides.after.get(table).is_some()
}

/// The same of a table that is not partitioned, which takes more of these ways.
pub(super) fn applies_to_plain(id: &ObjectId, sides: Sides<'_>) -> bool {
    let plain = |table: &ObjectId| match sides.after.get(table) {
        Some(Object::Table(table)) => table.partition_by.is_none(),
        _ => false,
    };
    applies(id, sides) && id.parent().is_some_and(plain)
}

/// Whether something beside its parent and its own parts needs an object.
pub(super) fn is_needed(id: &ObjectId, sides: Sides<'_>) -> bool {
    let needs = |other: &ObjectId, entry: &crate::model::Entry| {
        !other.is_within(id)
            && (entry.depends.contains(id)
                || entry.object.references(other).contains(id)
                || id.parent().is_some_and(|table| table == other) && names_index(&entry.object, &id.name))
    };
    [sides.before, sides.after].iter().any(|schema| schema.objects.iter().any(|(other, entry)| needs(other, entry)))
}

fn names_index(object: &Object, name: &str) -> bool {
    let Object::Table(table) = object else { return false };
    let replica = matches!(&table.replica_identity, crate::model::ReplicaIdentity::Index(index) if index == name);
    replica || table.cluster_on.as_deref() == Some(name)
}

/// The statement that proves a constraint; writes go on meanwhile.
pub(super) fn validate(id: &ObjectId, name: &str) -> Statement {
    let message = format!("the rows of {} are read to prove {name}; reads and writes go on", parent(id));
    Statement::new(format!("ALTER TABLE {} VALIDATE CONSTRAINT {}", parent(id), ident(name))).alone().endangers_parent(
        super::hazard::CONSTRAINT_SCAN,
        id,
        message,
    )
}

/// Adds a constraint in two steps.
pub(super) fn add_constraint(id: &ObjectId, definition: &str) -> Vec<Statement> {
    let add = Statement::new(format!("ALTER TABLE {} ADD {definition} NOT VALID", parent(id))).alone();
    vec![add, validate(id, &id.name)]
}

/// Lets a column refuse NULL: what a proved check says, the server need not look for again.
pub(super) fn set_not_null(id: &ObjectId) -> Vec<Statement> {
    let (table, column) = (parent(id), ident(&id.name));
    let check = relation_name(id.parent().map_or("", |table| &table.name), Some(&id.name), "dbtool_not_null");
    let name = ident(&check);
    vec![
        Statement::new(format!("ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({column} IS NOT NULL) NOT VALID"))
            .alone(),
        validate(id, &check),
        Statement::new(format!("ALTER TABLE {table} ALTER COLUMN {column} SET NOT NULL")),
        Statement::new(format!("ALTER TABLE {table} DROP CONSTRAINT {name}")),
    ]
}

/// The functions of the server and its usual extensions that give another value for each row
/// (`pg_proc.provolatile`).
const VOLATILE: [&str; 13] = [
    "random",
    "random_normal",
    "gen_random_uuid",
    "uuidv4",
    "uuidv7",
    "uuid_generate_v1",
    "uuid_generate_v1mc",
    "uuid_generate_v4",
    "clock_timestamp",
    "timeofday",
    "nextval",
    "gen_random_bytes",
    "gen_salt",
];

/// Whether an expression may give another value for each row, so that the server writes every row
/// when it is a new column's default.
pub(super) fn is_volatile(expression: &str, sides: Sides<'_>) -> bool {
    let words = tokens(expression);
    words.windows(2).any(|pair| {
        let [name, "("] = pair else { return false };
        let own = |id: &ObjectId, object: &Object| {
            *id.name == **name
                && matches!(object, Object::Routine(routine) if routine.volatility == Volatility::Volatile)
        };
        VOLATILE.contains(name) || sides.after.objects.iter().any(|(id, entry)| own(id, &entry.object))
    })
}

/// Gives the rows that are there a column's default, a thousand pages at a time.
pub(super) fn fill(id: &ObjectId, sides: Sides<'_>) -> Statement {
    let column = ident(&id.name);
    let mut statement = by_pages(id, &format!("{column} = DEFAULT"), &format!("{column} IS NULL"));
    // To keep them still takes a superuser, and is not for a plan to decide.
    let fires = |trigger: &Trigger| {
        let of_columns = |event: &str| event.to_lowercase().starts_with("update of");
        let updates = |event: &String| event.to_lowercase().starts_with("update") && !of_columns(event);
        trigger.events.iter().any(updates)
    };
    let triggers: Vec<&str> = sides
        .before
        .objects
        .iter()
        .filter(|(other, entry)| {
            other.parent() == id.parent() && matches!(&entry.object, Object::Trigger(trigger) if fires(trigger))
        })
        .map(|(other, _)| &*other.name)
        .collect();
    if let (Some(hazard), false) = (statement.hazards.last_mut(), triggers.is_empty()) {
        hazard.message.push_str(&format!("; its triggers fire for them: {}", triggers.join(", ")));
    }
    statement
}

/// The same in one statement, within a transaction.
pub(super) fn fill_at_once(id: &ObjectId) -> Statement {
    let table = parent(id);
    Statement::new(format!("UPDATE {table} SET {} = DEFAULT", ident(&id.name))).endangers_parent(
        super::hazard::WRITES_ROWS,
        id,
        format!("every row of {table} is written; writes of the same rows wait"),
    )
}

/// Updates those rows of a column's table for which a condition holds, a thousand pages at a time.
pub(super) fn by_pages(id: &ObjectId, set: &str, condition: &str) -> Statement {
    let table = parent(id);
    let size = literal(&table);
    let body = format!(
        "DECLARE pages bigint := pg_catalog.pg_relation_size({size}::pg_catalog.regclass) / \
         pg_catalog.current_setting('block_size')::bigint;
BEGIN
    FOR page IN 0..pages BY 1000 LOOP
        UPDATE {table} SET {set} WHERE {condition}
            AND ctid >= pg_catalog.format('(%s,0)', page)::pg_catalog.tid
            AND ctid < pg_catalog.format('(%s,0)', page + 1000)::pg_catalog.tid;
        COMMIT;
    END LOOP;
    UPDATE {table} SET {set} WHERE {condition};
END"
    );
    Statement::new(format!("DO {}", dollar(&body))).alone().endangers_parent(
        super::hazard::WRITES_ROWS,
        id,
        format!("every row of {table} is written, a thousand pages at a time"),
    )
}
