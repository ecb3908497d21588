//! Text search dictionaries.

use indexmap::IndexMap;
use sqlx::postgres::PgRow;

use super::quote::{ident, literal, name};
use super::read::{Get, Reader, class};
use super::scan::{split_list, tokens};
use super::sql::{Part, Sql, one, rename_to};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Kind, ObjectId, TextSearchDictionary};

pub(super) const QUERY: &str = include_str!("catalog/text_search_dictionary.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let id = ObjectId::in_schema(Kind::TextSearchDictionary, row.value::<&str>("schema")?, row.value::<&str>("name")?);
    let written: Option<&str> = row.value("options")?;
    let object =
        TextSearchDictionary { template: row.value("template")?, options: options(written.unwrap_or_default()) };
    reader.add((class::TEXT_SEARCH_DICTIONARY, row.oid("oid")?, 0), id, object);
    Ok(())
}

/// The list that the server keeps as text, `language = 'english', maxlen = 5`.
fn options(text: &str) -> IndexMap<String, String> {
    let pair = |text: &str| match tokens(text).as_slice() {
        [name, "=", value @ ..] => Some((plain(name, '"'), plain(&value.concat(), '\''))),
        _ => None,
    };
    split_list(text).into_iter().filter_map(pair).collect()
}

/// What a quoted identifier or string stands for; other text as it is.
fn plain(text: &str, quote: char) -> String {
    let (escapes, body) = match text.strip_prefix('E') {
        Some(rest) if rest.starts_with(quote) => (true, rest),
        _ => (false, text),
    };
    let Some(inner) = body.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)) else {
        return text.to_owned();
    };
    let inner = inner.replace(&format!("{quote}{quote}"), &quote.to_string());
    if escapes { inner.replace("\\\\", "\\") } else { inner }
}

/// An option's value: the server keeps a number without quotes, and so do we.
fn value(text: &str) -> String {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let number = !digits.is_empty() && digits.len() < 10 && digits.bytes().all(|byte| byte.is_ascii_digit());
    if number { text.to_owned() } else { literal(text) }
}

impl Sql for TextSearchDictionary {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        let Self { template, options } = self;
        let pairs = options.iter().map(|(key, text)| format!(", {} = {}", ident(key), value(text))).collect::<String>();
        one(format!("CREATE TEXT SEARCH DICTIONARY {} (TEMPLATE = {template}{pairs})", name(id)))
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        one(format!("DROP TEXT SEARCH DICTIONARY {}", name(id)))
    }

    fn alter(&self, id: &ObjectId, after: &Self, _: Sides<'_>) -> Alteration {
        if self.template != after.template {
            return Alteration::Replace;
        }
        // An option without a value is taken away.
        let gone = self.options.keys().filter(|key| !after.options.contains_key(*key)).map(|key| ident(key));
        let set = after.options.iter().filter(|(key, text)| self.options.get(*key) != Some(*text));
        let list: Vec<String> =
            gone.chain(set.map(|(key, text)| format!("{} = {}", ident(key), value(text)))).collect();
        Alteration::InPlace(one(format!("ALTER TEXT SEARCH DICTIONARY {} ({})", name(id), list.join(", "))))
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        rename_to("TEXT SEARCH DICTIONARY", from, to)
    }

    fn target(id: &ObjectId) -> String {
        format!("TEXT SEARCH DICTIONARY {}", name(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_s_text_is_taken_apart() {
        let read = options(r#"language = 'english', "Max Len" = 5, low = -1, note = E'it''s \\ x, y = 2', real = 1.5"#);
        let pairs: Vec<(&str, &str)> = read.iter().map(|(key, text)| (key.as_str(), text.as_str())).collect();
        let expected =
            [("language", "english"), ("Max Len", "5"), ("low", "-1"), ("note", r"it's \ x, y = 2"), ("real", "1.5")];
        assert_eq!(pairs, expected);
        assert!(options("").is_empty());
    }
}
