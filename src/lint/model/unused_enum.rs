//! `unused-enum`: an enum that nothing speaks of.

use std::collections::BTreeSet;

use super::{ModelRule, View, Wrong};
use crate::engine::Engine;
use crate::lint::Severity;
use crate::migrate::script;
use crate::model::Enum;

pub(super) const RULE: ModelRule = ModelRule {
    code: "unused-enum",
    severity: Severity::Note,
    title: "an enum that nothing speaks of",
    why: "Whoever reads the schema looks for what it is good for; no column, type, function or view says.",
    remedy: "drop it, or give it to the column that it was made for",
    engines: &[Engine::Postgresql],
    bad: "enums: {size: [small, large]}\ntables: {t: {columns: {id: bigint, size: text}, primary_key: [id]}}",
    good: "enums: {size: [small, large]}\ntables: {t: {columns: {id: bigint, size: size}, primary_key: [id]}}",
    check,
    fix: None,
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    let enums: Vec<_> = view.all::<Enum>().collect();
    if enums.is_empty() {
        return Vec::new();
    }
    // Any word of any text may be its name, in a body or a literal too: what is told is not used at all.
    let texts = view.schema.objects.values().flat_map(|entry| entry.object.texts());
    let words: BTreeSet<String> = texts.flat_map(script::words).collect();
    let idle = enums.into_iter().filter(|(id, _)| !words.contains(&*id.name));
    idle.map(|(id, _)| Wrong::at(id, format!("nothing is of type {id}"))).collect()
}
