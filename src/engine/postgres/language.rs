//! Procedural languages; plpgsql comes with an extension.

use sqlx::postgres::PgRow;

use super::quote::ident;
use super::read::{Get, Reader, class};
use super::sql::{Part, Sql, one, rename_to};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Kind, Language, ObjectId};

pub(super) const QUERY: &str = include_str!("catalog/language.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let object = Language {
        trusted: row.value("trusted")?,
        handler: row.value("handler")?,
        inline: row.value("inline")?,
        validator: row.value("validator")?,
    };
    let id = ObjectId::global(Kind::Language, row.value::<&str>("name")?);
    reader.add((class::LANGUAGE, row.oid("oid")?, 0), id, object);
    Ok(())
}

impl Language {
    fn text(&self, id: &ObjectId, verb: &str) -> String {
        let Self { trusted, handler, inline, validator } = self;
        let trusted = if *trusted { "TRUSTED " } else { "" };
        let mut text = format!("{verb} {trusted}LANGUAGE {} HANDLER {handler}", ident(&id.name));
        for (word, function) in [("INLINE", inline), ("VALIDATOR", validator)] {
            if let Some(function) = function {
                text.push_str(&format!(" {word} {function}"));
            }
        }
        text
    }
}

impl Sql for Language {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        one(self.text(id, "CREATE"))
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        one(format!("DROP LANGUAGE {}", ident(&id.name)))
    }

    fn alter(&self, id: &ObjectId, after: &Self, _: Sides<'_>) -> Alteration {
        // An untrusted language would keep grants that nobody can revoke any more.
        if self.trusted && !after.trusted {
            return Alteration::Replace;
        }
        Alteration::InPlace(one(after.text(id, "CREATE OR REPLACE")))
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        rename_to("LANGUAGE", from, to)
    }

    fn target(id: &ObjectId) -> String {
        format!("LANGUAGE {}", ident(&id.name))
    }
}
