//! Text search configurations.

use std::collections::BTreeMap;

use sqlx::postgres::PgRow;

use super::quote::{list, name};
use super::read::{Get, Reader, class};
use super::sql::{Part, Sql, one, rename_to};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Kind, Object, ObjectId, TextSearchConfiguration};

pub(super) const QUERY: &str = include_str!("catalog/text_search_configuration.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let id =
        ObjectId::in_schema(Kind::TextSearchConfiguration, row.value::<&str>("schema")?, row.value::<&str>("name")?);
    if reader.entry(&id).is_none() {
        let object = TextSearchConfiguration { parser: row.value("parser")?, mappings: BTreeMap::new() };
        reader.add((class::TEXT_SEARCH_CONFIGURATION, row.oid("oid")?, 0), id.clone(), object);
    }
    let token: Option<String> = row.value("token")?;
    let dictionaries: Option<Vec<String>> = row.value("dictionaries")?;
    if let (Some(token), Some(dictionaries)) = (token, dictionaries)
        && let Some(Object::TextSearchConfiguration(body)) = reader.entry(&id).map(|entry| &mut entry.object)
    {
        body.mappings.insert(token, dictionaries);
    }
    Ok(())
}

/// `ALTER … ADD MAPPING FOR a, b WITH x, y`: token types with the same dictionaries share a statement.
fn mapping(id: &ObjectId, verb: &str, mappings: &[(&String, &Vec<String>)]) -> Vec<Statement> {
    let mut by_dictionaries: Vec<(&Vec<String>, Vec<&String>)> = Vec::new();
    for (token, dictionaries) in mappings {
        match by_dictionaries.iter_mut().find(|(known, _)| known == dictionaries) {
            Some((_, tokens)) => tokens.push(token),
            None => by_dictionaries.push((dictionaries, vec![token])),
        }
    }
    let statement = |(dictionaries, tokens): (&Vec<String>, Vec<&String>)| {
        let (tokens, dictionaries) = (list(&tokens), dictionaries.join(", "));
        let name = name(id);
        Statement::new(format!(
            "ALTER TEXT SEARCH CONFIGURATION {name} {verb} MAPPING FOR {tokens} WITH {dictionaries}"
        ))
    };
    by_dictionaries.into_iter().map(statement).collect()
}

impl Sql for TextSearchConfiguration {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        let Self { parser, mappings } = self;
        let mut statements = one(format!("CREATE TEXT SEARCH CONFIGURATION {} (PARSER = {parser})", name(id)));
        statements.extend(mapping(id, "ADD", &mappings.iter().collect::<Vec<_>>()));
        statements
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        one(format!("DROP TEXT SEARCH CONFIGURATION {}", name(id)))
    }

    fn alter(&self, id: &ObjectId, after: &Self, _: Sides<'_>) -> Alteration {
        if self.parser != after.parser {
            return Alteration::Replace;
        }
        let gone: Vec<&String> = self.mappings.keys().filter(|token| !after.mappings.contains_key(*token)).collect();
        let mut statements = Vec::new();
        if !gone.is_empty() {
            let gone = list(&gone);
            statements.extend(one(format!("ALTER TEXT SEARCH CONFIGURATION {} DROP MAPPING FOR {gone}", name(id))));
        }
        let (mut fresh, mut other) = (Vec::new(), Vec::new());
        for (token, dictionaries) in &after.mappings {
            match self.mappings.get(token) {
                None => fresh.push((token, dictionaries)),
                Some(before) if before != dictionaries => other.push((token, dictionaries)),
                Some(_) => {}
            }
        }
        statements.extend(mapping(id, "ADD", &fresh));
        statements.extend(mapping(id, "ALTER", &other));
        Alteration::InPlace(statements)
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        rename_to("TEXT SEARCH CONFIGURATION", from, to)
    }

    fn target(id: &ObjectId) -> String {
        format!("TEXT SEARCH CONFIGURATION {}", name(id))
    }
}
