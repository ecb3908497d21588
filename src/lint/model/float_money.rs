//! `float-money`: an amount of money of a type that is not exact.

use super::{ModelRule, View, Wrong, base};
use crate::engine::Engine;
use crate::lint::Severity;

pub(super) const RULE: ModelRule = ModelRule {
    code: "float-money",
    severity: Severity::Warning,
    title: "an amount of money of a type that is not exact",
    why: "0.1 + 0.2 is not 0.3 there, and sums drift.",
    remedy: "numeric (decimal)",
    engines: &[Engine::Postgresql, Engine::Mysql],
    bad: "tables: {t: {columns: {id: bigint, price: double precision}, primary_key: [id]}}",
    good: "tables: {t: {columns: {id: bigint, price: \"numeric(12,2)\"}, primary_key: [id]}}",
    check,
    fix: None,
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    let words =
        ["price", "amount", "total", "subtotal", "cost", "balance", "salary", "fee", "tax", "discount", "payment"];
    let inexact = view.typed(|data_type| {
        ["real", "double precision", "double", "float", "float4", "float8"].contains(&base(data_type).as_str())
    });
    inexact
        .filter(|id| id.name.to_lowercase().split('_').any(|part| words.contains(&part)))
        .map(|id| Wrong::at(id, format!("{id} cannot hold a tenth")))
        .collect()
}
