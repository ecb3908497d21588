//! Functions, procedures and `events:` of MySQL and MariaDB.

use super::Dump;
use super::yaml::{Entries, Yaml};
use crate::load::name;
use crate::load::program::{RoutineOptions, SessionOptions};
use crate::model::{Attributes, Event, Function, Object, ObjectId, Procedure};

/// What a key of YAML holds in one line; longer ones no reader need take.
const LONGEST_KEY: usize = 200;

/// Whether parameters can stand between the parentheses of the key.
fn fits(arguments: &str) -> bool {
    arguments.len() <= LONGEST_KEY && !arguments.contains(['\n', '\r', '\t'])
}

/// The key of a routine.
pub fn key(id: &ObjectId, arguments: &str) -> String {
    let name = name::quote(&id.name);
    if fits(arguments) { format!("{name}({arguments})") } else { name }
}

fn is_session(key: &str, value: &str) -> bool {
    SessionOptions::holds(key, value) || RoutineOptions::holds(key, value)
}

fn routine(
    dump: &Dump<'_>,
    id: &ObjectId,
    arguments: &str,
    returns: Option<&String>,
    body: &str,
    options: &Attributes,
) -> Yaml {
    let mut entries = Entries::default();
    dump.common(&mut entries, id);
    if !fits(arguments) {
        entries.add("arguments", Yaml::text(arguments));
    }
    entries.text("returns", returns);
    entries.flat(options, is_session, RoutineOptions::is_mark);
    entries.add("body", Yaml::text(body));
    entries.block()
}

/// Writes a function, its body last.
pub fn function(dump: &Dump<'_>, id: &ObjectId, object: &Object) -> Option<Yaml> {
    let Object::Function(Function { arguments, returns, body, options }) = object else { return None };
    Some(routine(dump, id, arguments, Some(returns), body, options))
}

/// Writes a procedure, its body last.
pub fn procedure(dump: &Dump<'_>, id: &ObjectId, object: &Object) -> Option<Yaml> {
    let Object::Procedure(Procedure { arguments, body, options }) = object else { return None };
    Some(routine(dump, id, arguments, None, body, options))
}

/// Writes an event, its body last.
pub fn event(dump: &Dump<'_>, id: &ObjectId, object: &Object) -> Option<Yaml> {
    let Object::Event(Event { schedule, preserve, enabled, body, options }) = object else { return None };
    let mut entries = Entries::default();
    dump.common(&mut entries, id);
    entries.add("schedule", Yaml::text(schedule));
    entries.flag("preserve", *preserve);
    entries.text("enabled", enabled.as_ref());
    let holds = |key: &str, value: &str| key == "time_zone" || SessionOptions::holds(key, value);
    entries.flat(options, holds, SessionOptions::is_mark);
    entries.add("body", Yaml::text(body));
    Some(entries.block())
}
