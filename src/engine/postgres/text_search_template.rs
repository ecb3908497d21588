//! Text search templates.

use sqlx::postgres::PgRow;

use super::quote::name;
use super::read::{Get, Reader, class};
use super::sql::{Part, Sql, one, rename_to};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Kind, ObjectId, TextSearchTemplate};

pub(super) const QUERY: &str = include_str!("catalog/text_search_template.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let id = ObjectId::in_schema(Kind::TextSearchTemplate, row.value::<&str>("schema")?, row.value::<&str>("name")?);
    let object = TextSearchTemplate { init: row.value("init")?, lexize: row.value("lexize")? };
    reader.add((class::TEXT_SEARCH_TEMPLATE, row.oid("oid")?, 0), id, object);
    Ok(())
}

impl Sql for TextSearchTemplate {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        let Self { init, lexize } = self;
        let init = init.as_ref().map(|function| format!("INIT = {function}, ")).unwrap_or_default();
        one(format!("CREATE TEXT SEARCH TEMPLATE {} ({init}LEXIZE = {lexize})", name(id)))
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        one(format!("DROP TEXT SEARCH TEMPLATE {}", name(id)))
    }

    fn alter(&self, _: &ObjectId, _: &Self, _: Sides<'_>) -> Alteration {
        Alteration::Replace
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        rename_to("TEXT SEARCH TEMPLATE", from, to)
    }

    fn target(id: &ObjectId) -> String {
        format!("TEXT SEARCH TEMPLATE {}", name(id))
    }
}
