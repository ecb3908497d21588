//! Triggers.

use super::common::Common;
use super::context::{Context, text};
use super::name;
use super::program::SessionOptions;
use super::read::{At, Text, choice, mapping};
use super::table::Home;
use super::view::bare;
use crate::engine::Engine;
use crate::engine::postgres::{quote, spelling};
use crate::model::{Comment, Kind, ObjectId, Trigger, TriggerState};

mapping! {
    /// A trigger.
    pub struct TriggerModel, "a trigger" {
        /// `before`, `after` or `instead_of`.
        timing "timing": Option<Timing>,
        /// `insert`, `update`, `update of COLUMN, …`, `delete`, `truncate`.
        events "events": Vec<Text>,
        /// `row` or `statement`; `statement` if not said.
        for_each "for_each": Option<ForEach>,
        /// The condition for it to fire.
        condition "when": Option<Text>,
        /// The function with its literal arguments: `audit.log('users')` (PostgreSQL).
        function "function": Option<Text>,
        /// The class that every node has (Cassandra).
        class "class": Option<Text>,
        /// The statement that it runs (MySQL).
        body "body": Option<Text>,
        /// The trigger of the same table, timing and event after which it runs (MySQL).
        follows "follows": Option<Text>,
        /// The name of the transition table of old rows.
        old_table "old_table": Option<Text>,
        /// The name of the transition table of new rows.
        new_table "new_table": Option<Text>,
        /// Whether it is a constraint trigger.
        constraint "constraint": bool,
        /// The other table of a constraint trigger, as SQL wants it.
        from_table "from": Option<Text>,
        /// Whether a constraint trigger can wait for the transaction's end.
        deferrable "deferrable": bool,
        /// Whether it does unless told otherwise; says `deferrable` too.
        initially_deferred "initially_deferred": bool,
        /// `disabled`, `replica` or `always`, where it is not simply enabled.
        enabled "enabled": Option<At<Enabled>>,
        .. session: SessionOptions,
        .. common: Common,
    }
}

/// When a trigger fires.
#[derive(Clone, Copy, Debug)]
pub struct Timing(pub &'static str);

choice!(Timing, "a timing" {
    "before" => Timing("before"),
    "after" => Timing("after"),
    "instead_of" => Timing("instead of"),
});

/// For what a trigger fires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForEach {
    /// Each row.
    Row,
    /// Each statement.
    Statement,
}

choice!(ForEach, "what a trigger fires for" {
    "row" => ForEach::Row,
    "statement" => ForEach::Statement,
});

/// In which sessions a trigger fires.
#[derive(Clone, Copy, Debug)]
pub struct Enabled(pub &'static str);

choice!(Enabled, "a trigger's state" {
    "disabled" => Enabled("disabled"),
    "replica" => Enabled("replica"),
    "always" => Enabled("always"),
});

/// In which sessions a partition's copy of a trigger fires.
#[derive(Clone, Copy, Debug)]
pub struct CopyState(&'static str);

choice!(CopyState, "the state of a trigger's copy" {
    "enabled" => CopyState("enabled"),
    "disabled" => CopyState("disabled"),
    "replica" => CopyState("replica"),
    "always" => CopyState("always"),
});

/// Adds that a partition's copy of a trigger fires otherwise than the trigger.
pub fn build_state(home: Home<'_>, name: &Text, state: CopyState, cx: &mut Context) {
    if let Some(trigger) = copied(home, name, "enabled", cx) {
        let id = ObjectId::child(home.id, Kind::TriggerState, name.value.as_str());
        cx.insert(&id, TriggerState { trigger, state: state.0.to_owned() }, name.spot);
    }
}

/// Adds what is said of a partition's copy of a trigger.
pub fn build_comment(home: Home<'_>, name: &Text, text: &Text, cx: &mut Context) {
    if let Some(trigger) = copied(home, name, "comment", cx) {
        let id = Comment::of_copy(home.id, &name.value);
        cx.insert(&id, Comment { text: text.value.clone(), copy_of: Some(trigger) }, name.spot);
    }
}

/// The trigger that a partition has a copy of by this name; `key` is what says the same of a trigger itself.
fn copied(home: Home<'_>, name: &Text, key: &str, cx: &mut Context) -> Option<ObjectId> {
    let trigger = super::heir::handed_down_trigger(home, &name.value, cx);
    if trigger.is_none() {
        let message = format!("no table that `{}` is a partition of has a trigger `{}`", home.name, name.value);
        cx.faults.add(name.spot, message, format!("a trigger of the table's own says `{key}` itself"));
    }
    trigger
}

/// The events in the order of [`Trigger::events`].
const EVENTS: [&str; 4] = ["insert", "update", "delete", "truncate"];

/// Adds a trigger.
pub fn build_trigger(home: Home<'_>, name: &Text, model: &TriggerModel, cx: &mut Context) {
    if cx.engine == Engine::Cassandra {
        return super::cql::trigger(home, name, model, cx);
    }
    if let Some(class) = &model.class {
        cx.faults.add(class.spot, format!("{} knows no `class` of a trigger", cx.engine.label()), "write `function`");
    }
    if model.timing.is_none() {
        let message = format!("the trigger `{}` says not when it fires", name.value);
        cx.faults.add(name.spot, message, "add `timing: before`, `after` or `instead_of`");
    }
    let mut events: Vec<(usize, String)> = Vec::new();
    for written in &model.events {
        let Some((rank, event)) = event(home, written, cx) else { continue };
        if events.iter().any(|(other, _)| *other == rank) {
            cx.faults.add(written.spot, format!("the event `{}` is there twice", EVENTS[rank]), "");
        }
        events.push((rank, event));
    }
    if model.events.is_empty() {
        let hint = "write `events: [insert]`, `update`, `update of COLUMN`, `delete` or `truncate`";
        cx.faults.add(name.spot, format!("the trigger `{}` has no events", name.value), hint);
    }
    events.sort_by_key(|(rank, _)| *rank);
    match &model.function {
        Some(function) if !function.value.trim_end().ends_with(')') => {
            let hint = format!("write its arguments, or none: `{}()`", function.value.trim());
            cx.faults.add(function.spot, format!("`{}` is no call of a function", function.value), hint);
        }
        None if cx.engine == Engine::Postgresql => {
            let message = format!("the trigger `{}` says not which function it calls", name.value);
            cx.faults.add(name.spot, message, "add `function: NAME()`");
        }
        _ => {}
    }
    let value = |text: &Option<Text>| text.as_ref().map(|text| text.value.clone());
    let trigger = Trigger {
        timing: model.timing.map_or("", |timing| timing.0).to_owned(),
        events: events.into_iter().map(|(_, event)| event).collect(),
        // Where a trigger has a body, there is no other way.
        for_each_row: model.for_each == Some(ForEach::Row) || cx.engine == Engine::Mysql,
        condition: value(&model.condition),
        function: value(&model.function).unwrap_or_default(),
        body: model.body.as_ref().map(|body| bare(&body.value).to_owned()),
        follows: value(&model.follows),
        options: model.session.attributes(),
        old_table: value(&model.old_table),
        new_table: value(&model.new_table),
        constraint: model.constraint,
        from_table: value(&model.from_table),
        deferrable: model.deferrable || model.initially_deferred,
        initially_deferred: model.initially_deferred,
        enabled: model.enabled.as_ref().map(|enabled| enabled.value.0.to_owned()),
    };
    let id = ObjectId::child(home.id, Kind::Trigger, name.value.as_str());
    if cx.insert(&id, trigger, name.spot) {
        model.common.build(&id, cx);
    }
}

/// An event in the model's words, with its rank.
fn event(home: Home<'_>, written: &Text, cx: &mut Context) -> Option<(usize, String)> {
    let trimmed = written.value.trim();
    let (word, rest) = trimmed.split_once(char::is_whitespace).unwrap_or((trimmed, ""));
    let rank = EVENTS.iter().position(|event| event.eq_ignore_ascii_case(word));
    let Some(rank) = rank else {
        let hint = "write `insert`, `update`, `update of COLUMN, …`, `delete` or `truncate`";
        cx.faults.add(written.spot, format!("`{}` is no event of a trigger", written.value), hint);
        return None;
    };
    let rest = rest.trim_start();
    if rest.is_empty() {
        return Some((rank, EVENTS[rank].to_owned()));
    }
    let (of, list) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    if EVENTS[rank] != "update" || !of.eq_ignore_ascii_case("of") {
        cx.faults.add(
            written.spot,
            format!("`{}` is no event of a trigger", written.value),
            "write `update of COLUMN, …`",
        );
        return None;
    }
    // Columns stand here as in SQL: folded unless in double quotes; or exactly as the table has them.
    let names = cx.parsed(written, name::list(list))?;
    let folded = spelling::tokens(list)?;
    let quoted: Vec<&String> = folded
        .iter()
        .filter_map(|token| match token {
            spelling::Token::Quoted(name) => Some(name),
            spelling::Token::Word(_) | spelling::Token::Sign(_) => None,
        })
        .collect();
    let known = cx.tables.get(&(home.schema.to_owned(), home.name.to_owned())).cloned().unwrap_or_default();
    let columns: Vec<Text> = names
        .into_iter()
        .map(|name| {
            let exact = quoted.contains(&&name) || known.has(&name);
            text(if exact { name } else { name.to_ascii_lowercase() }, written.spot)
        })
        .collect();
    cx.check_columns(home.key(), &columns);
    let columns: Vec<&str> = columns.iter().map(|column| column.value.as_str()).collect();
    Some((rank, format!("update of {}", quote::list(&columns))))
}
