//! `low-cardinality-partition`: a partition key of a few values.

use super::{ModelRule, View, Wrong, base};
use crate::engine::Engine;
use crate::lint::Severity;
use crate::model::{ObjectId, Table};

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
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    let few = |id: &ObjectId, name: &String| {
        view.column(id, name).is_some_and(|own| ["boolean", "tinyint"].contains(&base(&own.data_type).as_str()))
    };
    let tables = view.all::<Table>().filter_map(|(id, table)| Some((id, table.row_key.as_ref()?)));
    tables
        .filter(|(id, key)| key.partition.iter().all(|name| few(id, name)))
        .map(|(id, key)| Wrong::at(id, format!("{} divides {id} into a few partitions", key.partition.join(", "))))
        .collect()
}
