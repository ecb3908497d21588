//! Default privileges.

use sqlx::postgres::PgRow;

use super::grant::{privileges, statements};
use super::policy::role;
use super::quote::ident;
use super::read::{Get, Reader, class};
use super::sql::{Part, Sql};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{DefaultPrivilege, Grant, Kind, Object, ObjectId};

pub(super) const QUERY: &str = include_str!("catalog/default_privilege.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let objects = match row.value("type")? {
        "S" => "sequences",
        "f" => "functions",
        "T" => "types",
        "n" => "schemas",
        "L" => "large objects",
        _ => "tables",
    };
    let (schema, owner): (&str, &str) = (row.value("schema")?, row.value("owner")?);
    let id = ObjectId::routine(Kind::DefaultPrivilege, schema, owner, objects);
    let (grantee, grant) = (row.value::<String>("role")?, privileges(row)?);
    if let Some(Object::DefaultPrivilege(known)) = reader.entry(&id).map(|entry| &mut entry.object) {
        known.grants.insert(grantee, grant);
    } else {
        let object = DefaultPrivilege { grants: [(grantee, grant)].into() };
        reader.add((class::DEFAULT_ACL, row.oid("oid")?, 0), id, object);
    }
    Ok(())
}

fn between(id: &ObjectId, before: &DefaultPrivilege, after: &DefaultPrivilege) -> Vec<Statement> {
    let within = if id.schema.is_empty() { String::new() } else { format!(" IN SCHEMA {}", ident(&id.schema)) };
    let head = format!("ALTER DEFAULT PRIVILEGES FOR ROLE {}{within} ", ident(&id.name));
    let nothing = Grant::default();
    let mut grantees: Vec<&String> = before.grants.keys().chain(after.grants.keys()).collect();
    grantees.sort();
    grantees.dedup();
    let of = |side: &'_ DefaultPrivilege, grantee: &String| {
        side.grants.get(grantee).cloned().unwrap_or_else(|| nothing.clone())
    };
    let mut all = Vec::new();
    for grantee in grantees {
        let list = statements(&of(before, grantee), &of(after, grantee), &role(grantee), |privileges| {
            let list = privileges.iter().map(|privilege| privilege.as_str()).collect::<Vec<_>>().join(", ");
            format!("{list} ON {}", id.signature.to_uppercase())
        });
        all.extend(list.into_iter().map(|statement| Statement::new(format!("{head}{}", statement.sql))));
    }
    all
}

impl Sql for DefaultPrivilege {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        between(id, &Self::default(), self)
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        between(id, self, &Self::default())
    }

    fn alter(&self, id: &ObjectId, after: &Self, _: Sides<'_>) -> Alteration {
        Alteration::InPlace(between(id, self, after))
    }

    // Its name is a role's.
    fn rename(&self, _: &ObjectId, _: &ObjectId) -> Vec<Statement> {
        Vec::new()
    }

    fn target(_: &ObjectId) -> String {
        String::new()
    }
}
