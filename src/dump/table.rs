//! `tables:`

use super::yaml::{Entries, Yaml};
use super::{Dump, column, constraint, foreign, lineage};
use crate::engine::postgres::names;
use crate::load::context::Known;
use crate::model::{Comment, Object, ObjectId, Persistence, ReplicaIdentity, Table};

/// Writes a table with all of its parts.
pub fn write(dump: &Dump<'_>, id: &ObjectId, object: &Object) -> Option<Yaml> {
    let mut known = Known::default();
    for (part_id, part) in dump.parts(id) {
        match part {
            Object::Column(_) => known.columns.push(part_id.name.to_string()),
            Object::Unique(unique) if unique.primary => known.primary.clone_from(&unique.columns),
            _ => {}
        }
    }
    let mut entries = Entries::default();
    dump.common(&mut entries, id);
    lineage::write(dump, id, &mut entries);
    entries.flag("external", dump.schema.get(id).is_none());
    let mut sections: [(&str, Entries); 12] = [
        ("columns", Entries::default()),
        ("primary_key", Entries::default()),
        ("unique", Entries::default()),
        ("checks", Entries::default()),
        ("exclude", Entries::default()),
        ("foreign_keys", Entries::default()),
        ("indexes", Entries::default()),
        ("triggers", Entries::default()),
        ("trigger_states", Entries::default()),
        ("trigger_comments", Entries::default()),
        ("policies", Entries::default()),
        ("rules", Entries::default()),
    ];
    let mut primary_key = None;
    let silent = lineage::silent(dump, id);
    for (part_id, part) in dump.parts(id) {
        if silent.contains(part_id) {
            lineage::wrote(dump, part_id);
            continue;
        }
        let (section, value) = match part {
            Object::Column(body) => {
                ("columns", column::write(dump, part_id, body, known.primary.iter().any(|key| **key == *part_id.name)))
            }
            Object::Unique(body) if body.primary => {
                let usual = *part_id.name == *names::relation_name(&id.name, None, "pkey") || dump.home.is_empty();
                primary_key = Some(constraint::key(dump, part_id, body, (!usual).then_some(&*part_id.name)));
                dump.wrote(part_id);
                continue;
            }
            Object::Unique(body) => ("unique", constraint::key(dump, part_id, body, None)),
            Object::Check(body) => ("checks", constraint::check(dump, part_id, body)),
            Object::Exclusion(body) => ("exclude", constraint::exclusion(dump, part_id, body)),
            Object::ForeignKey(body) => ("foreign_keys", constraint::foreign_key(dump, part_id, body)),
            Object::Index(body) => ("indexes", constraint::index(dump, part_id, body, &known)),
            Object::Trigger(body) => ("triggers", constraint::trigger(dump, part_id, body)),
            Object::TriggerState(body) => ("trigger_states", Yaml::word(&body.state)),
            Object::Policy(body) => ("policies", constraint::policy(dump, part_id, body)),
            Object::Rule(body) => ("rules", constraint::rule(dump, part_id, body)),
            Object::Comment(Comment { text, copy_of: Some(trigger) }) => {
                dump.wrote(part_id);
                if let Some((_, list)) = sections.iter_mut().find(|(key, _)| *key == "trigger_comments") {
                    list.add(&*trigger.name, Yaml::text(text));
                }
                continue;
            }
            _ => continue,
        };
        dump.wrote(part_id);
        if let Some((_, list)) = sections.iter_mut().find(|(key, _)| *key == section) {
            list.add(&*part_id.name, value);
        }
    }
    for (key, list) in sections {
        if let ("primary_key", Object::Table(Table { row_key: Some(row_key), .. })) = (key, object) {
            super::database::row_key(&mut entries, row_key);
        }
        match (key, primary_key.take()) {
            ("primary_key", Some(value)) => entries.add(key, value),
            (_, other) => {
                primary_key = other;
                entries.lines(key, list);
            }
        }
    }
    match object {
        Object::Table(table) => attributes(&mut entries, &super::citus::whole(dump, id, table)),
        Object::ForeignTable(table) => {
            let mut inner = Entries::default();
            inner.add("server", Yaml::text(&table.server));
            foreign::options(&mut inner, &table.options, &table.secrets);
            entries.add("foreign", inner.map());
        }
        _ => return None,
    }
    if dump.schema.external.contains(id) {
        entries.add("partitions", Yaml::word("external"));
    }
    Some(if entries.is_empty() { Yaml::Map(Vec::new()) } else { entries.block() })
}

/// Writes what is added to a table that someone else makes.
pub fn borrowed(dump: &Dump<'_>, id: &ObjectId) -> Option<Yaml> {
    write(dump, id, &Object::Table(Table::default()))
}

fn attributes(entries: &mut Entries, table: &Table) {
    let Table {
        persistence,
        access_method,
        tablespace,
        partition_by,
        of_type,
        options,
        row_key: _,
        replica_identity,
        row_security,
        force_row_security,
        cluster_on,
    } = table;
    entries.flag("unlogged", *persistence == Persistence::Unlogged);
    entries.text("access_method", access_method.as_ref());
    entries.text("tablespace", tablespace.as_ref());
    entries.text("partition_by", partition_by.as_ref());
    entries.text("of_type", of_type.as_ref());
    entries.options("options", options);
    match replica_identity {
        ReplicaIdentity::Default => {}
        ReplicaIdentity::Nothing => entries.add("replica_identity", Yaml::word("nothing")),
        ReplicaIdentity::Full => entries.add("replica_identity", Yaml::word("full")),
        ReplicaIdentity::Index(index) => {
            let mut inner = Entries::default();
            inner.add("index", Yaml::text(index));
            entries.add("replica_identity", inner.map());
        }
    }
    entries.flag("row_security", *row_security);
    entries.flag("force_row_security", *force_row_security);
    entries.text("cluster_on", cluster_on.as_ref());
}
