//! Check constraints.

use super::quote::ident;
use super::scan::without_introducers;
use super::sql::{Part, Sql, Turn, clause};
use crate::engine::{Alteration, Sides, Statement};
use crate::model::{Check, Kind, ObjectId, Schema};

fn definition(id: &ObjectId, check: &Check) -> String {
    let enforced = if check.not_enforced { " NOT ENFORCED" } else { "" };
    format!("CONSTRAINT {} CHECK ({}){enforced}", ident(&id.name), check.expression)
}

/// Leaves out of a model what a server reads over and does not keep: MySQL has checks since 8.0.16.
pub(super) fn fit(model: &mut Schema, live: &Schema) -> Option<String> {
    const READ_OVER: u32 = 5;
    if live.major != READ_OVER {
        return None;
    }
    let there = model.objects.len();
    model.objects.retain(|id, _| id.kind != Kind::Check);
    let note = "MySQL 5.7 reads over check constraints and keeps none: those of the model are left out";
    (model.objects.len() < there).then(|| note.to_owned())
}

impl Sql for Check {
    fn create(&self, id: &ObjectId, _: &[Part<'_>], _: Sides<'_>) -> Vec<Statement> {
        vec![clause(id, Turn::Check, format!("ADD {}", definition(id, self)))]
    }

    fn drop(&self, id: &ObjectId, _: Sides<'_>) -> Vec<Statement> {
        // Both servers know these words; `DROP CHECK` is MySQL's alone.
        vec![clause(id, Turn::Drop, format!("DROP CONSTRAINT {}", ident(&id.name)))]
    }

    fn alter(&self, id: &ObjectId, after: &Self, _: Sides<'_>) -> Alteration {
        if self.expression == after.expression {
            let word = if after.not_enforced { "NOT ENFORCED" } else { "ENFORCED" };
            let text = format!("ALTER CONSTRAINT {} {word}", ident(&id.name));
            return Alteration::InPlace(vec![clause(id, Turn::Check, text)]);
        }
        Alteration::Replace
    }

    fn rename(&self, _: &ObjectId, _: &ObjectId) -> Vec<Statement> {
        Vec::new()
    }

    fn folds(&self) -> bool {
        true
    }

    fn claim(&self, id: &ObjectId) -> Option<String> {
        Some(format!("check {}", id.name.to_lowercase()))
    }

    fn line(&self, id: &ObjectId, _: &Schema) -> Option<String> {
        Some(definition(id, self))
    }

    fn adopt(&mut self, _: &Self, live: &Self) {
        if without_introducers(&self.expression) == without_introducers(&live.expression) {
            self.expression.clone_from(&live.expression);
        }
    }
}
