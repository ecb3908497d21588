//! `unbounded-partition`: a partition that grows for ever.

use super::{ModelRule, View, Wrong, base};
use crate::engine::Engine;
use crate::lint::Severity;
use crate::model::Table;

pub(super) const RULE: ModelRule = ModelRule {
    code: "unbounded-partition",
    severity: Severity::Note,
    title: "a partition that grows for ever",
    why: "Rows are sorted by time within a partition that no part of its key ever closes: it outgrows what a node can read.",
    remedy: "a bucket in the partition key (a day, a month), or default_time_to_live",
    engines: &[Engine::Cassandra],
    bad: "tables: {t: {columns: {sensor: uuid, at: timestamp, v: double}, partition_key: [sensor], clustering_key: [at]}}",
    good: "tables: {t: {columns: {sensor: uuid, day: date, at: timestamp, v: double}, partition_key: [sensor, day], clustering_key: [at]}}",
    check,
    fix: None,
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    let timely = ["timestamp", "timeuuid", "date", "time"];
    let bucket = ["day", "week", "month", "year", "hour", "bucket", "date", "period", "shard"];
    let mut found = Vec::new();
    for (id, table) in view.all::<Table>() {
        let Some(key) = &table.row_key else { continue };
        let of_time =
            |name: &str| view.column(id, name).is_some_and(|own| timely.contains(&base(&own.data_type).as_str()));
        let closes = key
            .partition
            .iter()
            .any(|name| of_time(name) || name.to_lowercase().split('_').any(|part| bucket.contains(&part)));
        let expires = table.options.get("default_time_to_live").is_some_and(|seconds| seconds != "0");
        if let Some(by) = key.clustering.iter().find(|by| of_time(&by.column)).filter(|_| !closes && !expires) {
            found.push(Wrong::at(
                id,
                format!("rows of one ({}) gather by {} without end", key.partition.join(", "), by.column),
            ));
        }
    }
    found
}
