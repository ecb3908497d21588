//! `many-columns`: a table of more than 100 columns.

use super::{ModelRule, View, Wrong};
use crate::engine::Engine;
use crate::lint::Severity;
use crate::model::{Column, Table};

const WIDE: &str = "tables: {t: {columns: {id: bigint, c1: bigint, c2: bigint, c3: bigint, c4: bigint, c5: bigint, c6: bigint, c7: bigint, c8: bigint, c9: bigint, c10: bigint, c11: bigint, c12: bigint, c13: bigint, c14: bigint, c15: bigint, c16: bigint, c17: bigint, c18: bigint, c19: bigint, c20: bigint, c21: bigint, c22: bigint, c23: bigint, c24: bigint, c25: bigint, c26: bigint, c27: bigint, c28: bigint, c29: bigint, c30: bigint, c31: bigint, c32: bigint, c33: bigint, c34: bigint, c35: bigint, c36: bigint, c37: bigint, c38: bigint, c39: bigint, c40: bigint, c41: bigint, c42: bigint, c43: bigint, c44: bigint, c45: bigint, c46: bigint, c47: bigint, c48: bigint, c49: bigint, c50: bigint, c51: bigint, c52: bigint, c53: bigint, c54: bigint, c55: bigint, c56: bigint, c57: bigint, c58: bigint, c59: bigint, c60: bigint, c61: bigint, c62: bigint, c63: bigint, c64: bigint, c65: bigint, c66: bigint, c67: bigint, c68: bigint, c69: bigint, c70: bigint, c71: bigint, c72: bigint, c73: bigint, c74: bigint, c75: bigint, c76: bigint, c77: bigint, c78: bigint, c79: bigint, c80: bigint, c81: bigint, c82: bigint, c83: bigint, c84: bigint, c85: bigint, c86: bigint, c87: bigint, c88: bigint, c89: bigint, c90: bigint, c91: bigint, c92: bigint, c93: bigint, c94: bigint, c95: bigint, c96: bigint, c97: bigint, c98: bigint, c99: bigint, c100: bigint}, primary_key: [id]}}";

pub(super) const RULE: ModelRule = ModelRule {
    code: "many-columns",
    severity: Severity::Note,
    title: "a table of more than 100 columns",
    why: "Its rows are wide, and few of its readers need all of them.",
    remedy: "a table for each group of columns that belong together",
    engines: &[Engine::Postgresql, Engine::Mysql, Engine::Cassandra],
    bad: WIDE,
    good: "tables: {t: {columns: {id: bigint}, primary_key: [id]}}",
    check,
    fix: None,
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    let wide = view.all::<Table>().map(|(id, _)| (id, view.parts::<Column>(id).count()));
    wide.filter(|(_, count)| *count > 100)
        .map(|(id, count)| Wrong::at(id, format!("{id} has {count} columns")))
        .collect()
}
