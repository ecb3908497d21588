//! Memberships of roles in others.

use sqlx::postgres::PgRow;

use super::quote::{ident, parent};
use super::read::{Get, Reader, class};
use super::sql::{Part, Sql, one};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Kind, Membership, Object, ObjectId};

pub(super) const QUERY: &str = include_str!("catalog/membership.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let Some(member) = reader.at((class::ROLE, row.oid("member")?, 0)).cloned() else { return Ok(()) };
    let id = ObjectId::child(&member, Kind::Membership, row.value::<&str>("role")?);
    let object = Membership { admin: row.value("admin")?, inherit: row.value("inherit")?, noset: row.value("noset")? };
    reader.schema.insert(id, object, None);
    Ok(())
}

fn grant(id: &ObjectId, options: &[String]) -> Vec<Statement> {
    let with = if options.is_empty() { String::new() } else { format!(" WITH {}", options.join(", ")) };
    one(format!("GRANT {} TO {}{with}", ident(&id.name), parent(id)))
}

impl Sql for Membership {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        let Self { admin, inherit, noset } = self;
        let mut options = Vec::new();
        if *admin {
            options.push("ADMIN OPTION".to_owned());
        }
        // Servers before 16 know neither.
        options.extend(inherit.map(|inherit| format!("INHERIT {inherit}")));
        if *noset {
            options.push("SET false".to_owned());
        }
        grant(id, &options)
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        one(format!("REVOKE {} FROM {}", ident(&id.name), parent(id)))
    }

    fn alter(&self, id: &ObjectId, after: &Self, sides: Sides<'_>) -> Alteration {
        let mut statements = Vec::new();
        if self.admin && !after.admin {
            statements.extend(one(format!("REVOKE ADMIN OPTION FOR {} FROM {}", ident(&id.name), parent(id))));
        }
        let mut options = Vec::new();
        if after.admin && !self.admin {
            options.push("ADMIN OPTION".to_owned());
        }
        if self.inherit != after.inherit {
            let member = id.parent().and_then(|member| sides.after.get(member));
            let own = !matches!(member, Some(Object::Role(role)) if role.noinherit);
            options.push(format!("INHERIT {}", after.inherit.unwrap_or(own)));
        }
        if self.noset != after.noset {
            options.push(format!("SET {}", !after.noset));
        }
        if !options.is_empty() {
            statements.extend(grant(id, &options));
        }
        Alteration::InPlace(statements)
    }

    // Its names are roles'.
    fn rename(&self, _: &ObjectId, _: &ObjectId) -> Vec<Statement> {
        Vec::new()
    }

    fn target(_: &ObjectId) -> String {
        String::new()
    }
}
