//! `storage-engine`: a table of another storage engine than InnoDB.

use super::{ModelRule, View, Wrong};
use crate::engine::Engine;
use crate::lint::Severity;
use crate::model::Table;

pub(super) const RULE: ModelRule = ModelRule {
    code: "storage-engine",
    severity: Severity::Warning,
    title: "a table of another storage engine than InnoDB",
    why: "MyISAM and the like have no transactions and no foreign keys, and a crash breaks them.",
    remedy: "engine: InnoDB",
    engines: &[Engine::Mysql],
    bad: "tables: {t: {columns: {id: bigint}, primary_key: [id], options: {engine: MyISAM}}}",
    good: "tables: {t: {columns: {id: bigint}, primary_key: [id], options: {engine: InnoDB}}}",
    check,
    fix: None,
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    let own = view.all::<Table>().filter_map(|(id, table)| Some((id, table.options.get("engine")?)));
    own.filter(|(_, engine)| {
        ["myisam", "aria", "csv", "memory", "archive", "merge"].contains(&engine.to_lowercase().as_str())
    })
    .map(|(id, engine)| Wrong::at(id, format!("{id} is kept by {engine}")))
    .collect()
}
