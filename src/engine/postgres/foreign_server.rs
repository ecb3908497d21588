//! Foreign servers.

use sqlx::postgres::PgRow;

use super::quote::{ident, literal};
use super::read::{Get, Reader, class};
use super::secret;
use super::sql::{Part, Sql, one};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{ForeignServer, Kind, ObjectId};

pub(super) const QUERY: &str = include_str!("catalog/foreign_server.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let name: &str = row.value("name")?;
    let (options, secrets) = secret::redact(row.options("options")?, &[name]);
    let object = ForeignServer {
        wrapper: row.value("wrapper")?,
        server_type: row.value("type")?,
        version: row.value("version")?,
        options,
        secrets,
    };
    let id = ObjectId::global(Kind::ForeignServer, name);
    reader.add((class::FOREIGN_SERVER, row.oid("oid")?, 0), id, object);
    Ok(())
}

impl Sql for ForeignServer {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        let Self { wrapper, server_type, version, options, secrets } = self;
        let clause = |word: &str, text: &Option<String>| {
            text.as_ref().map(|text| format!(" {word} {}", literal(text))).unwrap_or_default()
        };
        let sql = format!(
            "CREATE SERVER {}{}{} FOREIGN DATA WRAPPER {}{}",
            ident(&id.name),
            clause("TYPE", server_type),
            clause("VERSION", version),
            ident(wrapper),
            secret::options(options, secrets)
        );
        vec![secret::statement(sql, &[secrets])]
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        one(format!("DROP SERVER {}", ident(&id.name)))
    }

    fn alter(&self, id: &ObjectId, after: &Self, _: Sides<'_>) -> Alteration {
        if self.wrapper != after.wrapper || self.server_type != after.server_type {
            return Alteration::Replace;
        }
        let version = match &after.version {
            version if *version == self.version => String::new(),
            Some(version) => format!(" VERSION {}", literal(version)),
            None => " VERSION NULL".to_owned(),
        };
        let (options, fresh) = secret::change((&self.options, &self.secrets), (&after.options, &after.secrets));
        let sql = format!("ALTER SERVER {}{version}{options}", ident(&id.name));
        Alteration::InPlace(vec![secret::statement(sql, &[&fresh])])
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        one(format!("ALTER SERVER {} RENAME TO {}", ident(&from.name), ident(&to.name)))
    }

    fn target(id: &ObjectId) -> String {
        format!("SERVER {}", ident(&id.name))
    }
}
