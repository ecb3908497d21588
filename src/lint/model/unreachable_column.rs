//! `unreachable-column`: a reference by which no row can be found.

use super::{ModelRule, View, Wrong};
use crate::engine::Engine;
use crate::lint::Severity;
use crate::model::{Index, Kind, MaterializedView, ObjectId, Table};

pub(super) const RULE: ModelRule = ModelRule {
    code: "unreachable-column",
    severity: Severity::Note,
    title: "a reference by which no row can be found",
    why: "Nothing begins with it: to ask by it takes ALLOW FILTERING, which reads the whole table.",
    remedy: "a table or view whose key begins with it, or an index",
    engines: &[Engine::Cassandra],
    bad: "tables: {t: {columns: {id: uuid, user_id: uuid}, partition_key: [id]}}",
    good: "tables: {t: {columns: {id: uuid, user_id: uuid}, partition_key: [id], indexes: {t_user: [user_id]}}}",
    check,
    fix: None,
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    let mut found = Vec::new();
    for (id, table) in view.all::<Table>() {
        let Some(key) = &table.row_key else { continue };
        let views = view.all::<MaterializedView>().any(|(_, own)| own.query.contains(&*id.name));
        let names = view.parts::<crate::model::Column>(id).map(|(column, _)| column.name.to_string());
        for name in names.filter(|name| name.ends_with("_id") && !views) {
            let keyed = key.partition.contains(&name) || key.clustering.iter().any(|by| by.column == name);
            let indexed = view
                .parts::<Index>(id)
                .any(|(_, index)| index.keys.iter().any(|key| key.column.as_ref() == Some(&name)));
            if !keyed && !indexed {
                let column = ObjectId::child(id, Kind::Column, name.as_str());
                found.push(Wrong::at(&column, format!("rows of {id} cannot be found by {name}")));
            }
        }
    }
    found
}
