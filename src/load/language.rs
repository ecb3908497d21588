//! `languages:`, `access_methods:`, `casts:` and `transforms:`: what belongs to no schema and tells
//! the server how to work with types and functions.

use super::common::Common;
use super::context::Context;
use super::grant::Rights;
use super::read::{Text, choice, mapping, value};
use crate::engine::postgres::{quote, spelling};
use crate::model::{AccessMethod, Cast, CastContext, Kind, Language, ObjectId, Transform};

mapping! {
    /// A procedural language. `sql` and `plpgsql` are there from the start.
    pub struct LanguageModel, "a language" {
        /// Whether those who are no superusers may write functions in it.
        trusted "trusted": bool,
        /// The function that runs functions in it.
        handler "handler": Text,
        /// The function that runs `DO` blocks in it.
        inline "inline": Option<Text>,
        /// The function that checks new functions in it.
        validator "validator": Option<Text>,
        .. rights: Rights,
    }
}

impl LanguageModel {
    /// Adds it.
    pub fn build(&self, name: &Text, cx: &mut Context) {
        let language = Language {
            trusted: self.trusted,
            handler: self.handler.value.clone(),
            inline: value(&self.inline),
            validator: value(&self.validator),
        };
        let id = ObjectId::global(Kind::Language, name.value.as_str());
        if cx.insert(&id, language, name.spot) {
            self.rights.build(&id, cx);
        }
    }
}

mapping! {
    /// An access method.
    pub struct AccessMethodModel, "an access method" {
        /// What it is for: `index` or `table`.
        sort "type": Sort,
        /// The function that tells the server of it.
        handler "handler": Text,
        .. common: Common,
    }
}

/// What an access method is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Indexes.
    Index,
    /// Tables and materialized views.
    Table,
}

choice!(Sort, "what an access method is for" {
    "index" => Sort::Index,
    "table" => Sort::Table,
});

impl AccessMethodModel {
    /// Adds it.
    pub fn build(&self, name: &Text, cx: &mut Context) {
        let method = AccessMethod { table: self.sort == Sort::Table, handler: self.handler.value.clone() };
        let id = ObjectId::global(Kind::AccessMethod, name.value.as_str());
        if cx.insert(&id, method, name.spot) {
            self.common.build(&id, cx);
        }
    }
}

mapping! {
    /// A cast; without a function, the bytes are taken as they are.
    pub struct CastModel, "a cast" {
        /// The function that does it, with its arguments' types: `public.money(integer)`.
        function "function": Option<Text>,
        /// Whether it goes by way of text, through the types' output and input functions.
        inout "inout": bool,
        /// Where it applies by itself: `assignment` to a column, or everywhere (`implicit`); nowhere if not said.
        context "context": Option<CastContext>,
        .. common: Common,
    }
}

choice!(CastContext, "a cast's context" {
    "explicit" => CastContext::Explicit,
    "assignment" => CastContext::Assignment,
    "implicit" => CastContext::Implicit,
});

/// The two sides of a word that stands outside of double quotes, whatever its case.
fn around<'a>(text: &'a str, word: &str) -> Option<(&'a str, &'a str)> {
    let mut quoted = false;
    for (at, c) in text.char_indices() {
        quoted ^= c == '"';
        let end = at + word.len();
        if !quoted && text.get(at..end).is_some_and(|found| found.eq_ignore_ascii_case(word)) {
            return Some((&text[..at], &text[end..]));
        }
    }
    None
}

impl CastModel {
    /// Adds it.
    pub fn build(&self, name: &Text, cx: &mut Context) {
        let Some((from, to)) = around(&name.value, " as ") else {
            let hint = "name it by its types: `integer AS public.money`";
            cx.faults.add(name.spot, format!("the cast `{}` has no two types", name.value), hint);
            return;
        };
        if self.inout && self.function.is_some() {
            let message = format!("the cast `{}` has a function and goes by way of text too", name.value);
            cx.faults.add(name.spot, message, "keep `function` or `inout`");
        }
        let cast =
            Cast { function: value(&self.function), inout: self.inout, context: self.context.unwrap_or_default() };
        let spelled = format!("{} AS {}", spelling::signature(from), spelling::signature(to));
        let id = ObjectId::global(Kind::Cast, spelled);
        if cx.insert(&id, cast, name.spot) {
            self.common.build(&id, cx);
        }
    }
}

mapping! {
    /// A transform: how a language sees the values of a type.
    pub struct TransformModel, "a transform" {
        /// The function that hands a value to the language: `public.point_to_perl(internal)`.
        from_sql "from_sql": Option<Text>,
        /// The function that takes one back: `public.perl_to_point(internal)`.
        to_sql "to_sql": Option<Text>,
        .. common: Common,
    }
}

impl TransformModel {
    /// Adds it.
    pub fn build(&self, name: &Text, cx: &mut Context) {
        let Some((of, language)) = around(&name.value, " language ") else {
            let hint = "name it by its type and language: `public.point LANGUAGE plperl`";
            cx.faults.add(name.spot, format!("the transform `{}` names no language", name.value), hint);
            return;
        };
        let language = language.trim();
        let language =
            if language.starts_with('"') { language.to_owned() } else { quote::ident(&language.to_lowercase()) };
        let transform = Transform { from_sql: value(&self.from_sql), to_sql: value(&self.to_sql) };
        let spelled = format!("{} LANGUAGE {language}", spelling::signature(of));
        let id = ObjectId::global(Kind::Transform, spelled);
        if cx.insert(&id, transform, name.spot) {
            self.common.build(&id, cx);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::around;

    #[test]
    fn a_word_within_quotes_parts_nothing() {
        assert_eq!(around("integer as text", " as "), Some(("integer", "text")));
        assert_eq!(around("\"a AS b\" AS s.\"c as\"", " as "), Some(("\"a AS b\"", "s.\"c as\"")));
        assert_eq!(around("text", " as "), None);
    }
}
