//! What a row of each table must heed.

use std::collections::{BTreeMap, BTreeSet};

use super::super::quote::ident;
use super::super::scan::names;
use crate::model::{Kind, Object, Schema};

/// A table that rows are put into.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// Its name, as the server's messages have it.
    pub plain: String,
    /// The same as SQL.
    pub name: String,
    pub columns: Vec<Column>,
    pub keys: Vec<Key>,
    pub rules: Vec<Rule>,
}

/// A column that takes values.
#[derive(Debug)]
pub(super) struct Column {
    pub name: String,
    pub data_type: String,
    pub not_null: bool,
    /// Whether the server counts its values.
    pub counted: bool,
    /// The reference system that its shapes must be of.
    pub srid: Option<String>,
}

/// A foreign key.
#[derive(Debug)]
pub(super) struct Key {
    pub name: String,
    pub columns: Vec<String>,
    pub parent: String,
    pub referenced: Vec<String>,
}

/// A check, a unique index or how the table is partitioned: what may refuse a row.
#[derive(Debug)]
pub(super) struct Rule {
    /// Empty for the partitions.
    pub name: String,
    pub columns: Vec<String>,
    /// What it says; empty for an index.
    pub text: String,
}

/// Whether two names of columns are the same to the server.
pub(super) fn same(one: &str, two: &str) -> bool {
    one.eq_ignore_ascii_case(two)
}

impl Table {
    /// Whether a row must have what this key refers to.
    pub(super) fn requires(&self, key: &Key) -> bool {
        self.columns.iter().any(|column| column.not_null && key.columns.iter().any(|name| same(name, &column.name)))
    }
}

/// The tables of a database by name.
pub(super) fn all(schema: &Schema) -> BTreeMap<String, Table> {
    let mut tables: BTreeMap<String, Table> = BTreeMap::new();
    for (id, entry) in &schema.objects {
        let name = id.root().name.to_string();
        let new = || Table { plain: name.clone(), name: ident(&name), ..Table::default() };
        match &entry.object {
            Object::Table(it) => {
                let table = tables.entry(name.clone()).or_insert_with(new);
                if let Some(text) = &it.partition_by {
                    table.rules.push(Rule { name: String::new(), columns: names(text), text: text.clone() });
                }
            }
            Object::Column(it) if it.generated.is_none() && !it.options.contains_key("row") => {
                let table = tables.entry(name.clone()).or_insert_with(new);
                if let Some(text) = it.options.get("check") {
                    let columns = vec![id.name.to_string()];
                    table.rules.push(Rule { name: id.name.to_string(), columns, text: text.clone() });
                }
                table.columns.push(Column {
                    name: id.name.to_string(),
                    data_type: it.data_type.clone(),
                    not_null: it.not_null,
                    counted: it.options.contains_key("auto_increment"),
                    srid: it.options.get("srid").cloned(),
                });
            }
            Object::Check(it) if !it.not_enforced => {
                let rule =
                    Rule { name: id.name.to_string(), columns: names(&it.expression), text: it.expression.clone() };
                tables.entry(name.clone()).or_insert_with(new).rules.push(rule);
            }
            Object::Unique(it) => {
                let rule = Rule { name: id.name.to_string(), columns: it.columns.clone(), text: String::new() };
                tables.entry(name.clone()).or_insert_with(new).rules.push(rule);
            }
            Object::Index(it) if it.unique => {
                let columns = it.keys.iter().flat_map(|key| match &key.column {
                    Some(column) => vec![column.clone()],
                    None => key.expression.as_deref().map(names).unwrap_or_default(),
                });
                let rule = Rule { name: id.name.to_string(), columns: columns.collect(), text: String::new() };
                tables.entry(name.clone()).or_insert_with(new).rules.push(rule);
            }
            // What is of another database has its rows there.
            Object::ForeignKey(it) if it.references.root().schema.is_empty() => {
                let key = Key {
                    name: id.name.to_string(),
                    columns: it.columns.clone(),
                    parent: it.references.root().name.to_string(),
                    referenced: it.referenced_columns.clone(),
                };
                tables.entry(name.clone()).or_insert_with(new).keys.push(key);
            }
            _ => {}
        }
    }
    let known = |name: &String| schema.objects.keys().any(|id| id.kind == Kind::Table && *id.name == **name);
    tables.retain(|name, _| known(name));
    tables
}

/// The tables that the words are about, with those that they refer to, and that refer to them. A name's
/// parts are words each, `a-b` two of them; words are in lower case.
pub(super) fn chosen(tables: &BTreeMap<String, Table>, words: &BTreeSet<String>) -> BTreeSet<String> {
    let is_named = |name: &str| {
        let mut parts = name.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|part| !part.is_empty());
        words.contains(name) || parts.all(|part| words.contains(part) || words.contains(&part.to_lowercase()))
    };
    let mut chosen: BTreeSet<String> = tables.keys().filter(|name| is_named(name)).cloned().collect();
    let links = || tables.values().flat_map(|table| table.keys.iter().map(move |key| (&table.plain, &key.parent)));
    let children: Vec<String> =
        links().filter(|(_, parent)| chosen.contains(*parent)).map(|(child, _)| child.clone()).collect();
    chosen.extend(children);
    loop {
        let before = chosen.len();
        let parents: Vec<String> = links()
            .filter(|(child, parent)| chosen.contains(*child) && tables.contains_key(*parent))
            .map(|(_, parent)| parent.clone())
            .collect();
        chosen.extend(parents);
        if chosen.len() == before {
            return chosen;
        }
    }
}
