//! `time-with-zone`: a column of type time with time zone.

use super::{ModelRule, View, Wrong, base};
use crate::engine::Engine;
use crate::lint::Severity;

pub(super) const RULE: ModelRule = ModelRule {
    code: "time-with-zone",
    severity: Severity::Note,
    title: "a column of type time with time zone",
    why: "Without a day nobody knows what the offset of a place is; the type is there for the standard's sake.",
    remedy: "timestamp with time zone, or time beside the name of a zone",
    engines: &[Engine::Postgresql],
    bad: "tables: {t: {columns: {id: bigint, a: timetz}, primary_key: [id]}}",
    good: "tables: {t: {columns: {id: bigint, a: time}, primary_key: [id]}}",
    check,
    fix: None,
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    view.typed(|data_type| {
        base(data_type) == "timetz"
            || data_type.starts_with("time with time zone")
            || data_type.starts_with("time(") && data_type.ends_with("with time zone")
    })
    .map(|id| Wrong::at(id, format!("{id} has an offset and no day")))
    .collect()
}
