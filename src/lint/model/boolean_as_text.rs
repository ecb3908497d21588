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
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    let found = view.all::<Check>().filter_map(|(id, check)| {
        let words: BTreeSet<String> = check.expression.split('\'').skip(1).step_by(2).map(str::to_lowercase).collect();
        (words.len() == 2 && is_boolean(words.iter().map(String::as_str)))
            .then(|| Wrong::at(id, format!("{id} lets through two words that mean yes and no")))
    });
    found.collect()
}
