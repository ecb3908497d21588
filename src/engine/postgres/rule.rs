//! Rewrite rules.

use sqlx::postgres::PgRow;

use super::quote::{ident, parent};
use super::read::{Get, Reader, class};
use super::sql::{Part, Sql, on_parent, one};
use super::trigger::{enabled, state};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Kind, ObjectId, Rule};

pub(super) const QUERY: &str = include_str!("catalog/rule.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let Some(parent) = reader.relation(row.oid("relation")?).cloned() else { return Ok(()) };
    let own: &str = row.value("name")?;
    let definition: &str = row.value("definition")?;
    // `CREATE RULE name AS\n    ON …;`
    let head = format!("CREATE RULE {} AS", ident(own));
    let definition = definition.strip_prefix(&head).unwrap_or(definition).trim().trim_end_matches(';').to_owned();
    let object = Rule { definition, enabled: enabled(row.value("enabled")?) };
    reader.add((class::REWRITE, row.oid("oid")?, 0), ObjectId::child(&parent, Kind::Rule, own), object);
    Ok(())
}

impl Rule {
    fn set_state(&self, id: &ObjectId) -> Statement {
        let state = state(self.enabled.as_deref());
        Statement::new(format!("ALTER TABLE {} {state} RULE {}", parent(id), ident(&id.name)))
    }
}

impl Sql for Rule {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        let Self { definition, enabled } = self;
        let mut statements = one(format!("CREATE RULE {} AS {definition}", ident(&id.name)));
        if enabled.is_some() {
            statements.push(self.set_state(id));
        }
        statements
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        one(format!("DROP RULE {} ON {}", ident(&id.name), parent(id)))
    }

    fn alter(&self, id: &ObjectId, after: &Self, _: Sides<'_>) -> Alteration {
        let mut statements = Vec::new();
        if self.definition != after.definition {
            statements.push(Statement::new(format!(
                "CREATE OR REPLACE RULE {} AS {}",
                ident(&id.name),
                after.definition
            )));
        }
        if self.enabled != after.enabled {
            statements.push(after.set_state(id));
        }
        Alteration::InPlace(statements)
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        one(format!("ALTER RULE {} ON {} RENAME TO {}", ident(&from.name), parent(to), ident(&to.name)))
    }

    fn evicted(&self) -> bool {
        true
    }

    fn target(id: &ObjectId) -> String {
        on_parent("RULE", id)
    }
}
