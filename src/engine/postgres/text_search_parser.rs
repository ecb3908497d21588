//! Text search parsers.

use sqlx::postgres::PgRow;

use super::quote::name;
use super::read::{Get, Reader, class};
use super::sql::{Part, Sql, one, rename_to};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Kind, ObjectId, TextSearchParser};

pub(super) const QUERY: &str = include_str!("catalog/text_search_parser.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let id = ObjectId::in_schema(Kind::TextSearchParser, row.value::<&str>("schema")?, row.value::<&str>("name")?);
    let object = TextSearchParser {
        start: row.value("start")?,
        gettoken: row.value("gettoken")?,
        end: row.value("end")?,
        lextypes: row.value("lextypes")?,
        headline: row.value("headline")?,
    };
    reader.add((class::TEXT_SEARCH_PARSER, row.oid("oid")?, 0), id, object);
    Ok(())
}

impl Sql for TextSearchParser {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        let Self { start, gettoken, end, lextypes, headline } = self;
        let headline = headline.as_ref().map(|function| format!(", HEADLINE = {function}")).unwrap_or_default();
        one(format!(
            "CREATE TEXT SEARCH PARSER {} (START = {start}, GETTOKEN = {gettoken}, END = {end}, LEXTYPES = {lextypes}{headline})",
            name(id)
        ))
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        one(format!("DROP TEXT SEARCH PARSER {}", name(id)))
    }

    fn alter(&self, _: &ObjectId, _: &Self, _: Sides<'_>) -> Alteration {
        Alteration::Replace
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        rename_to("TEXT SEARCH PARSER", from, to)
    }

    fn target(id: &ObjectId) -> String {
        format!("TEXT SEARCH PARSER {}", name(id))
    }
}
