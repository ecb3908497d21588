//! `text_search_parsers:`, `text_search_templates:`, `text_search_dictionaries:` and
//! `text_search_configurations:`

use super::common::Common;
use super::context::{Context, Item, values};
use super::document::Part;
use super::grant::Owned;
use super::read::{Named, OrNothing, Text, mapping, value};
use crate::model::{
    Kind, ObjectId, TextSearchConfiguration, TextSearchDictionary, TextSearchParser, TextSearchTemplate,
};

mapping! {
    /// A text search parser: functions that the server's C code knows.
    pub struct ParserModel, "a text search parser" {
        /// The function that begins with a text.
        start "start": Text,
        /// The function that gives the next token.
        gettoken "gettoken": Text,
        /// The function that ends with a text.
        end "end": Text,
        /// The function that lists the types of token.
        lextypes "lextypes": Text,
        /// The function that makes headlines.
        headline "headline": Option<Text>,
        .. common: Common,
    }
}

mapping! {
    /// A text search template: functions that the server's C code knows.
    pub struct TemplateModel, "a text search template" {
        /// The function that reads a dictionary's options.
        init "init": Option<Text>,
        /// The function that makes lexemes of a token.
        lexize "lexize": Text,
        .. common: Common,
    }
}

mapping! {
    /// A text search dictionary.
    pub struct DictionaryModel, "a text search dictionary" {
        /// The template: `simple`, `snowball`, `ispell`, `synonym`, `thesaurus`, or one of the model's.
        template "template": Text,
        /// What the template takes, by name.
        options "options": Named<Text>,
        .. owned: Owned,
    }
}

mapping! {
    /// A text search configuration.
    pub struct LongConfiguration, "a text search configuration" {
        /// The parser; the server's `"default"` if not said.
        parser "parser": Option<Text>,
        /// The dictionaries that a type of token goes through, in order: `asciiword: [english_stem]`.
        mappings "mappings": Named<Vec<Text>>,
        .. owned: Owned,
    }
}

/// A text search configuration: nothing at all, or a mapping.
pub type ConfigurationModel = OrNothing<LongConfiguration>;

/// The parser that the server brings, as SQL writes it.
pub const USUAL_PARSER: &str = "\"default\"";

impl Part for ParserModel {
    fn declare(_: &Item<'_, Self>, _: &mut Context) {}

    fn build(item: &Item<'_, Self>, cx: &mut Context) {
        let body = item.body;
        let parser = TextSearchParser {
            start: body.start.value.clone(),
            gettoken: body.gettoken.value.clone(),
            end: body.end.value.clone(),
            lextypes: body.lextypes.value.clone(),
            headline: value(&body.headline),
        };
        let id = ObjectId::in_schema(Kind::TextSearchParser, item.schema, item.name);
        if cx.insert(&id, parser, item.spot) {
            body.common.build(&id, cx);
        }
    }
}

impl Part for TemplateModel {
    fn declare(_: &Item<'_, Self>, _: &mut Context) {}

    fn build(item: &Item<'_, Self>, cx: &mut Context) {
        let body = item.body;
        let template = TextSearchTemplate { init: value(&body.init), lexize: body.lexize.value.clone() };
        let id = ObjectId::in_schema(Kind::TextSearchTemplate, item.schema, item.name);
        if cx.insert(&id, template, item.spot) {
            body.common.build(&id, cx);
        }
    }
}

impl Part for DictionaryModel {
    fn declare(_: &Item<'_, Self>, _: &mut Context) {}

    fn build(item: &Item<'_, Self>, cx: &mut Context) {
        let body = item.body;
        let options = body.options.0.iter().map(|(key, text)| (key.value.clone(), text.value.clone())).collect();
        let dictionary = TextSearchDictionary { template: body.template.value.clone(), options };
        let id = ObjectId::in_schema(Kind::TextSearchDictionary, item.schema, item.name);
        if cx.insert(&id, dictionary, item.spot) {
            body.owned.build(&id, cx);
        }
    }
}

impl Part for ConfigurationModel {
    fn declare(_: &Item<'_, Self>, _: &mut Context) {}

    fn build(item: &Item<'_, Self>, cx: &mut Context) {
        let body = &item.body.0;
        for (token, dictionaries) in &body.mappings.0 {
            if dictionaries.is_empty() {
                let hint =
                    format!("leave `{}` out: a type of token that is not mapped is not searched for", token.value);
                cx.faults.add(token.spot, format!("`{}` is mapped to no dictionary", token.value), hint);
            }
        }
        let configuration = TextSearchConfiguration {
            parser: value(&body.parser).unwrap_or_else(|| USUAL_PARSER.to_owned()),
            mappings: body.mappings.0.iter().map(|(token, list)| (token.value.clone(), values(list))).collect(),
        };
        let id = ObjectId::in_schema(Kind::TextSearchConfiguration, item.schema, item.name);
        if cx.insert(&id, configuration, item.spot) {
            body.owned.build(&id, cx);
        }
    }
}
