//! Roles and their memberships, which all keyspaces of a cluster share.

use super::connection::Connection;
use super::quote::ident;
use super::sql::{Part, Sql};
use super::value::Cells;
use crate::engine::hazards::{AUTHORIZATION_NARROWED, AUTHORIZATION_WIDENED};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Kind, Membership, ObjectId, Role, Schema, Unmodelled};

/// The one that a cluster begins with, as it is no model's.
const FIRST: &str = "cassandra";

impl Connection {
    /// Adds the roles. Of a password the cluster tells nothing here, and nothing is asked.
    ///
    /// # Errors
    /// The server's own words: of one that keeps no roles, or to a role that may not see them.
    pub(super) async fn read_roles(&mut self, schema: &mut Schema) -> Result<(), Fault> {
        let asked = self.cells("LIST ROLES").await;
        let roles = asked.map_err(|fault| fault.hint(super::grant::SIGHT))?;
        let roles = roles.iter().filter(|cells| cells.text("role") != FIRST);
        let roles: Vec<&Cells> = roles.collect();
        for cells in &roles {
            let name = cells.text("role");
            let role = Role { superuser: cells.is_true("super"), login: cells.is_true("login"), ..Role::default() };
            schema.insert(ObjectId::role(&name), role, None);
            let limited = cells.text("datacenters") != "ALL";
            for what in [(limited, "its data centers"), (!cells.map("options").is_empty(), "its options")] {
                if what.0 {
                    let name = format!("{name}: {}", what.1);
                    schema.unmodelled.push(Unmodelled { kind: "role".to_owned(), name });
                }
            }
        }
        for cells in &roles {
            let name = cells.text("role");
            let member = ObjectId::role(&name);
            for group in self.cells(&format!("LIST ROLES OF {} NORECURSIVE", ident(&name))).await? {
                let group = group.text("role");
                if group != name {
                    schema.insert(ObjectId::child(&member, Kind::Membership, group), Membership::default(), None);
                }
            }
        }
        Ok(())
    }
}

fn attributes(role: &Role) -> String {
    format!("SUPERUSER = {} AND LOGIN = {}", role.superuser, role.login)
}

/// What a role that may do everything is a danger for.
fn weighed(id: &ObjectId, before: &Role, after: &Role, sql: String) -> Vec<Statement> {
    let statement = Statement::new(sql).alone();
    let name = ident(&id.name);
    vec![match (before.superuser, after.superuser) {
        (false, true) => statement.hazard(AUTHORIZATION_WIDENED, format!("role {name} may do everything")),
        (true, false) => statement.hazard(AUTHORIZATION_NARROWED, format!("role {name} may do what it is granted")),
        _ => statement,
    }]
}

impl Sql for Role {
    fn create(&self, id: &ObjectId, _: &[Part<'_>], _: Sides<'_>) -> Vec<Statement> {
        let sql = format!("CREATE ROLE {} WITH {}", ident(&id.name), attributes(self));
        weighed(id, &Self::default(), self, sql)
    }

    fn drop(&self, id: &ObjectId, _: Sides<'_>) -> Vec<Statement> {
        let message = "its password, and what it may do in other keyspaces, is lost with it";
        vec![Statement::new(format!("DROP ROLE {}", ident(&id.name))).alone().losing(message)]
    }

    fn alter(&self, id: &ObjectId, after: &Self, _: Sides<'_>) -> Alteration {
        let sql = format!("ALTER ROLE {} WITH {}", ident(&id.name), attributes(after));
        Alteration::InPlace(weighed(id, self, after, sql))
    }
}

/// The member and what it is a member of.
fn names(id: &ObjectId) -> (String, String) {
    (id.parent().map(|member| ident(&member.name)).unwrap_or_default(), ident(&id.name))
}

impl Sql for Membership {
    fn create(&self, id: &ObjectId, _: &[Part<'_>], _: Sides<'_>) -> Vec<Statement> {
        let (member, group) = names(id);
        let message = format!("role {member} may do what {group} may");
        let sql = format!("GRANT {group} TO {member}");
        vec![Statement::new(sql).alone().hazard(AUTHORIZATION_WIDENED, message)]
    }

    fn drop(&self, id: &ObjectId, _: Sides<'_>) -> Vec<Statement> {
        let (member, group) = names(id);
        let message = format!("role {member} may no longer do what {group} may");
        let sql = format!("REVOKE {group} FROM {member}");
        vec![Statement::new(sql).alone().hazard(AUTHORIZATION_NARROWED, message)]
    }

    fn alter(&self, _: &ObjectId, _: &Self, _: Sides<'_>) -> Alteration {
        // One is as any other there.
        Alteration::InPlace(Vec::new())
    }
}
