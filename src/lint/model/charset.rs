//! `charset`: a character set that cannot hold every character.

use super::{ModelRule, View, Wrong};
use crate::engine::Engine;
use crate::lint::Severity;
use crate::model::{Column, Table};

pub(super) const RULE: ModelRule = ModelRule {
    code: "charset",
    severity: Severity::Warning,
    title: "a character set that cannot hold every character",
    why: "utf8 (utf8mb3) has no room for four bytes, latin1 for most of the world: such a value is refused or cut.",
    remedy: "charset: utf8mb4",
    engines: &[Engine::Mysql],
    bad: "tables: {t: {columns: {id: bigint}, primary_key: [id], options: {charset: utf8mb3}}}",
    good: "tables: {t: {columns: {id: bigint}, primary_key: [id], options: {charset: utf8mb4}}}",
    check,
    fix: None,
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    let tables = view.all::<Table>().filter_map(|(id, table)| Some((id, table.options.get("charset")?)));
    let columns = view.all::<Column>().filter_map(|(id, column)| Some((id, column.options.get("charset")?)));
    tables
        .chain(columns)
        .filter(|(_, charset)| ["utf8", "utf8mb3", "latin1", "ucs2"].contains(&charset.to_lowercase().as_str()))
        .map(|(id, charset)| Wrong::at(id, format!("{id} is written in {charset}")))
        .collect()
}
