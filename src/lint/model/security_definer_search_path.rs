//! `security-definer-search-path`: of models, what the rule of that name is of migrations.

use super::super::rules::security_definer_search_path::RULE as MIGRATIONS;
use super::{Fix, Mend, ModelRule, View, Wrong};
use crate::dump::yaml::Yaml;
use crate::edit::What;
use crate::engine::Engine;
use crate::engine::postgres::quote;
use crate::model::{ObjectId, Routine};

pub(super) const RULE: ModelRule = ModelRule {
    engines: &[Engine::Postgresql],
    bad: "functions:\n  f(): {returns: integer, language: sql, security_definer: true, body: SELECT 1}",
    good: "functions:\n  f(): {returns: integer, language: sql, security_definer: true, config: {search_path: \"''\"}, body: SELECT 1}",
    check,
    fix: Some(Fix {
        says: "sets `search_path` to what its names are looked up in today, `pg_temp` last; whoever may create objects there is for you to see",
        mend,
    }),
    ..ModelRule::like(&MIGRATIONS)
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    let open = view.all::<Routine>().filter(|(_, own)| own.security_definer && !own.config.contains_key("search_path"));
    open.map(|(id, _)| Wrong::at(id, format!("{id} runs with its owner's rights and its caller's search_path")))
        .collect()
}

fn mend(view: &View<'_>, id: &ObjectId) -> Result<Mend, String> {
    let path = view.schema.search_path.iter().map(|schema| quote::ident(schema));
    let path: Vec<String> = path.chain(["pg_temp".to_owned()]).collect();
    let value = Yaml::text(path.join(", "));
    let what = What::Put { short: None, below: Some("config"), key: "search_path".to_owned(), value };
    Mend::new(view, id, what)
}
