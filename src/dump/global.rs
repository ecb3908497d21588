//! What belongs to no schema: `event_triggers:`, `publications:` and `subscriptions:`

use super::Dump;
use super::yaml::{Entries, Yaml};
use crate::load::publication::EVENTS;
use crate::load::subscription::NO_SLOT;
use crate::model::{EventTrigger, Object, ObjectId, Publication, PublishedTable, Subscription};

/// Writes an event trigger.
pub fn event_trigger(dump: &Dump<'_>, id: &ObjectId, object: &Object) -> Option<Yaml> {
    let Object::EventTrigger(EventTrigger { event, tags, function, enabled }) = object else { return None };
    let mut entries = Entries::default();
    entries.add("event", Yaml::text(event));
    entries.list("tags", tags);
    entries.add("function", Yaml::text(function));
    entries.text("enabled", enabled.as_ref());
    dump.common(&mut entries, id);
    Some(entries.map())
}

/// Writes a publication.
pub fn publication(dump: &Dump<'_>, id: &ObjectId, object: &Object) -> Option<Yaml> {
    let Object::Publication(publication) = object else { return None };
    let Publication { all_tables, schemas, tables, publish, via_root, generated_columns } = publication;
    let mut entries = Entries::default();
    entries.flag("all_tables", *all_tables);
    entries.list("schemas", schemas);
    if !tables.is_empty() {
        entries.add("tables", Yaml::List(tables.iter().map(|table| published(dump, table)).collect()));
    }
    if *publish != EVENTS {
        entries.add("publish", Yaml::texts(publish));
    }
    entries.flag("via_root", *via_root);
    entries.flag("generated_columns", *generated_columns);
    dump.common(&mut entries, id);
    Some(if entries.is_empty() { Yaml::Nothing } else { entries.map() })
}

/// Writes a subscription.
pub fn subscription(dump: &Dump<'_>, id: &ObjectId, object: &Object) -> Option<Yaml> {
    let Object::Subscription(subscription) = object else { return None };
    let Subscription { connection, publications, slot, enabled, streaming, options } = subscription;
    let mut entries = Entries::default();
    entries.text("connection", connection.as_ref().map(|text| &text.0));
    entries.list("publications", &publications.iter().cloned().collect::<Vec<_>>());
    match slot.as_deref() {
        Some(slot) if *slot == *id.name => {}
        slot => entries.add("slot", Yaml::text(slot.unwrap_or(NO_SLOT))),
    }
    if !enabled {
        entries.add("enabled", Yaml::word("false"));
    }
    entries.text("streaming", streaming.as_ref());
    entries.options("options", options);
    dump.common(&mut entries, id);
    Some(entries.map())
}

fn published(dump: &Dump<'_>, table: &PublishedTable) -> Yaml {
    let PublishedTable { table, columns, filter } = table;
    let mut entries = Entries::default();
    entries.add("table", Yaml::text(dump.relation_name(table)));
    entries.list("columns", columns);
    entries.text("where", filter.as_ref());
    entries.short("table")
}
