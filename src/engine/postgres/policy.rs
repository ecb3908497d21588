//! Row-level security policies.

use sqlx::postgres::PgRow;

use super::hazard;
use super::quote::{ident, parent};
use super::read::{Get, Reader, class, unwrapped};
use super::sql::{Part, Sql, on_parent, one};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Kind, Object, ObjectId, Policy};

pub(super) const QUERY: &str = include_str!("catalog/policy.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let Some(parent) = reader.relation(row.oid("table")?).cloned() else { return Ok(()) };
    let bare = |column: &str| -> Result<Option<String>, Fault> {
        Ok(row.value::<Option<&str>>(column)?.map(|text| unwrapped(text).to_owned()))
    };
    let roles: Option<Vec<String>> = row.value("roles")?;
    let object = Policy {
        command: match row.value("command")? {
            "r" => "select",
            "a" => "insert",
            "w" => "update",
            "d" => "delete",
            _ => "all",
        }
        .to_owned(),
        restrictive: !row.value::<bool>("permissive")?,
        roles: roles.unwrap_or_default(),
        using: bare("using")?,
        check: bare("check")?,
    };
    let id = ObjectId::child(&parent, Kind::Policy, row.value::<&str>("name")?);
    reader.add((class::POLICY, row.oid("oid")?, 0), id, object);
    Ok(())
}

/// A role as SQL names it: `PUBLIC` is a word, all others are names.
pub(super) fn role(name: &str) -> String {
    if name == "public" || name.is_empty() { "PUBLIC".to_owned() } else { ident(name) }
}

impl Policy {
    /// What it is for, as a verb.
    fn deeds(&self) -> &str {
        if self.command == "all" { "read and write" } else { &self.command }
    }

    fn roles(&self) -> String {
        self.roles.iter().map(|name| role(name)).collect::<Vec<_>>().join(", ")
    }
}

/// Whether a table's policies hold, before the plan or after it.
fn is_secured(table: &ObjectId, sides: Sides<'_>) -> bool {
    let secured = |object: Option<&Object>| matches!(object, Some(Object::Table(table)) if table.row_security);
    secured(sides.before.get(table)) || secured(sides.after.get(table))
}

/// ` USING (…)`, or nothing.
fn clause(word: &str, expression: Option<&String>) -> String {
    expression.map(|text| format!(" {word} ({text})")).unwrap_or_default()
}

impl Sql for Policy {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        let Self { command, restrictive, roles, using, check } = self;
        let restrictive = if *restrictive { " AS RESTRICTIVE" } else { "" };
        let command = if command == "all" { String::new() } else { format!(" FOR {}", command.to_uppercase()) };
        let roles =
            if roles.iter().any(|role| role != "public") { format!(" TO {}", self.roles()) } else { String::new() };
        one(format!(
            "CREATE POLICY {} ON {}{restrictive}{command}{roles}{}{}",
            ident(&id.name),
            parent(id),
            clause("USING", using.as_ref()),
            clause("WITH CHECK", check.as_ref())
        ))
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        one(format!("DROP POLICY {} ON {}", ident(&id.name), parent(id)))
    }

    fn create_within(&self, id: &ObjectId, parts: &[Part<'_>], sides: Sides<'_>) -> Vec<Statement> {
        let statements = self.create(id, parts);
        let Some(table) = hazard::used(id, sides).filter(|table| is_secured(table, sides)) else { return statements };
        let (who, table) = (hazard::who(&self.roles), super::quote::name(&table));
        let (code, message) = if self.restrictive {
            (
                hazard::AUTHORIZATION_NARROWED,
                format!("{who} may {} only rows of {table} that {id} lets pass too", self.deeds()),
            )
        } else {
            (
                hazard::AUTHORIZATION_WIDENED,
                format!("{who} may {} the rows of {table} that {id} lets pass", self.deeds()),
            )
        };
        hazard::first(statements, |statement| statement.hazard(code, message))
    }

    fn drop_within(&self, id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
        let statements = self.drop(id);
        let Some(table) = hazard::used(id, sides).filter(|table| is_secured(table, sides)) else { return statements };
        let (who, table) = (hazard::who(&self.roles), super::quote::name(&table));
        let (code, message) = if self.restrictive {
            (
                hazard::AUTHORIZATION_WIDENED,
                format!("{who} may {} rows of {table} too that {id} held back", self.deeds()),
            )
        } else {
            (
                hazard::AUTHORIZATION_NARROWED,
                format!("{who} may no longer {} the rows of {table} that {id} let pass", self.deeds()),
            )
        };
        hazard::first(statements, |statement| statement.hazard(code, message))
    }

    fn alter(&self, id: &ObjectId, after: &Self, sides: Sides<'_>) -> Alteration {
        // `ALTER POLICY` can neither take an expression away nor change what it is for.
        let lost = |before: &Option<String>, after: &Option<String>| before.is_some() && after.is_none();
        if self.command != after.command
            || self.restrictive != after.restrictive
            || lost(&self.using, &after.using)
            || lost(&self.check, &after.check)
        {
            return Alteration::Replace;
        }
        let roles = if self.roles == after.roles { String::new() } else { format!(" TO {}", after.roles()) };
        let using = clause("USING", after.using.as_ref().filter(|_| self.using != after.using));
        let check = clause("WITH CHECK", after.check.as_ref().filter(|_| self.check != after.check));
        let statements = one(format!("ALTER POLICY {} ON {}{roles}{using}{check}", ident(&id.name), parent(id)));
        if !hazard::used(id, sides).is_some_and(|table| is_secured(&table, sides)) {
            return Alteration::InPlace(statements);
        }
        let mut what = Vec::new();
        if !roles.is_empty() {
            what.push(format!("it holds for {} instead of {}", hazard::who(&after.roles), hazard::who(&self.roles)));
        }
        if !using.is_empty() || !check.is_empty() {
            what.push(format!("{} may {} other rows than before", hazard::who(&after.roles), after.deeds()));
        }
        let message = format!("policy {id} changes: {}", what.join("; "));
        Alteration::InPlace(hazard::first(statements, |it| it.hazard(hazard::AUTHORIZATION_CHANGED, message)))
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        one(format!("ALTER POLICY {} ON {} RENAME TO {}", ident(&from.name), parent(to), ident(&to.name)))
    }

    fn evicted(&self) -> bool {
        true
    }

    fn target(id: &ObjectId) -> String {
        on_parent("POLICY", id)
    }
}
