//! `missing-comment`: a table or column without a comment.

use super::{ModelRule, View, Wrong};
use crate::engine::Engine;
use crate::lint::Severity;
use crate::model::{Comment, Kind, ObjectId};

pub(super) const RULE: ModelRule = ModelRule {
    code: "missing-comment",
    severity: Severity::Off,
    title: "a table or column without a comment",
    why: "Who reads the schema later has its names alone to go by.",
    remedy: "comment: what it is, in a sentence",
    engines: &[Engine::Postgresql, Engine::Mysql, Engine::Cassandra],
    bad: "tables: {t: {columns: {id: bigint}, primary_key: [id]}}",
    good: "tables: {t: {comment: Things., columns: {id: {type: bigint, comment: Its number.}}, primary_key: [id]}}",
    check,
    fix: None,
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    // Cassandra keeps comments of tables and views alone.
    let meant = |id: &&ObjectId| match id.kind {
        Kind::Table | Kind::View | Kind::MaterializedView => true,
        Kind::Column => view.engine != Engine::Cassandra,
        _ => false,
    };
    let bare = view.schema.objects.keys().filter(meant).filter(|id| view.parts::<Comment>(id).next().is_none());
    bare.map(|id| Wrong::at(id, format!("{} {id} has no comment", id.kind))).collect()
}
