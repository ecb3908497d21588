//! `text_search_parsers:`, `text_search_templates:`, `text_search_dictionaries:` and
//! `text_search_configurations:`

use super::Dump;
use super::yaml::{Entries, Yaml};
use crate::load::text_search::USUAL_PARSER;
use crate::model::{
    Object, ObjectId, TextSearchConfiguration, TextSearchDictionary, TextSearchParser, TextSearchTemplate,
};

/// Writes a text search parser.
pub fn parser(dump: &Dump<'_>, id: &ObjectId, object: &Object) -> Option<Yaml> {
    let Object::TextSearchParser(TextSearchParser { start, gettoken, end, lextypes, headline }) = object else {
        return None;
    };
    let mut entries = Entries::default();
    for (key, function) in [("start", start), ("gettoken", gettoken), ("end", end), ("lextypes", lextypes)] {
        entries.add(key, Yaml::text(function));
    }
    entries.text("headline", headline.as_ref());
    dump.common(&mut entries, id);
    Some(entries.map())
}

/// Writes a text search template.
pub fn template(dump: &Dump<'_>, id: &ObjectId, object: &Object) -> Option<Yaml> {
    let Object::TextSearchTemplate(TextSearchTemplate { init, lexize }) = object else { return None };
    let mut entries = Entries::default();
    entries.text("init", init.as_ref());
    entries.add("lexize", Yaml::text(lexize));
    dump.common(&mut entries, id);
    Some(entries.map())
}

/// Writes a text search dictionary.
pub fn dictionary(dump: &Dump<'_>, id: &ObjectId, object: &Object) -> Option<Yaml> {
    let Object::TextSearchDictionary(TextSearchDictionary { template, options }) = object else { return None };
    let mut entries = Entries::default();
    entries.add("template", Yaml::text(template));
    if !options.is_empty() {
        let pairs = options.iter().map(|(key, value)| (key.clone(), Yaml::text(value))).collect();
        entries.add("options", Yaml::Map(pairs));
    }
    dump.common(&mut entries, id);
    Some(entries.map())
}

/// Writes a text search configuration.
pub fn configuration(dump: &Dump<'_>, id: &ObjectId, object: &Object) -> Option<Yaml> {
    let Object::TextSearchConfiguration(TextSearchConfiguration { parser, mappings }) = object else { return None };
    let mut entries = Entries::default();
    entries.text("parser", Some(parser).filter(|parser| *parser != USUAL_PARSER));
    if !mappings.is_empty() {
        let pairs = mappings.iter().map(|(token, dictionaries)| (token.clone(), Yaml::texts(dictionaries))).collect();
        entries.add("mappings", Yaml::Map(pairs));
    }
    dump.common(&mut entries, id);
    Some(if entries.is_empty() { Yaml::Nothing } else { entries.map() })
}
