//! `security-definer-search-path`: of models, what the rule of that name is of migrations.

use super::super::rules::security_definer_search_path::RULE as MIGRATIONS;
use super::{ModelRule, View, Wrong};
use crate::engine::Engine;
use crate::model::Routine;

pub(super) const RULE: ModelRule = ModelRule {
    engines: &[Engine::Postgresql],
    bad: "functions:\n  f(): {returns: integer, language: sql, security_definer: true, body: SELECT 1}",
    good: "functions:\n  f(): {returns: integer, language: sql, security_definer: true, config: {search_path: \"''\"}, body: SELECT 1}",
    check,
    ..ModelRule::like(&MIGRATIONS)
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    let open = view.all::<Routine>().filter(|(_, own)| own.security_definer && !own.config.contains_key("search_path"));
    open.map(|(id, _)| Wrong::at(id, format!("{id} runs with its owner's rights and its caller's search_path")))
        .collect()
}
