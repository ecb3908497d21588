//! Check constraints and foreign keys, on both their sides: `pg_get_constraintdef`.

use super::index::waiting;
use super::{Describer, expression};
use crate::engine::postgres::quote;
use crate::model::{Action, Check, ForeignKey, Match, ObjectId, Unique};

/// A line for each check constraint, by name.
pub(super) fn checks(describer: &Describer<'_>, id: &ObjectId) -> Vec<String> {
    let checks = describer.parts::<Check>(id).into_iter();
    sorted(checks.map(|(id, check)| (id.name.to_string(), String::new(), check_line(&id.name, check))))
}

/// A line for each foreign key of the table, by name.
pub(super) fn foreign_keys(describer: &Describer<'_>, id: &ObjectId) -> Vec<String> {
    let keys = describer.parts::<ForeignKey>(id).into_iter();
    sorted(keys.map(|(id, key)| {
        let line = format!("\"{}\" {}", id.name, definition(describer, key));
        (id.name.to_string(), String::new(), line)
    }))
}

/// A line for each foreign key that refers to the table, by the key's name and then its table's.
pub(super) fn referring(describer: &Describer<'_>, id: &ObjectId) -> Vec<String> {
    let keys = describer.referring.get(id).map(Vec::as_slice).unwrap_or_default();
    sorted(keys.iter().filter_map(|(id, key)| {
        let table = describer.relation(id.parent()?);
        let line = format!("TABLE \"{table}\" CONSTRAINT \"{}\" {}", id.name, definition(describer, key));
        Some((id.name.to_string(), table, line))
    }))
}

fn sorted(lines: impl Iterator<Item = (String, String, String)>) -> Vec<String> {
    let mut lines: Vec<_> = lines.collect();
    lines.sort();
    lines.into_iter().map(|(_, _, line)| line).collect()
}

fn check_line(name: &str, check: &Check) -> String {
    let expression = expression::whole(&check.expression);
    let no_inherit = if check.no_inherit { " NO INHERIT" } else { "" };
    format!("\"{name}\" CHECK ({expression}){no_inherit}{}", upheld(check.not_enforced, check.not_valid))
}

/// The definition without the constraint's name.
fn definition(describer: &Describer<'_>, key: &ForeignKey) -> String {
    let mut text = format!(
        "FOREIGN KEY ({}) REFERENCES {}({})",
        columns(&key.columns, key.period),
        describer.relation(&key.references),
        columns(&referenced(describer, key), key.period),
    );
    match key.match_type {
        Match::Simple => {}
        Match::Full => text.push_str(" MATCH FULL"),
    }
    if let Some(action) = words(key.on_update) {
        text.push_str(&format!(" ON UPDATE {action}"));
    }
    if let Some(action) = words(key.on_delete) {
        text.push_str(&format!(" ON DELETE {action}"));
        if !key.on_delete_columns.is_empty() {
            text.push_str(&format!(" ({})", quote::list(&key.on_delete_columns)));
        }
    }
    text.push_str(waiting(key.deferrable, key.initially_deferred));
    text.push_str(upheld(key.not_enforced, key.not_valid));
    text
}

fn columns(names: &[String], period: bool) -> String {
    match names.split_last() {
        Some((last, first)) if period => {
            let mut list: Vec<String> = first.iter().map(|name| quote::ident(name)).collect();
            list.push(format!("PERIOD {}", quote::ident(last)));
            list.join(", ")
        }
        _ => quote::list(names),
    }
}

/// The columns that are referred to: the primary key's where a model names none.
fn referenced(describer: &Describer<'_>, key: &ForeignKey) -> Vec<String> {
    if !key.referenced_columns.is_empty() {
        return key.referenced_columns.clone();
    }
    let keys = describer.parts::<Unique>(&key.references);
    let primary = keys.into_iter().find(|(_, unique)| unique.primary);
    primary.map(|(_, unique)| unique.columns.clone()).unwrap_or_default()
}

fn words(action: Action) -> Option<&'static str> {
    match action {
        Action::NoAction => None,
        Action::Restrict => Some("RESTRICT"),
        Action::Cascade => Some("CASCADE"),
        Action::SetNull => Some("SET NULL"),
        Action::SetDefault => Some("SET DEFAULT"),
    }
}

fn upheld(not_enforced: bool, not_valid: bool) -> &'static str {
    match (not_enforced, not_valid) {
        (true, _) => " NOT ENFORCED",
        (false, true) => " NOT VALID",
        (false, false) => "",
    }
}
