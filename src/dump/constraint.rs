//! Constraints, indexes, triggers, policies and rules: what stands in a table beside its columns.

use super::Dump;
use super::yaml::{Entries, Yaml};
use crate::load::context::Known;
use crate::load::grant::EVERYONE;
use crate::load::program::SessionOptions;
use crate::load::{index, name};
use crate::model::{
    Action, Check, Exclusion, ForeignKey, Index, KeyPart, Match, Nulls, ObjectId, Order, Policy, Rule, Trigger, Unique,
};

/// Writes a unique constraint or a primary key; a name where one must be written.
pub fn key(dump: &Dump<'_>, id: &ObjectId, unique: &Unique, named: Option<&str>) -> Yaml {
    let Unique {
        primary: _,
        columns,
        include,
        nulls_not_distinct,
        without_overlaps,
        deferrable,
        initially_deferred,
        options,
        tablespace,
        partition_of,
        only,
    } = unique;
    let mut entries = Entries::default();
    if let Some(name) = named {
        entries.add("name", Yaml::text(name));
    }
    entries.add("columns", Yaml::texts(columns));
    entries.list("include", include);
    entries.flag("nulls_not_distinct", *nulls_not_distinct);
    entries.flag("without_overlaps", *without_overlaps);
    deferral(&mut entries, *deferrable, *initially_deferred);
    entries.options("options", options);
    entries.text("tablespace", tablespace.as_ref());
    entries.text("partition_of", partition_of.as_ref().map(|of| of.name.to_string()).as_ref());
    entries.flag("only", *only);
    dump.common(&mut entries, id);
    entries.short("columns")
}

fn deferral(entries: &mut Entries, deferrable: bool, initially_deferred: bool) {
    entries.flag("deferrable", deferrable && !initially_deferred);
    entries.flag("initially_deferred", initially_deferred);
}

/// Writes a check constraint.
pub fn check(dump: &Dump<'_>, id: &ObjectId, check: &Check) -> Yaml {
    let Check { expression, no_inherit, not_valid, not_enforced, inherited } = check;
    let mut entries = Entries::default();
    entries.add("expression", Yaml::text(expression));
    entries.flag("no_inherit", *no_inherit);
    entries.flag("not_valid", *not_valid);
    entries.flag("not_enforced", *not_enforced);
    entries.flag("inherited", *inherited);
    dump.common(&mut entries, id);
    entries.short("expression")
}

/// Writes an exclusion constraint.
pub fn exclusion(dump: &Dump<'_>, id: &ObjectId, exclusion: &Exclusion) -> Yaml {
    let Exclusion {
        method,
        elements,
        include,
        predicate,
        deferrable,
        initially_deferred,
        options,
        tablespace,
        partition_of,
    } = exclusion;
    let mut entries = Entries::default();
    if method != "btree" {
        entries.add("method", Yaml::text(method));
    }
    let element = |(part, operator): &(KeyPart, String)| {
        let mut entries = key_entries(part);
        entries.add("operator", Yaml::text(operator));
        entries.map()
    };
    entries.add("elements", Yaml::List(elements.iter().map(element).collect()));
    entries.list("include", include);
    entries.text("where", predicate.as_ref());
    deferral(&mut entries, *deferrable, *initially_deferred);
    entries.options("options", options);
    entries.text("tablespace", tablespace.as_ref());
    entries.text("partition_of", partition_of.as_ref().map(|of| of.name.to_string()).as_ref());
    dump.common(&mut entries, id);
    entries.map()
}

/// Writes a foreign key.
pub fn foreign_key(dump: &Dump<'_>, id: &ObjectId, key: &ForeignKey) -> Yaml {
    let ForeignKey {
        columns,
        references,
        referenced_columns,
        match_type,
        on_update,
        on_delete,
        on_delete_columns,
        period,
        deferrable,
        initially_deferred,
        not_valid,
        not_enforced,
    } = key;
    let mut entries = Entries::default();
    entries.add("columns", Yaml::texts(columns));
    let table = dump.relation_name(references);
    let list: Vec<String> = referenced_columns.iter().map(|column| name::quote(column)).collect();
    entries.add("references", Yaml::text(format!("{table}({})", list.join(", "))));
    if *match_type == Match::Full {
        entries.add("match", Yaml::word("full"));
    }
    for (key, action) in [("on_update", on_update), ("on_delete", on_delete)] {
        let word = match action {
            Action::NoAction => continue,
            Action::Restrict => "restrict",
            Action::Cascade => "cascade",
            Action::SetNull => "set_null",
            Action::SetDefault => "set_default",
        };
        entries.add(key, Yaml::word(word));
    }
    entries.list("on_delete_columns", on_delete_columns);
    entries.flag("period", *period);
    deferral(&mut entries, *deferrable, *initially_deferred);
    entries.flag("not_valid", *not_valid);
    entries.flag("not_enforced", *not_enforced);
    dump.common(&mut entries, id);
    entries.map()
}

/// Writes an index.
pub fn index(dump: &Dump<'_>, id: &ObjectId, index: &Index, table: &Known) -> Yaml {
    let Index {
        method,
        keys,
        unique,
        nulls_not_distinct,
        include,
        predicate,
        options,
        tablespace,
        partition_of,
        only,
        invalid: _,
    } = index;
    let mut entries = Entries::default();
    entries.add("keys", Yaml::List(keys.iter().map(|part| key_part(part, table)).collect()));
    entries.flag("unique", *unique);
    // What each engine takes where nothing is said.
    if !["btree", "secondary"].contains(&method.as_str()) {
        entries.add("method", Yaml::text(method));
    }
    entries.list("include", include);
    entries.text("where", predicate.as_ref());
    entries.flag("nulls_not_distinct", *nulls_not_distinct);
    entries.options("options", options);
    entries.text("tablespace", tablespace.as_ref());
    entries.text("partition_of", partition_of.as_ref().map(|of| of.name.to_string()).as_ref());
    entries.flag("only", *only);
    dump.common(&mut entries, id);
    entries.short("keys")
}

/// A key as text where that reads back as the same key; as a mapping otherwise.
fn key_part(part: &KeyPart, table: &Known) -> Yaml {
    let base = part.column.as_ref().or(part.expression.as_ref()).cloned().unwrap_or_default();
    let mut text = base;
    if part.order == Order::Desc {
        text.push_str(" desc");
    }
    match part.nulls {
        Some(Nulls::First) => text.push_str(" nulls first"),
        Some(Nulls::Last) => text.push_str(" nulls last"),
        None => {}
    }
    if index::short(&text, Some(table)) == *part { Yaml::text(text) } else { key_entries(part).map() }
}

fn key_entries(part: &KeyPart) -> Entries {
    let KeyPart { column, length, expression, collation, opclass, opclass_options, order, nulls, statistics } = part;
    let mut entries = Entries::default();
    entries.text("column", column.as_ref());
    entries.number("length", *length);
    entries.text("expression", expression.as_ref());
    entries.text("collation", collation.as_ref());
    entries.text("opclass", opclass.as_ref());
    entries.options("opclass_options", opclass_options);
    if *order == Order::Desc {
        entries.add("order", Yaml::word("desc"));
    }
    match nulls {
        Some(Nulls::First) => entries.add("nulls", Yaml::word("first")),
        Some(Nulls::Last) => entries.add("nulls", Yaml::word("last")),
        None => {}
    }
    entries.number("statistics", *statistics);
    entries
}

/// Writes a trigger.
pub fn trigger(dump: &Dump<'_>, id: &ObjectId, trigger: &Trigger) -> Yaml {
    let Trigger {
        timing,
        events,
        for_each_row,
        condition,
        function,
        body,
        follows,
        options,
        old_table,
        new_table,
        constraint,
        from_table,
        deferrable,
        initially_deferred,
        enabled,
    } = trigger;
    let mut entries = Entries::default();
    if timing.is_empty() {
        entries.text("class", Some(function));
        dump.common(&mut entries, id);
        return entries.map();
    }
    entries.add("timing", Yaml::text(timing.replace(' ', "_")));
    entries.add("events", Yaml::texts(events));
    if *for_each_row && body.is_none() {
        entries.add("for_each", Yaml::word("row"));
    }
    entries.text("when", condition.as_ref());
    entries.text("function", Some(function).filter(|function| !function.is_empty()));
    entries.text("follows", follows.as_ref());
    entries.flat(options, SessionOptions::holds, SessionOptions::is_mark);
    entries.text("old_table", old_table.as_ref());
    entries.text("new_table", new_table.as_ref());
    entries.flag("constraint", *constraint);
    entries.text("from", from_table.as_ref());
    deferral(&mut entries, *deferrable, *initially_deferred);
    entries.text("enabled", enabled.as_ref());
    dump.common(&mut entries, id);
    if let Some(body) = body {
        entries.add("body", Yaml::text(body));
        return entries.block();
    }
    entries.map()
}

/// Writes a row-level security policy.
pub fn policy(dump: &Dump<'_>, id: &ObjectId, policy: &Policy) -> Yaml {
    let Policy { command, restrictive, roles, using, check } = policy;
    let mut entries = Entries::default();
    if command != "all" {
        entries.add("command", Yaml::text(command));
    }
    entries.flag("restrictive", *restrictive);
    if *roles != [EVERYONE] {
        entries.add("roles", Yaml::texts(roles));
    }
    entries.text("using", using.as_ref());
    entries.text("check", check.as_ref());
    dump.common(&mut entries, id);
    entries.map()
}

/// Writes a rewrite rule.
pub fn rule(dump: &Dump<'_>, id: &ObjectId, rule: &Rule) -> Yaml {
    let Rule { definition, enabled } = rule;
    let mut entries = Entries::default();
    entries.add("definition", Yaml::text(definition));
    entries.text("enabled", enabled.as_ref());
    dump.common(&mut entries, id);
    entries.short("definition")
}
