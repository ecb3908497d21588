//! Foreign data wrappers.

use sqlx::postgres::PgRow;

use super::quote::ident;
use super::read::{Get, Reader, class};
use super::secret;
use super::sql::{Part, Sql, one};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{ForeignDataWrapper, Kind, ObjectId};

pub(super) const QUERY: &str = include_str!("catalog/foreign_data_wrapper.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let name: &str = row.value("name")?;
    let (options, secrets) = secret::redact(row.options("options")?, &[name]);
    let object =
        ForeignDataWrapper { handler: row.value("handler")?, validator: row.value("validator")?, options, secrets };
    let id = ObjectId::global(Kind::ForeignDataWrapper, name);
    reader.add((class::FOREIGN_DATA_WRAPPER, row.oid("oid")?, 0), id, object);
    Ok(())
}

/// ` HANDLER f`; ` NO HANDLER` where it has none and had one.
fn function(word: &str, before: Option<&String>, after: Option<&String>) -> String {
    match (before, after) {
        (before, after) if before == after => String::new(),
        (_, Some(function)) => format!(" {word} {function}"),
        (_, None) => format!(" NO {word}"),
    }
}

impl Sql for ForeignDataWrapper {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        let Self { handler, validator, options, secrets } = self;
        let functions = function("HANDLER", None, handler.as_ref()) + &function("VALIDATOR", None, validator.as_ref());
        let options = secret::options(options, secrets);
        let sql = format!("CREATE FOREIGN DATA WRAPPER {}{functions}{options}", ident(&id.name));
        vec![secret::statement(sql, &[secrets])]
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        one(format!("DROP FOREIGN DATA WRAPPER {}", ident(&id.name)))
    }

    fn alter(&self, id: &ObjectId, after: &Self, _: Sides<'_>) -> Alteration {
        let handler = function("HANDLER", self.handler.as_ref(), after.handler.as_ref());
        let validator = function("VALIDATOR", self.validator.as_ref(), after.validator.as_ref());
        let (options, fresh) = secret::change((&self.options, &self.secrets), (&after.options, &after.secrets));
        let sql = format!("ALTER FOREIGN DATA WRAPPER {}{handler}{validator}{options}", ident(&id.name));
        Alteration::InPlace(vec![secret::statement(sql, &[&fresh])])
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        one(format!("ALTER FOREIGN DATA WRAPPER {} RENAME TO {}", ident(&from.name), ident(&to.name)))
    }

    fn target(id: &ObjectId) -> String {
        format!("FOREIGN DATA WRAPPER {}", ident(&id.name))
    }
}
