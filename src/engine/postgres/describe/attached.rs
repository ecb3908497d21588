//! What hangs on a relation: policies, statistics, rules, publications, triggers, a view's query.

use sqlx::postgres::PgRow;

use super::relation::Relation;
use super::{Layout, Section};
use crate::engine::postgres::read::Get;
use crate::error::Fault;

pub(super) fn policy(row: &PgRow, relation: &mut Relation) -> Result<(), Fault> {
    let mut text = format!("POLICY \"{}\"", row.value::<&str>("name")?);
    if !row.value::<bool>("permissive")? {
        text.push_str(" AS RESTRICTIVE");
    }
    text.push_str(match row.value("command")? {
        "r" => " FOR SELECT",
        "a" => " FOR INSERT",
        "w" => " FOR UPDATE",
        "d" => " FOR DELETE",
        _ => "",
    });
    if let Some(roles) = row.value::<Option<&str>>("roles")? {
        text.push_str(&format!("\n      TO {roles}"));
    }
    for (column, word) in [("qualifier", "USING"), ("with_check", "WITH CHECK")] {
        if let Some(expression) = row.value::<Option<&str>>(column)? {
            text.push_str(&format!("\n      {word} ({expression})"));
        }
    }
    relation.item(Section::Policies, &text);
    Ok(())
}

pub(super) fn statistics(row: &PgRow, relation: &mut Relation) -> Result<(), Fault> {
    if relation.layout == Layout::PSQL_96 || !relation.is_table() {
        return Ok(());
    }
    let (schema, name): (&str, &str) = (row.value("schema")?, row.value("name")?);
    let mut text =
        if relation.layout.major < 14 { format!("\"{schema}\".\"{name}\"") } else { format!("\"{schema}.{name}\"") };
    let mut kinds = Vec::new();
    for kind in ["ndistinct", "dependencies", "mcv"] {
        if row.value::<Option<bool>>(kind)?.unwrap_or_default() {
            kinds.push(kind);
        }
    }
    // Since 14, all kinds are as good as none: neither has been chosen.
    let chosen = relation.layout.major < 14 || relation.server < 140_000 || (!kinds.is_empty() && kinds.len() < 3);
    if chosen {
        text.push_str(&format!(" ({})", kinds.join(", ")));
    }
    let keys = row.value::<Option<&str>>("keys")?.unwrap_or_default();
    text.push_str(&format!(" ON {keys} FROM {}", row.value::<&str>("table_name")?));
    match row.value::<Option<i32>>("target")? {
        Some(target) => text.push_str(&format!("; STATISTICS {target}")),
        // psql before 17 does not know that version 17 has no number for the default.
        None if relation.layout.major < 17 && relation.server >= 170_000 => text.push_str("; STATISTICS "),
        None => {}
    }
    // By age until 14, by schema and name from then on.
    let by_age = relation.layout.major < 15 || relation.server < 140_000;
    relation.statistics.push((if by_age { row.oid("oid")? } else { 0 }, text));
    Ok(())
}

/// What follows `CREATE RULE`.
pub(super) fn rule(row: &PgRow, relation: &mut Relation) -> Result<(), Fault> {
    let definition: &str = row.value("definition")?;
    let text = definition.strip_prefix("CREATE RULE ").unwrap_or(definition);
    let section = match (relation.kind, row.value("enabled")?) {
        // psql tells of a view's rules beside its query alone, and does not tell them apart.
        ('v', _) if relation.layout.verbose => {
            relation.add(Section::ViewRules, format!(" {text}"));
            return Ok(());
        }
        ('v' | 'm', _) => return Ok(()),
        (_, "D") => Section::DisabledRules,
        (_, "A") => Section::RulesAlways,
        (_, "R") => Section::RulesOnReplica,
        _ => Section::Rules,
    };
    relation.item(section, text);
    Ok(())
}

pub(super) fn publication(row: &PgRow, relation: &mut Relation) -> Result<(), Fault> {
    if relation.layout == Layout::PSQL_96 || !relation.is_table() {
        return Ok(());
    }
    let mut text = format!("\"{}\"", row.value::<&str>("name")?);
    if relation.layout.major >= 15 {
        if let Some(columns) = row.value::<Option<&str>>("columns")? {
            text.push_str(&format!(" ({columns})"));
        }
        if let Some(condition) = row.value::<Option<&str>>("condition")? {
            text.push_str(&format!(" WHERE {condition}"));
        }
    }
    relation.item(Section::Publications, &text);
    Ok(())
}

/// What follows `TRIGGER`, with the table that a partition has it from.
pub(super) fn trigger(row: &PgRow, relation: &mut Relation) -> Result<(), Fault> {
    let section = match (row.value("enabled")?, row.value("internal")?) {
        ("D", true) => Section::DisabledInternalTriggers,
        ("D", false) => Section::DisabledTriggers,
        ("A", _) => Section::TriggersAlways,
        ("R", _) => Section::TriggersOnReplica,
        _ => Section::Triggers,
    };
    let definition: &str = row.value("definition")?;
    let text = definition.split_once(" TRIGGER ").map_or(definition, |(_, rest)| rest);
    let parent: Option<&str> = row.value("parent")?;
    let parent = parent.map(|parent| format!(", ON TABLE {parent}")).unwrap_or_default();
    let mut text = format!("{text}{parent}");
    if relation.layout == Layout::PSQL_96
        && let Some((head, function)) = text.rsplit_once(" EXECUTE FUNCTION ")
    {
        text = format!("{head} EXECUTE PROCEDURE {function}");
    }
    relation.item(section, &text);
    Ok(())
}

/// A view's query, for `\d+`.
pub(super) fn view(row: &PgRow, relation: &mut Relation) -> Result<(), Fault> {
    relation.add(Section::View, row.value("definition")?);
    Ok(())
}
