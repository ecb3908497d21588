//! Foreign keys.

use sqlx::postgres::PgRow;

use super::hazard;
use super::online;
use super::quote::{ident, list, name};
use super::read::{Get, Reader, class};
use super::sql::{Part, Sql, alter_parent, deferrable, on_parent};
use super::unique::rename_constraint;
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Action, ForeignKey, Kind, Match, ObjectId};

pub(super) const QUERY: &str = include_str!("catalog/foreign_key.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let table = row.oid("table")?;
    let Some(parent) = reader.relation(table).cloned() else { return Ok(()) };
    // The referred table may be in a schema that was not asked for.
    let referenced = reader.relation(row.oid("referenced")?).cloned();
    let referenced = match referenced {
        Some(id) => id,
        None => ObjectId::in_schema(
            Kind::Table,
            row.value::<&str>("referenced_schema")?,
            row.value::<&str>("referenced_name")?,
        ),
    };
    let numbers: Vec<i16> = row.value("columns")?;
    let limited: Option<Vec<i16>> = row.value("on_delete_columns")?;
    let enforced: bool = row.value("enforced")?;
    let object = ForeignKey {
        columns: reader.column_names(table, &numbers),
        references: referenced,
        referenced_columns: row.value("referenced_columns")?,
        match_type: if row.value::<&str>("match_type")? == "f" { Match::Full } else { Match::Simple },
        on_update: action(row.value("on_update")?),
        on_delete: action(row.value("on_delete")?),
        on_delete_columns: reader.column_names(table, &limited.unwrap_or_default()),
        period: row.value("period")?,
        deferrable: row.value("deferrable")?,
        initially_deferred: row.value("deferred")?,
        not_valid: enforced && !row.value::<bool>("validated")?,
        not_enforced: !enforced,
    };
    let id = ObjectId::child(&parent, Kind::ForeignKey, row.value::<&str>("name")?);
    reader.add((class::CONSTRAINT, row.oid("oid")?, 0), id, object);
    Ok(())
}

/// `confupdtype` and `confdeltype`.
fn action(letter: &str) -> Action {
    match letter {
        "r" => Action::Restrict,
        "c" => Action::Cascade,
        "n" => Action::SetNull,
        "d" => Action::SetDefault,
        _ => Action::NoAction,
    }
}

/// ` ON DELETE CASCADE`, or nothing for the default.
pub(super) fn action_clause(event: &str, action: Action, columns: &[String]) -> String {
    let Some(word) = action.words() else { return String::new() };
    let columns = if columns.is_empty() { String::new() } else { format!(" ({})", list(columns)) };
    format!(" ON {event} {word}{columns}")
}

impl ForeignKey {
    /// The constraint as `ADD` takes it, with its name.
    pub(super) fn definition(&self, id: &ObjectId) -> String {
        let Self {
            columns, references, referenced_columns, match_type, on_update, on_delete, on_delete_columns, ..
        } = self;
        let period = |columns: &[String]| match columns.split_last() {
            Some((last, [])) if self.period => format!("PERIOD {}", ident(last)),
            Some((last, rest)) if self.period => format!("{}, PERIOD {}", list(rest), ident(last)),
            _ => list(columns),
        };
        let referenced =
            if referenced_columns.is_empty() { String::new() } else { format!(" ({})", period(referenced_columns)) };
        format!(
            "CONSTRAINT {} FOREIGN KEY ({}) REFERENCES {}{referenced}{}{}{}{}{}{}",
            ident(&id.name),
            period(columns),
            name(references),
            if *match_type == Match::Full { " MATCH FULL" } else { "" },
            action_clause("UPDATE", *on_update, &[]),
            action_clause("DELETE", *on_delete, on_delete_columns),
            deferrable(self.deferrable, self.initially_deferred),
            if self.not_enforced { " NOT ENFORCED" } else { "" },
            if self.not_valid { " NOT VALID" } else { "" },
        )
    }
}

impl Sql for ForeignKey {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        alter_parent(id, &format!("ADD {}", self.definition(id)))
    }

    fn create_within(&self, id: &ObjectId, parts: &[Part<'_>], sides: Sides<'_>) -> Vec<Statement> {
        if self.not_valid || self.not_enforced {
            return self.create(id, parts);
        }
        if !online::applies_to_plain(id, sides) {
            return hazard::first_scans(self.create(id, parts), id, sides, hazard::BLOCKS_WRITES);
        }
        online::add_constraint(id, &self.definition(id))
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        alter_parent(id, &format!("DROP CONSTRAINT {}", ident(&id.name)))
    }

    // A partition's takes part in that of its table, under whatever name.
    fn dropped_with<'a>(&'a self, id: &ObjectId, sides: Sides<'a>) -> Option<&'a ObjectId> {
        let needed = sides.before.objects.get(id)?.depends.iter();
        let mut keys = needed.filter(|key| key.kind == Kind::ForeignKey && key.parent() != id.parent());
        super::partition::dropped_with(id, keys.next(), sides)
    }

    fn alter(&self, id: &ObjectId, after: &Self, sides: Sides<'_>) -> Alteration {
        let timing = Self {
            deferrable: after.deferrable,
            initially_deferred: after.initially_deferred,
            not_valid: self.not_valid && after.not_valid,
            ..self.clone()
        };
        // It holds on to the very index that it was made by: one that goes takes it along.
        let keys = sides.before.objects.get(id).map(|entry| entry.depends.as_slice()).unwrap_or_default();
        let key_goes =
            keys.iter().any(|key| matches!(key.kind, Kind::Unique | Kind::Index) && sides.after.get(key).is_none());
        if timing != *after || key_goes {
            return Alteration::Replace;
        }
        let mut statements = Vec::new();
        if (self.deferrable, self.initially_deferred) != (after.deferrable, after.initially_deferred) {
            let clause = deferrable(after.deferrable, after.initially_deferred);
            let clause = if clause.is_empty() { " NOT DEFERRABLE" } else { clause };
            statements.extend(alter_parent(id, &format!("ALTER CONSTRAINT {}{clause}", ident(&id.name))));
        }
        if self.not_valid && !after.not_valid {
            if online::applies(id, sides) {
                statements.push(online::validate(id, &id.name));
            } else {
                statements.extend(alter_parent(id, &format!("VALIDATE CONSTRAINT {}", ident(&id.name))));
            }
        }
        Alteration::InPlace(statements)
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        rename_constraint(from, to)
    }

    fn target(id: &ObjectId) -> String {
        on_parent("CONSTRAINT", id)
    }

    fn line(&self, id: &ObjectId) -> Option<String> {
        Some(self.definition(id))
    }
}
