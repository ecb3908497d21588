//! `key-near-overflow`: a column whose numbers come to their end.

use super::{ModelRule, View, Wrong, base};
use crate::engine::Engine;
use crate::lint::Severity;
use crate::model::Column;

pub(super) const RULE: ModelRule = ModelRule {
    code: "key-near-overflow",
    severity: Severity::Error,
    title: "a column whose numbers come to their end",
    why: "Once the last number of its type is given, or that of its sequence, every INSERT fails. Three quarters are \
          gone: of a database this goes by how far it has come, of a model by where it begins.",
    remedy: "a wider type, bigint, in time: the table is written anew for it, and so is what refers to it",
    engines: &[Engine::Postgresql, Engine::Mysql],
    bad: "tables: {t: {columns: {id: {type: integer, identity: {mode: always, start: 2000000000}}}, primary_key: [id]}}",
    good: "tables: {t: {columns: {id: {type: bigint, identity: {mode: always, start: 2000000000}}}, primary_key: [id]}}",
    check,
    fix: None,
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    let mut found = Vec::new();
    for (id, column) in view.all::<Column>() {
        let Some(of_type) = greatest(&column.data_type) else { continue };
        let sequence = column.identity.as_ref().map(|own| &own.sequence).filter(|own| !own.cycle && own.increment > 0);
        let max = sequence.map_or(of_type, |own| of_type.min(i128::from(own.max)));
        let begins = sequence.map(|own| i128::from(own.start));
        let (verb, number) = match (view.last_number(id), begins) {
            (Some(last), _) => ("has come to", last),
            (None, Some(begins)) => ("begins at", begins),
            (None, None) => continue,
        };
        if number.saturating_mul(4) >= max.saturating_mul(3) {
            found.push(Wrong::at(id, format!("{id} {verb} {number} of {max}")));
        }
    }
    found
}

/// The greatest number of an integer type; none of other types.
fn greatest(data_type: &str) -> Option<i128> {
    let bits = match base(data_type).as_str() {
        "tinyint" => 8,
        "smallint" | "int2" | "smallserial" | "serial2" => 16,
        "mediumint" => 24,
        "integer" | "int" | "int4" | "serial" | "serial4" => 32,
        "bigint" | "int8" | "bigserial" | "serial8" => 64,
        _ => return None,
    };
    let unsigned = data_type.to_ascii_lowercase().contains("unsigned");
    Some((1_i128 << (bits - u32::from(!unsigned))) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_have_greatest_numbers() {
        assert_eq!(greatest("smallint"), Some(32_767));
        assert_eq!(greatest("int(11) unsigned"), Some(4_294_967_295));
        assert_eq!(greatest("BIGINT"), Some(i128::from(i64::MAX)));
        assert_eq!(greatest("mediumint"), Some(8_388_607));
        assert_eq!(greatest("uuid"), None);
    }
}
