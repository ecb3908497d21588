//! `aggregates:`

use super::context::{Context, Item};
use super::document::Part;
use super::grant::Rights;
use super::read::{Mark, Text, flat, mapping};
use crate::engine::postgres::arguments;
use crate::engine::{Engine, cassandra};
use crate::model::{Aggregate, Kind, ObjectId, Options};

flat! {
    /// The options of an aggregate that have a key of their own.
    pub struct AggregateOptions {
        /// The size of the state in bytes, as the planner reckons.
        "sspace": Text,
        /// The function that makes the result of the state.
        "finalfunc": Text,
        /// Whether the final function gets the arguments' types too.
        "finalfunc_extra": Mark,
        /// `read_only`, `shareable` or `read_write`: what the final function does to the state.
        "finalfunc_modify": Text,
        /// The function that makes one state of two.
        "combinefunc": Text,
        /// The function that makes bytes of the state.
        "serialfunc": Text,
        /// The function that makes the state of bytes.
        "deserialfunc": Text,
        /// The state before the first row, as text.
        "initcond": Text,
        /// The function that takes a row in, when it moves over a frame.
        "msfunc": Text,
        /// The function that takes a row out, when it moves over a frame.
        "minvfunc": Text,
        /// The type of the state, when it moves over a frame.
        "mstype": Text,
        /// The size of that state in bytes.
        "msspace": Text,
        /// The function that makes the result of that state.
        "mfinalfunc": Text,
        /// Whether that function gets the arguments' types too.
        "mfinalfunc_extra": Mark,
        /// What that function does to the state.
        "mfinalfunc_modify": Text,
        /// That state before the first row, as text.
        "minitcond": Text,
        /// The operator of which the result is the first value, as for `min` and `max`.
        "sortop": Text,
        /// `safe`, `restricted` or `unsafe`: whether a parallel plan may run it.
        "parallel": Text,
        /// Whether it is a hypothetical-set aggregate.
        "hypothetical": Mark,
    }
}

mapping! {
    /// An aggregate function.
    pub struct AggregateModel, "an aggregate" {
        /// The function that takes a row in.
        sfunc "sfunc": Text,
        /// The type of the state.
        stype "stype": Text,
        /// What names it beside its name, where that is not its arguments.
        signature "signature": Option<Text>,
        /// Whatever else `CREATE AGGREGATE` takes, by name.
        options "options": Options,
        .. flat: AggregateOptions,
        .. rights: Rights,
    }
}

/// Arguments in the server's spelling: those before and after `ORDER BY`; `*` is none. What cannot
/// be read stays as it is.
pub fn settle(written: &str) -> String {
    let trimmed = written.trim();
    if trimmed == "*" {
        return String::new();
    }
    let upper = trimmed.to_ascii_uppercase();
    let print = |text: &str| arguments::parse(text).ok().map(|list| arguments::print(&list));
    let whole = match upper.find("ORDER BY ") {
        Some(at) if at == 0 || trimmed[..at].ends_with(char::is_whitespace) => {
            let (direct, ordered) = (trimmed[..at].trim_end(), &trimmed[at + "ORDER BY ".len()..]);
            let space = if direct.is_empty() { "" } else { " " };
            print(direct).zip(print(ordered)).map(|(direct, ordered)| format!("{direct}{space}ORDER BY {ordered}"))
        }
        _ => print(trimmed),
    };
    whole.unwrap_or_else(|| written.to_owned())
}

impl Part for AggregateModel {
    const CALLED: bool = true;

    fn declare(_: &Item<'_, Self>, _: &mut Context) {}

    fn build(item: &Item<'_, Self>, cx: &mut Context) {
        let body = item.body;
        let arguments = match cx.engine {
            Engine::Cassandra => cassandra::types::normalize(item.arguments),
            Engine::Postgresql | Engine::Mysql => settle(item.arguments),
        };
        let signature = body.signature.as_ref().map_or(arguments.clone(), |text| text.value.clone());
        let id = ObjectId::routine(Kind::Aggregate, item.schema, item.name, signature);
        let aggregate = Aggregate {
            arguments,
            sfunc: body.sfunc.value.clone(),
            stype: cx.data_type(&body.stype.value),
            options: body.flat.with(&body.options),
        };
        if cx.insert(&id, aggregate, item.spot) {
            body.rights.build(&id, cx);
        }
    }
}
