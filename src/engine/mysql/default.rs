//! Defaults of columns: a matter of the column's own clause.

use std::sync::Arc;

use super::column::modify;
use super::quote::ident;
use super::scan::without_introducers;
use super::sql::{Part, Sql, apart};
use crate::engine::{Alteration, Sides, Statement};
use crate::model::{DefaultValue, ObjectId};

fn of_column(id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
    id.parent().map(|column: &Arc<ObjectId>| modify(column, sides)).unwrap_or_default()
}

impl Sql for DefaultValue {
    fn create(&self, id: &ObjectId, _: &[Part<'_>], sides: Sides<'_>) -> Vec<Statement> {
        of_column(id, sides)
    }

    fn drop(&self, id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
        // One that is to be made anew lets go of its sequence first.
        match id.parent() {
            Some(column) if sides.after.get(id).is_some() => {
                let text = format!("ALTER COLUMN {} DROP DEFAULT", ident(&column.name));
                vec![apart(column, "without defaults", (0, 0), text)]
            }
            _ => of_column(id, sides),
        }
    }

    fn alter(&self, id: &ObjectId, _: &Self, sides: Sides<'_>) -> Alteration {
        Alteration::InPlace(of_column(id, sides))
    }

    fn folds(&self) -> bool {
        true
    }

    fn adopt(&mut self, _: &Self, live: &Self) {
        if without_introducers(&self.expression) == without_introducers(&live.expression) {
            self.expression.clone_from(&live.expression);
        }
    }
}
