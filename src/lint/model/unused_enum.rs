//! `unused-enum`: an enum that nothing speaks of.

use super::{ModelRule, View, Wrong};
use crate::engine::Engine;
use crate::lint::Severity;
use crate::model::hashed::HashSet;
use crate::model::{Enum, ObjectId};

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
    let enums: Vec<&ObjectId> = view.all::<Enum>().map(|(id, _)| id).collect();
    let plain = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    let (words, odd): (Vec<&str>, Vec<&str>) =
        enums.iter().map(|id| &*id.name).partition(|name: &&str| name.chars().all(plain));
    let mut open: HashSet<&str> = words.into_iter().collect();
    let mut odd: HashSet<&str> = odd.into_iter().collect();
    // Any word of any text may be its name, in a body or a literal too: what is told is not used at all.
    for text in view.schema.objects.values().flat_map(|entry| entry.object.texts()) {
        if open.is_empty() && odd.is_empty() {
            break;
        }
        for word in text.split(|c| !plain(c)).filter(|word| !word.is_empty()) {
            open.remove(word);
            if word.contains(char::is_uppercase) {
                open.remove(word.to_lowercase().as_str());
            }
        }
        odd.retain(|name| !text.contains(name) && !text.contains(&name.replace('"', "\"\"")));
    }
    let idle = enums.into_iter().filter(|id| open.contains(&*id.name) || odd.contains(&*id.name));
    idle.map(|id| Wrong::at(id, format!("nothing is of type {id}"))).collect()
}
