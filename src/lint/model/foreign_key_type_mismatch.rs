//! `foreign-key-type-mismatch`: a foreign key between columns of two types.

use super::{ModelRule, View, Wrong, base};
use crate::engine::Engine;
use crate::lint::Severity;
use crate::model::ForeignKey;

pub(super) const RULE: ModelRule = ModelRule {
    code: "foreign-key-type-mismatch",
    severity: Severity::Warning,
    title: "a foreign key between columns of two types",
    why: "Values that the one column can hold do not fit the other, and joins convert every row.",
    remedy: "give both the same type",
    engines: &[Engine::Postgresql, Engine::Mysql],
    bad: "tables:\n  t: {columns: {id: bigint}, primary_key: [id]}\n  u: {columns: {id: bigint, t_id: {type: integer, references: t, index: true}}, primary_key: [id]}",
    good: "tables:\n  t: {columns: {id: bigint}, primary_key: [id]}\n  u: {columns: {id: bigint, t_id: {type: bigint, references: t, index: true}}, primary_key: [id]}",
    check,
    fix: None,
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    let mut found = Vec::new();
    for (id, key) in view.all::<ForeignKey>() {
        let Some(table) = id.parent() else { continue };
        for (own, other) in key.columns.iter().zip(&key.referenced_columns) {
            let (Some(left), Some(right)) = (view.column(table, own), view.column(&key.references, other)) else {
                continue;
            };
            let (left, right) = (kindred(&left.data_type), kindred(&right.data_type));
            if left != right {
                let message = format!("{own} is {left}, {}.{other} is {right}", key.references);
                found.push(Wrong::at(id, message));
            }
        }
    }
    found
}

/// A type without what two columns may differ in: how long a text is, whether it has a limit.
fn kindred(data_type: &str) -> String {
    let unsigned = if data_type.to_ascii_lowercase().contains("unsigned") { " unsigned" } else { "" };
    let plain = match base(data_type).as_str() {
        "int" | "int4" | "serial" => "integer".to_owned(),
        "int8" | "bigserial" => "bigint".to_owned(),
        "int2" | "smallserial" => "smallint".to_owned(),
        "varchar" | "char" | "character varying" | "character" | "bpchar" | "citext" => "text".to_owned(),
        "decimal" => "numeric".to_owned(),
        other => other.to_owned(),
    };
    format!("{plain}{unsigned}")
}
