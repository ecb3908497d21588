//! The constraints behind columns that refuse NULL, which have names since PostgreSQL 18.

use sqlx::postgres::PgRow;

use super::names::relation_name;
use super::quote::{ident, parent};
use super::read::Get;
use super::{hazard, online};
use crate::engine::{Sides, Statement};
use crate::error::Fault;
use crate::model::{Column, NotNull, ObjectId};

/// Reads what is unusual of one; none in older versions.
pub(super) fn read(row: &PgRow, table: &ObjectId, column: &str) -> Result<Option<NotNull>, Fault> {
    let flag = |name: &str| Ok::<_, Fault>(row.value::<Option<bool>>(name)?.unwrap_or_default());
    let usual = relation_name(&table.name, Some(column), "not_null");
    let constraint = NotNull {
        name: row.value::<Option<String>>("not_null_name")?.filter(|name| *name != usual),
        no_inherit: flag("not_null_no_inherit")?,
        not_valid: flag("not_null_not_valid")?,
    };
    Ok(Some(constraint).filter(|constraint| *constraint != NotNull::default()))
}

/// Its name.
fn name(id: &ObjectId, constraint: Option<&NotNull>) -> String {
    let usual = || relation_name(id.parent().map_or("", |table| &table.name), Some(&id.name), "not_null");
    constraint.and_then(|constraint| constraint.name.clone()).unwrap_or_else(usual)
}

/// It in a column's definition, with a space before it.
pub(super) fn clause(column: &Column) -> String {
    match &column.not_null_constraint {
        _ if !column.not_null => String::new(),
        None => " NOT NULL".to_owned(),
        // It is added when the table is there.
        Some(constraint) if constraint.not_valid => String::new(),
        Some(constraint) => {
            let name = constraint.name.as_ref().map(|name| format!(" CONSTRAINT {}", ident(name))).unwrap_or_default();
            format!("{name} NOT NULL{}", if constraint.no_inherit { " NO INHERIT" } else { "" })
        }
    }
}

/// It as `ALTER TABLE t` adds it.
fn add(id: &ObjectId, constraint: &NotNull) -> String {
    format!(
        "ADD CONSTRAINT {} NOT NULL {}{}{}",
        ident(&name(id, Some(constraint))),
        ident(&id.name),
        if constraint.no_inherit { " NO INHERIT" } else { "" },
        if constraint.not_valid { " NOT VALID" } else { "" }
    )
}

/// What a column's definition cannot say of it, as a statement.
pub(super) fn afterwards(id: &ObjectId, column: &Column) -> Option<String> {
    let constraint = column.not_null_constraint.as_ref().filter(|it| column.not_null && it.not_valid)?;
    Some(format!("ALTER TABLE {} {}", parent(id), add(id, constraint)))
}

fn scanning(statement: Statement, id: &ObjectId, sides: Sides<'_>) -> Statement {
    match hazard::used(id, sides) {
        Some(table) => hazard::scans(statement, &table, hazard::BLOCKS_READS),
        None => statement,
    }
}

/// What brings it from one state to another, as statements.
pub(super) fn changes(id: &ObjectId, before: &Column, after: &Column, sides: Sides<'_>) -> Vec<Statement> {
    let table = |action: String| Statement::new(format!("ALTER TABLE {} {action}", parent(id)));
    let column = |action: &str| table(format!("ALTER COLUMN {} {action}", ident(&id.name)));
    let (was, is) = (before.not_null_constraint.as_ref(), after.not_null_constraint.as_ref());
    match (before.not_null, after.not_null, is) {
        (true, false, _) => vec![column("DROP NOT NULL")],
        (false, true, None) if online::applies(id, sides) => online::set_not_null(id),
        (false, true, None) => vec![scanning(column("SET NOT NULL"), id, sides)],
        (false, true, Some(constraint)) if constraint.not_valid => vec![table(add(id, constraint))],
        (false, true, Some(constraint)) => vec![scanning(table(add(id, constraint)), id, sides)],
        (false, false, _) => Vec::new(),
        (true, true, _) => {
            let usual = NotNull::default();
            let (old, new) = (was.unwrap_or(&usual), is.unwrap_or(&usual));
            if !old.not_valid && new.not_valid {
                return vec![column("DROP NOT NULL"), table(add(id, new))];
            }
            let (old_name, new_name) = (name(id, was), ident(&name(id, is)));
            let mut statements = Vec::new();
            if ident(&old_name) != new_name {
                statements.push(table(format!("RENAME CONSTRAINT {} TO {new_name}", ident(&old_name))));
            }
            if old.no_inherit != new.no_inherit {
                let word = if new.no_inherit { "NO INHERIT" } else { "INHERIT" };
                statements.push(table(format!("ALTER CONSTRAINT {new_name} {word}")));
            }
            if old.not_valid {
                statements.push(table(format!("VALIDATE CONSTRAINT {new_name}")));
            }
            statements
        }
    }
}
