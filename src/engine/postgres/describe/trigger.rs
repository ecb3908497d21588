//! Triggers: `pg_get_triggerdef` after `TRIGGER`, under a heading for each way to be enabled.

use super::{Describer, Wording, expression};
use crate::engine::postgres::quote;
use crate::model::{ObjectId, Trigger};

/// The headings, by the word for how a trigger is enabled.
const HEADINGS: [(Option<&str>, &str); 4] = [
    (None, "Triggers:"),
    (Some("disabled"), "Disabled user triggers:"),
    (Some("always"), "Triggers firing always:"),
    (Some("replica"), "Triggers firing on replica only:"),
];

/// The sections with their lines, by name; a section may be empty.
pub(super) fn sections(describer: &Describer<'_>, table: &ObjectId) -> Vec<(&'static str, Vec<String>)> {
    let mut triggers = describer.parts::<Trigger>(table);
    triggers.sort_by(|(left, _), (right, _)| left.name.cmp(&right.name));
    HEADINGS
        .iter()
        .map(|(enabled, heading)| {
            let those = triggers.iter().filter(|(_, trigger)| trigger.enabled.as_deref() == *enabled);
            (*heading, those.map(|(id, trigger)| definition(describer, id, table, trigger)).collect())
        })
        .collect()
}

fn definition(describer: &Describer<'_>, id: &ObjectId, table: &ObjectId, trigger: &Trigger) -> String {
    let mut events: Vec<&String> = trigger.events.iter().collect();
    events.sort_by_key(|event| rank(event));
    let events: Vec<String> = events.into_iter().map(|event| upper_words(event)).collect();
    let mut text = format!(
        "{} {} {} ON {}",
        quote::ident(&id.name),
        trigger.timing.to_uppercase(),
        events.join(" OR "),
        describer.relation(table)
    );
    if trigger.constraint {
        if let Some(from) = &trigger.from_table {
            text.push_str(&format!(" FROM {from}"));
        }
        text.push_str(match (trigger.deferrable, trigger.initially_deferred) {
            (_, true) => " DEFERRABLE INITIALLY DEFERRED",
            (true, false) => " DEFERRABLE INITIALLY IMMEDIATE",
            (false, false) => " NOT DEFERRABLE INITIALLY IMMEDIATE",
        });
    }
    if trigger.old_table.is_some() || trigger.new_table.is_some() {
        text.push_str(" REFERENCING");
        for (rows, name) in [("OLD", &trigger.old_table), ("NEW", &trigger.new_table)] {
            if let Some(name) = name {
                text.push_str(&format!(" {rows} TABLE AS {}", quote::ident(name)));
            }
        }
    }
    text.push_str(if trigger.for_each_row { " FOR EACH ROW" } else { " FOR EACH STATEMENT" });
    if let Some(condition) = &trigger.condition {
        text.push_str(&format!(" WHEN ({})", expression::whole(condition)));
    }
    let execute = match describer.layout {
        Wording::Psql96 => "PROCEDURE",
        Wording::Psql15 => "FUNCTION",
    };
    text.push_str(&format!(" EXECUTE {execute} {}", trigger.function));
    text
}

/// The server's order of events.
fn rank(event: &str) -> usize {
    ["insert", "delete", "update", "truncate"].iter().position(|word| event.starts_with(word)).unwrap_or(usize::MAX)
}

/// An event's keywords in upper case, its columns as they are.
fn upper_words(event: &str) -> String {
    match event.strip_prefix("update of ") {
        Some(columns) => format!("UPDATE OF {columns}"),
        None => event.to_uppercase(),
    }
}
