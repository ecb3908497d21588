//! `boolean-as-text`: a text that can be two words: a boolean.

use std::collections::BTreeSet;

use super::{ModelRule, View, Wrong, is_boolean};
use crate::engine::Engine;
use crate::lint::Severity;
use crate::model::Check;

pub(super) const RULE: ModelRule = ModelRule {
    code: "boolean-as-text",
    severity: Severity::Note,
    title: "a text that can be two words: a boolean",
    why: "Its two words are spelled in as many ways as there are programs.",
    remedy: "boolean",
    engines: &[Engine::Postgresql, Engine::Mysql],
    bad: "tables: {t: {columns: {id: bigint, active: text}, primary_key: [id], checks: {t_active: \"active IN ('Y', 'N')\"}}}",
    good: "tables: {t: {columns: {id: bigint, size: text}, primary_key: [id], checks: {t_size: \"size IN ('S', 'M', 'L')\"}}}",
    check,
    fix: None,
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    let words =
        |text: &str| -> BTreeSet<String> { text.split('\'').skip(1).step_by(2).map(str::to_lowercase).collect() };
    let two = view.all::<Check>().filter(|(_, check)| is_boolean(words(&check.expression).iter().map(String::as_str)));
    two.map(|(id, _)| Wrong::at(id, format!("{id} lets through two words that mean yes and no"))).collect()
}
