//! `low-cardinality-partition`: a partition key of a few values.

use super::{ModelRule, View, Wrong};
use crate::engine::Engine;
use crate::lint::Severity;
use crate::model::Table;

pub(super) const RULE: ModelRule = ModelRule {
    code: "low-cardinality-partition",
    severity: Severity::Warning,
    title: "a partition key of a few values",
    why: "All rows stand in as many partitions as it has values, on as few nodes.",
    remedy: "a column that has many values in the partition key",
    engines: &[Engine::Cassandra],
    bad: "tables: {t: {columns: {active: boolean, id: uuid}, partition_key: [active], clustering_key: [id]}}",
    good: "tables: {t: {columns: {active: boolean, id: uuid}, partition_key: [id]}}",
    check,
    fix: None,
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    let tables = view.all::<Table>().filter_map(|(id, table)| Some((id, table.row_key.as_ref()?)));
    tables
        .filter(|(id, key)| key.partition.iter().all(|name| view.has_few_values(id, name)))
        .map(|(id, key)| Wrong::at(id, format!("{} divides {id} into a few partitions", key.partition.join(", "))))
        .collect()
}
