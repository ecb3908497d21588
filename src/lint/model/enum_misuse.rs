//! `enum-misuse`: an enum that is a boolean, or has one label.

use super::{ModelRule, View, Wrong, base, is_boolean};
use crate::engine::Engine;
use crate::lint::Severity;
use crate::model::{Enum, ObjectId};

pub(super) const RULE: ModelRule = ModelRule {
    code: "enum-misuse",
    severity: Severity::Note,
    title: "an enum that is a boolean, or has one label",
    why: "A boolean says yes and no in every language; one label says nothing.",
    remedy: "boolean, or no column at all",
    engines: &[Engine::Postgresql, Engine::Mysql],
    bad: "enums: {answer: ['yes', 'no']}",
    good: "enums: {size: [small, large]}",
    check,
    fix: None,
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    let mut found: Vec<Wrong> = Vec::new();
    let mut judge = |id: &ObjectId, labels: &[&str]| match labels {
        [one] => found.push(Wrong::at(id, format!("{id} can be `{one}` alone"))),
        [_, _] if is_boolean(labels.iter().copied()) => {
            found.push(Wrong::at(id, format!("{id} is a boolean: {}", labels.join(", "))));
        }
        _ => {}
    };
    for (id, own) in view.all::<Enum>() {
        judge(id, &own.labels.iter().map(String::as_str).collect::<Vec<_>>());
    }
    for (id, column) in view.all::<crate::model::Column>() {
        if view.engine == Engine::Mysql && base(&column.data_type) == "enum" {
            judge(id, &column.data_type.split('\'').skip(1).step_by(2).collect::<Vec<_>>());
        }
    }
    found
}
