//! Triggers: a class that every node has in its folder of triggers, asked at each write
//! (`system_schema.triggers`).

use super::quote::{ident, literal};
use super::sql::{Part, Sql, relation};
use super::value::Cells;
use crate::engine::{Alteration, Sides, Statement};
use crate::model::{Kind, ObjectId, Trigger};

/// A row of the catalog; none where it names no class.
pub(super) fn read(cells: &Cells) -> Option<(ObjectId, Trigger)> {
    let mut options = cells.map("options").into_iter();
    let class = options.next().filter(|(key, _)| key == "class")?.1;
    let table = ObjectId::in_schema(Kind::Table, "", cells.text("table_name"));
    let id = ObjectId::child(&table, Kind::Trigger, cells.text("trigger_name"));
    // Nothing else can be said of one, and what a newer server says is reported.
    options.next().is_none().then(|| (id, Trigger { function: class, ..Trigger::default() }))
}

impl Sql for Trigger {
    fn create(&self, id: &ObjectId, _: &[Part<'_>], _: Sides<'_>) -> Vec<Statement> {
        let cql = format!("CREATE TRIGGER {} ON {} USING {}", ident(&id.name), relation(id), literal(&self.function));
        vec![Statement::new(cql).alone()]
    }

    fn drop(&self, id: &ObjectId, _: Sides<'_>) -> Vec<Statement> {
        vec![Statement::new(format!("DROP TRIGGER {} ON {}", ident(&id.name), relation(id))).alone()]
    }

    fn alter(&self, _: &ObjectId, _: &Self, _: Sides<'_>) -> Alteration {
        Alteration::Replace
    }
}
