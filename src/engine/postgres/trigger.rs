//! Triggers.

use sqlx::postgres::PgRow;

use super::quote::{ident, parent};
use super::read::{Get, Reader, class, unwrapped};
use super::scan::{enclosed, tokens};
use super::sql::{Part, Sql, on_parent, one};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Kind, ObjectId, Trigger};

pub(super) const QUERY: &str = include_str!("catalog/trigger.sql");

/// The bits of `pg_trigger.tgtype` (the server's trigger.h).
mod bit {
    pub(super) const ROW: i32 = 1;
    pub(super) const BEFORE: i32 = 2;
    pub(super) const INSERT: i32 = 4;
    pub(super) const DELETE: i32 = 8;
    pub(super) const UPDATE: i32 = 16;
    pub(super) const TRUNCATE: i32 = 32;
    pub(super) const INSTEAD: i32 = 64;
}

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let table = row.oid("table")?;
    let Some(parent) = reader.relation(table).cloned() else { return Ok(()) };
    let bits: i32 = row.value("bits")?;
    let numbers: Vec<i16> = row.value("columns")?;
    let columns = reader.column_names(table, &numbers);
    let update =
        if columns.is_empty() { "update".to_owned() } else { format!("update of {}", super::quote::list(&columns)) };
    let events = [
        (bit::INSERT, "insert".to_owned()),
        (bit::UPDATE, update),
        (bit::DELETE, "delete".to_owned()),
        (bit::TRUNCATE, "truncate".to_owned()),
    ];
    let definition: &str = row.value("definition")?;
    let (head, function) = split_function(definition);
    let conditional: bool = row.value("conditional")?;
    let condition =
        head.split_once(" WHEN (").and_then(|(_, rest)| enclosed(rest)).map(|(text, _)| unwrapped(text).to_owned());
    let object = Trigger {
        timing: if bits & bit::INSTEAD != 0 {
            "instead of"
        } else if bits & bit::BEFORE != 0 {
            "before"
        } else {
            "after"
        }
        .to_owned(),
        events: events.into_iter().filter(|(bit, _)| bits & bit != 0).map(|(_, word)| word).collect(),
        for_each_row: bits & bit::ROW != 0,
        condition: condition.filter(|_| conditional),
        function: function.to_owned(),
        old_table: row.value("old_table")?,
        new_table: row.value("new_table")?,
        constraint: row.value("constraint")?,
        from_table: row.value("from_table")?,
        deferrable: row.value("deferrable")?,
        initially_deferred: row.value("deferred")?,
        enabled: enabled(row.value("enabled")?),
        ..Trigger::default()
    };
    let id = ObjectId::child(&parent, Kind::Trigger, row.value::<&str>("name")?);
    reader.add((class::TRIGGER, row.oid("oid")?, 0), id, object);
    Ok(())
}

/// Cuts a definition before ` EXECUTE FUNCTION ` where that is no part of a quoted text.
fn split_function(definition: &str) -> (&str, &str) {
    let tokens = tokens(definition);
    for pair in tokens.windows(2) {
        if let ["EXECUTE", word @ ("FUNCTION" | "PROCEDURE")] = pair {
            let end = super::scan::offset(definition, word) + word.len();
            let start = super::scan::offset(definition, pair[0]);
            return (&definition[..start], definition[end..].trim_start());
        }
    }
    (definition, "")
}

/// `tgenabled`, `ev_enabled` and `evtenabled` in words; none for the usual state.
pub(super) fn enabled(letter: &str) -> Option<String> {
    let word = match letter {
        "D" => "disabled",
        "R" => "replica",
        "A" => "always",
        _ => return None,
    };
    Some(word.to_owned())
}

/// The word that `ALTER TABLE … TRIGGER` takes to bring about a state.
pub(super) fn state(enabled: Option<&str>) -> &'static str {
    match enabled {
        Some("disabled") => "DISABLE",
        Some("replica") => "ENABLE REPLICA",
        Some("always") => "ENABLE ALWAYS",
        _ => "ENABLE",
    }
}

impl Trigger {
    fn set_state(&self, id: &ObjectId) -> Statement {
        let state = state(self.enabled.as_deref());
        Statement::new(format!("ALTER TABLE {} {state} TRIGGER {}", parent(id), ident(&id.name)))
    }
}

impl Sql for Trigger {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        let Self {
            timing,
            events,
            for_each_row,
            condition,
            function,
            old_table,
            new_table,
            constraint,
            from_table,
            deferrable,
            initially_deferred,
            enabled,
            ..
        } = self;
        let event = |event: &String| match event.strip_prefix("update of ") {
            Some(columns) => format!("UPDATE OF {columns}"),
            None => event.to_uppercase(),
        };
        let mut text = format!(
            "CREATE {}TRIGGER {} {} {} ON {}",
            if *constraint { "CONSTRAINT " } else { "" },
            ident(&id.name),
            timing.to_uppercase(),
            events.iter().map(event).collect::<Vec<_>>().join(" OR "),
            parent(id)
        );
        if let Some(table) = from_table {
            text.push_str(&format!(" FROM {table}"));
        }
        text.push_str(super::sql::deferrable(*deferrable, *initially_deferred));
        if old_table.is_some() || new_table.is_some() {
            text.push_str(" REFERENCING");
            for (word, table) in [("OLD", old_table), ("NEW", new_table)] {
                if let Some(table) = table {
                    text.push_str(&format!(" {word} TABLE AS {}", ident(table)));
                }
            }
        }
        text.push_str(if *for_each_row { " FOR EACH ROW" } else { " FOR EACH STATEMENT" });
        if let Some(condition) = condition {
            text.push_str(&format!(" WHEN ({condition})"));
        }
        text.push_str(&format!(" EXECUTE FUNCTION {function}"));
        let mut statements = one(text);
        if enabled.is_some() {
            statements.push(self.set_state(id));
        }
        statements
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        one(format!("DROP TRIGGER {} ON {}", ident(&id.name), parent(id)))
    }

    fn alter(&self, id: &ObjectId, after: &Self, sides: Sides<'_>) -> Alteration {
        let same = Self { enabled: self.enabled.clone(), ..after.clone() };
        if *self != same {
            return Alteration::Replace;
        }
        let mut statements = vec![after.set_state(id)];
        statements.extend(super::trigger_state::of_copies(id, sides.after));
        Alteration::InPlace(statements)
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        one(format!("ALTER TRIGGER {} ON {} RENAME TO {}", ident(&from.name), parent(to), ident(&to.name)))
    }

    // One that fires on a column, or looks at one, holds its type.
    fn evicted(&self) -> bool {
        true
    }

    fn target(id: &ObjectId) -> String {
        on_parent("TRIGGER", id)
    }
}
