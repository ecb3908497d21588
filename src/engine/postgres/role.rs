//! Roles with their settings; read only where they are asked for.

use sqlx::postgres::PgRow;

use super::quote::{ident, literal};
use super::read::{Get, Reader, class};
use super::setting;
use super::sql::{Part, Sql, one};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{ObjectId, Role};

pub(super) const QUERY: &str = include_str!("catalog/role.sql");
pub(super) const SETTING_QUERY: &str = include_str!("catalog/role_setting.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let object = Role {
        superuser: row.value("superuser")?,
        noinherit: row.value("noinherit")?,
        createrole: row.value("createrole")?,
        createdb: row.value("createdb")?,
        login: row.value("login")?,
        replication: row.value("replication")?,
        bypassrls: row.value("bypassrls")?,
        connection_limit: row.value("connection_limit")?,
        valid_until: row.value("valid_until")?,
    };
    reader.add((class::ROLE, row.oid("oid")?, 0), ObjectId::role(row.value("name")?), object);
    Ok(())
}

pub(super) fn read_setting(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    match reader.at((class::ROLE, row.oid("role")?, 0)).cloned() {
        Some(role) => setting::put(row, reader, setting::of(&role, row.value("name")?)),
        None => Ok(()),
    }
}

impl Role {
    /// The attributes in which it differs from another, as `CREATE` and `ALTER ROLE` take them.
    fn attributes(&self, before: &Self) -> String {
        let Self {
            superuser,
            noinherit,
            createrole,
            createdb,
            login,
            replication,
            bypassrls,
            connection_limit,
            valid_until,
        } = self;
        let words = [
            ("SUPERUSER", *superuser, before.superuser),
            ("INHERIT", !noinherit, !before.noinherit),
            ("CREATEROLE", *createrole, before.createrole),
            ("CREATEDB", *createdb, before.createdb),
            ("LOGIN", *login, before.login),
            ("REPLICATION", *replication, before.replication),
            ("BYPASSRLS", *bypassrls, before.bypassrls),
        ];
        let mut text = String::new();
        for (word, after, _) in words.into_iter().filter(|(_, after, before)| after != before) {
            text.push_str(if after { " " } else { " NO" });
            text.push_str(word);
        }
        if *connection_limit != before.connection_limit {
            text.push_str(&format!(" CONNECTION LIMIT {}", connection_limit.unwrap_or(-1)));
        }
        if *valid_until != before.valid_until {
            // There is no way back to none; this says the same.
            text.push_str(&format!(" VALID UNTIL {}", literal(valid_until.as_deref().unwrap_or("infinity"))));
        }
        text
    }
}

impl Sql for Role {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        one(format!("CREATE ROLE {}{}", ident(&id.name), self.attributes(&Self::default())))
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        let message = "its password, and what it may do in other databases, is lost with it";
        vec![Statement::new(format!("DROP ROLE {}", ident(&id.name))).losing(message)]
    }

    fn alter(&self, id: &ObjectId, after: &Self, _: Sides<'_>) -> Alteration {
        Alteration::InPlace(one(format!("ALTER ROLE {}{}", ident(&id.name), after.attributes(self))))
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        one(format!("ALTER ROLE {} RENAME TO {}", ident(&from.name), ident(&to.name)))
    }

    fn target(id: &ObjectId) -> String {
        format!("ROLE {}", ident(&id.name))
    }
}
