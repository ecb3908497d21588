//! Functions, procedures and `events:` of MySQL and MariaDB: what the server runs that is kept in a database.

use super::common::Common;
use super::context::{Context, Item};
use super::document::Part;
use super::read::{Mark, Text, choice, flat, mapping};
use super::routine::{Body, FunctionModel, ProcedureModel};
use super::view::bare;
use crate::model::{Attributes, Event, Function, Kind, ObjectId, Procedure};

flat! {
    /// What a function or procedure of MySQL has beside what all have.
    pub struct RoutineOptions {
        /// Whether the same arguments always give the same result (MySQL).
        "deterministic": Mark,
        /// `no sql`, `reads sql data` or `modifies sql data` (MySQL).
        "data_access": Text,
        /// `invoker` where it runs with the rights of who calls it (MySQL).
        "security": Text,
        /// Whether it is an aggregate function (MariaDB).
        "aggregate": Mark,
    }
}

flat! {
    /// What a program of MySQL keeps of the session that made it.
    pub struct SessionOptions {
        /// Who made it, `name@host`; left as it is if not said (MySQL).
        "definer": Text,
        /// The session's `sql_mode`; the server's own if not said (MySQL).
        "sql_mode": Text,
        /// The session's `character_set_client`; left as it is if not said (MySQL).
        "charset": Text,
        /// The session's `collation_connection`; left as it is if not said (MySQL).
        "collation": Text,
    }
}

impl SessionOptions {
    /// As attributes.
    pub fn attributes(&self) -> Attributes {
        self.0.clone().into_iter().collect()
    }
}

/// The characteristics and the session's settings together.
fn options(body: &Body) -> Attributes {
    body.routine.0.clone().into_iter().chain(body.session.0.clone()).collect()
}

/// The parameters: between the name's parentheses, or where they are written apart.
fn arguments<T>(item: &Item<'_, T>, body: &Body) -> String {
    body.arguments.as_ref().map_or(item.arguments, |text| &text.value).to_owned()
}

fn refuse<T>(item: &Item<'_, T>, said: &[(&str, bool)], cx: &mut Context) {
    for (key, _) in said.iter().filter(|(_, said)| *said) {
        let message = format!("{} knows no `{key}` of a routine: {}", cx.engine.label(), item.name);
        cx.faults.add(item.spot, message, "leave it out, or name the engine that it is for");
    }
}

fn said(body: &Body) -> Vec<(&'static str, bool)> {
    vec![
        ("language", body.language.is_some()),
        ("sql_body", body.sql_body),
        ("library", body.library.is_some()),
        ("security_definer", body.security_definer),
        ("transform", !body.transform.is_empty()),
        ("config", !body.config.is_empty()),
    ]
}

/// Refuses what only MySQL knows of a routine.
pub fn refuse_own<T>(item: &Item<'_, T>, body: &Body, cx: &mut Context) {
    let mut found = vec![("arguments", body.arguments.is_some())];
    found.extend(options(body).keys().map(|key| match key.as_str() {
        "deterministic" => ("deterministic", true),
        "data_access" => ("data_access", true),
        "security" => ("security", true),
        "definer" => ("definer", true),
        "sql_mode" => ("sql_mode", true),
        _ => ("charset", true),
    }));
    refuse(item, &found, cx);
}

/// Adds a function.
pub fn build_function(item: &Item<'_, FunctionModel>, cx: &mut Context) {
    let (model, body) = (item.body, &item.body.body);
    let mut wrong = said(body);
    wrong.extend([
        ("window", model.window),
        ("volatility", model.volatility.is_some()),
        ("strict", model.strict),
        ("leakproof", model.leakproof),
        ("parallel", model.parallel.is_some()),
        ("cost", model.cost.is_some()),
        ("rows", model.rows.is_some()),
        ("support", model.support.is_some()),
    ]);
    refuse(item, &wrong, cx);
    let Some(returns) = &model.returns else {
        let message = format!("function `{}` says not what it returns", item.name);
        cx.faults.add(item.spot, message, "add `returns: TYPE`");
        return;
    };
    let function = Function {
        arguments: arguments(item, body),
        returns: returns.value.clone(),
        body: bare(&body.body.value).to_owned(),
        options: options(body),
    };
    let id = ObjectId::in_schema(Kind::Function, item.schema, item.name);
    if cx.insert(&id, function, item.spot) {
        body.rights.build(&id, cx);
    }
}

/// Adds a procedure.
pub fn build_procedure(item: &Item<'_, ProcedureModel>, cx: &mut Context) {
    let body = &item.body.body;
    refuse(item, &said(body), cx);
    let procedure =
        Procedure { arguments: arguments(item, body), body: bare(&body.body.value).to_owned(), options: options(body) };
    let id = ObjectId::in_schema(Kind::Procedure, item.schema, item.name);
    if cx.insert(&id, procedure, item.spot) {
        body.rights.build(&id, cx);
    }
}

/// Whether the server runs an event.
#[derive(Clone, Copy, Debug)]
pub struct Enabled(&'static str);

choice!(Enabled, "an event's state" {
    "disabled" => Enabled("disabled"),
    "replica" => Enabled("replica"),
});

mapping! {
    /// What a server runs at its time (MySQL).
    pub struct EventModel, "an event" {
        /// `AT '2030-01-01 00:00:00'`, `EVERY 1 DAY`. Where an `EVERY` says no `STARTS`, that is left as it is.
        schedule "schedule": Text,
        /// Whether it stays when its last time is over.
        preserve "preserve": bool,
        /// `disabled`, or `replica` where replicas do not run it; enabled if not said.
        enabled "enabled": Option<Enabled>,
        /// The time zone of its schedule; left as it is if not said.
        time_zone "time_zone": Option<Text>,
        /// The statement that it runs.
        body "body": Text,
        .. session: SessionOptions,
        .. common: Common,
    }
}

impl Part for EventModel {
    fn declare(_: &Item<'_, Self>, _: &mut Context) {}

    fn build(item: &Item<'_, Self>, cx: &mut Context) {
        let body = item.body;
        let mut options = body.session.attributes();
        options.extend(body.time_zone.as_ref().map(|zone| ("time_zone".to_owned(), zone.value.clone())));
        let event = Event {
            schedule: body.schedule.value.trim().to_owned(),
            preserve: body.preserve,
            enabled: body.enabled.map(|enabled| enabled.0.to_owned()),
            body: bare(&body.body.value).to_owned(),
            options,
        };
        let id = ObjectId::in_schema(Kind::Event, item.schema, item.name);
        if cx.insert(&id, event, item.spot) {
            body.common.build(&id, cx);
        }
    }
}
