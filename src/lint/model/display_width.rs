//! `display-width`: an integer with a width.

use super::{Fix, Mend, ModelRule, View, Wrong, base};
use crate::edit::What;
use crate::engine::Engine;
use crate::lint::Severity;
use crate::model::{Column, ObjectId};

pub(super) const RULE: ModelRule = ModelRule {
    code: "display-width",
    severity: Severity::Note,
    title: "an integer with a width",
    why: "The width limits nothing and is deprecated; servers drop it, and models that say it differ from them.",
    remedy: "the type alone",
    engines: &[Engine::Mysql],
    bad: "tables: {t: {columns: {id: bigint, a: int(11)}, primary_key: [id]}}",
    good: "tables: {t: {columns: {id: bigint, a: int}, primary_key: [id]}}",
    check,
    fix: Some(Fix { says: "leaves the width out", mend }),
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    view.typed(|data_type| {
        ["int", "integer", "bigint", "smallint", "mediumint"].contains(&base(data_type).as_str())
            && data_type.contains('(')
    })
    .map(|id| Wrong::at(id, format!("{id} has a width of display")))
    .collect()
}

fn mend(view: &View<'_>, id: &ObjectId) -> Result<Mend, String> {
    let column = view.schema.get(id).and_then(|object| <&Column>::try_from(object).ok());
    let own = &column.ok_or("it is no column of a table")?.data_type;
    let (before, after) =
        own.split_once('(').and_then(|(before, rest)| Some((before, rest.split_once(')')?.1))).ok_or("it has none")?;
    if after.contains("zerofill") {
        return Err("`zerofill` fills up to the width".to_owned());
    }
    Mend::new(view, id, What::Set { key: "type", text: format!("{}{after}", before.trim_end()) })
}
