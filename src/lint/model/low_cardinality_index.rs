//! `low-cardinality-index`: a secondary index on a few values.

use super::{ModelRule, View, Wrong};
use crate::engine::Engine;
use crate::lint::Severity;
use crate::model::Index;

pub(super) const RULE: ModelRule = ModelRule {
    code: "low-cardinality-index",
    severity: Severity::Warning,
    title: "a secondary index on a few values",
    why: "Each value leads to a large part of all rows, gathered from every node.",
    remedy: "a table whose partition key begins with what is asked for",
    engines: &[Engine::Cassandra],
    bad: "tables: {t: {columns: {id: uuid, active: boolean}, partition_key: [id], indexes: {t_active: [active]}}}",
    good: "tables: {t: {columns: {id: uuid, mail: text}, partition_key: [id], indexes: {t_mail: [mail]}}}",
    check,
    fix: None,
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    let mut found = Vec::new();
    for (id, index) in view.all::<Index>() {
        let Some(table) = id.parent() else { continue };
        let name = index.keys.iter().find_map(|key| key.column.as_deref());
        if let Some(name) = name
            && view.has_few_values(table, name)
        {
            found.push(Wrong::at(id, format!("{name} has few values")));
        }
    }
    found
}
