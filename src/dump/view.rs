//! `views:` and `materialized_views:`

use std::collections::BTreeMap;

use super::yaml::{Entries, Yaml};
use super::{Dump, constraint};
use crate::load::context::Known;
use crate::model::{KeptColumn, MaterializedView, Name, Object, ObjectId, View};

/// Writes a view with all that is said of it.
pub fn write(dump: &Dump<'_>, id: &ObjectId, object: &Object) -> Option<Yaml> {
    let Object::View(View { query, options }) = object else { return None };
    let mut entries = Entries::default();
    dump.common(&mut entries, id);
    entries.options("options", options);
    entries.add("query", Yaml::text(query));
    entries.lines("columns", columns(dump, id, &BTreeMap::new(), dump.typed(id)));
    let (mut rules, mut triggers) = (Entries::default(), Entries::default());
    for (part_id, part) in dump.parts(id) {
        match part {
            Object::Rule(rule) => rules.add(&*part_id.name, constraint::rule(dump, part_id, rule)),
            Object::Trigger(trigger) => triggers.add(&*part_id.name, constraint::trigger(dump, part_id, trigger)),
            _ => continue,
        }
        dump.wrote(part_id);
    }
    entries.lines("rules", rules);
    entries.lines("triggers", triggers);
    Some(entries.short_block("query"))
}

/// Writes a materialized view with its indexes.
pub fn materialized(dump: &Dump<'_>, id: &ObjectId, object: &Object) -> Option<Yaml> {
    let Object::MaterializedView(view) = object else { return None };
    let MaterializedView {
        query,
        options,
        row_key,
        access_method,
        tablespace,
        cluster_on,
        without_data,
        columns: kept,
    } = view;
    let mut entries = Entries::default();
    dump.common(&mut entries, id);
    entries.options("options", options);
    entries.text("access_method", access_method.as_ref());
    entries.text("tablespace", tablespace.as_ref());
    entries.text("cluster_on", cluster_on.as_ref());
    entries.flag("without_data", *without_data);
    entries.add("query", Yaml::text(query));
    if let Some(key) = row_key {
        super::database::row_key(&mut entries, key);
    }
    entries.lines("columns", columns(dump, id, kept, &[]));
    let mut indexes = Entries::default();
    for (part_id, part) in dump.parts(id) {
        if let Object::Index(index) = part {
            // Its columns follow from its query, which nobody reads here.
            indexes.add(&*part_id.name, constraint::index(dump, part_id, index, &Known::default()));
            dump.wrote(part_id);
        }
    }
    entries.lines("indexes", indexes);
    Some(entries.short_block("query"))
}

/// What is said of the columns of a view, which are no objects; `typed` those whose types have to be said.
fn columns(dump: &Dump<'_>, view: &ObjectId, kept: &BTreeMap<String, KeptColumn>, typed: &[(Name, String)]) -> Entries {
    let mut columns = Entries::default();
    let mut told: BTreeMap<&str, Option<&ObjectId>> = kept.keys().map(|name| (name.as_str(), None)).collect();
    told.extend(dump.unmade(view).iter().map(|column| (&*column.name, Some(*column))));
    let mut ordered: Vec<(&str, Option<&ObjectId>, Option<&String>)> = Vec::new();
    for (name, data_type) in typed {
        ordered.push((name, told.remove(&**name).flatten(), Some(data_type)));
    }
    ordered.extend(told.into_iter().map(|(name, column)| (name, column, None)));
    for (name, column, data_type) in ordered {
        let mut entries = Entries::default();
        entries.text("type", data_type);
        if let Some(KeptColumn { storage, compression, statistics, options }) = kept.get(name) {
            entries.text("storage", storage.as_ref());
            entries.text("compression", compression.as_ref());
            entries.number("statistics", *statistics);
            entries.options("options", options);
        }
        if let Some(column) = column {
            for (part_id, part) in dump.parts(column) {
                if let Object::Default(default) = part {
                    entries.add("default", Yaml::text(&default.expression));
                    dump.wrote(part_id);
                }
            }
            dump.common(&mut entries, column);
        }
        columns.add(name, entries.map());
    }
    columns
}
