//! `naming`: a name that is not as the configuration has it.

use super::{ModelRule, View, Wrong};
use crate::engine::Engine;
use crate::lint::Severity;
use crate::lint::names::{PRIMARY_KEY, word};
use crate::model::hashed::HashMap;
use crate::model::{ForeignKey, Index, Kind, Object, ObjectId, Unique};

pub(super) const RULE: ModelRule = ModelRule {
    code: "naming",
    severity: Severity::Warning,
    title: "a name that is not as the configuration has it",
    why: "A team reads names faster that are all made the same way. `naming:` of a target in dbtool.yaml says how, here \
          `naming: {index: '{table}_{columns}_idx'}`: a regular expression for the whole name, by the kind of object, in \
          which {table}, {columns} and {references} stand for names.",
    remedy: "another name, with `renamed_from:` the one that it has",
    engines: &[Engine::Postgresql, Engine::Mysql, Engine::Cassandra],
    bad: "tables: {t: {columns: {id: bigint, a: bigint}, primary_key: [id], indexes: {by_a: [a]}}}",
    good: "tables: {t: {columns: {id: bigint, a: bigint}, primary_key: [id], indexes: {t_a_idx: [a]}}}",
    check,
    fix: None,
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    let Some(names) = view.names.filter(|names| !names.is_empty()) else { return Vec::new() };
    let words: HashMap<Kind, String> = Kind::ALL.iter().map(|kind| (*kind, word(*kind))).collect();
    let mut found = Vec::new();
    for (id, entry) in &view.schema.objects {
        let primary = <&Unique>::try_from(&entry.object).is_ok_and(|own| own.primary);
        let word = if primary { PRIMARY_KEY } else { words.get(&id.kind).map_or("", String::as_str) };
        if id.name.is_empty() {
            continue;
        }
        if let Some(pattern) = names.broken(word, &id.name, || holders(id, &entry.object)) {
            let label = word.replace('_', " ");
            found.push(Wrong::at(id, format!("the {label} {id} is not called as `{pattern}` has it")));
        }
    }
    found
}

/// The names of its table, of its columns, and of the table that it refers to.
fn holders(id: &ObjectId, object: &Object) -> [String; 3] {
    let table = id.parent().map(|table| table.name.to_string()).unwrap_or_default();
    let (columns, references) = match object {
        Object::ForeignKey(ForeignKey { columns, references, .. }) => (columns.clone(), references.name.to_string()),
        Object::Unique(own) => (own.columns.clone(), String::new()),
        Object::Index(Index { keys, .. }) => {
            (keys.iter().filter_map(|key| key.column.clone()).collect(), String::new())
        }
        _ => (Vec::new(), String::new()),
    };
    [table, columns.join("_"), references]
}
