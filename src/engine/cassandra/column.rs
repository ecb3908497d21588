//! Columns of tables. Those of the key are made with their table and stay what they are.

use super::quote::ident;
use super::sql::{Part, Sql, relation};
use crate::engine::{Alteration, Sides, Statement};
use crate::model::{Column, ObjectId};

/// `name text STATIC MASKED WITH mask_default()`
fn definition(id: &ObjectId, column: &Column) -> String {
    let mut text = format!("{} {}", ident(&id.name), column.data_type);
    if column.options.contains_key("static") {
        text.push_str(" static");
    }
    if let Some(mask) = column.options.get("masked") {
        text.push_str(&format!(" MASKED WITH {mask}"));
    }
    text
}

impl Sql for Column {
    fn create(&self, id: &ObjectId, _: &[Part<'_>], _: Sides<'_>) -> Vec<Statement> {
        vec![Statement::new(format!("ALTER TABLE {} ADD {}", relation(id), definition(id, self))).alone()]
    }

    fn drop(&self, id: &ObjectId, _: Sides<'_>) -> Vec<Statement> {
        let cql = format!("ALTER TABLE {} DROP {}", relation(id), ident(&id.name));
        let mut statement = Statement::new(cql).alone().losing(format!("the values of column {id} are lost"));
        if let Some(hazard) = statement.hazards.last_mut() {
            hazard.relation = Some(relation(id));
            hazard.column = Some(ident(&id.name));
        }
        vec![statement]
    }

    fn alter(&self, id: &ObjectId, after: &Self, _: Sides<'_>) -> Alteration {
        let way = "add a column of another name, let the application write to both, copy the values, read from the \
                   new one, and drop the old one last";
        if self.data_type != after.data_type {
            let (from, to) = (&self.data_type, &after.data_type);
            return Alteration::Impossible(format!(
                "no statement makes a {from} a {to}, and a column that is dropped cannot come back as another type, for \
                 its old cells are still on disk: {way}"
            ));
        }
        if self.options.contains_key("static") != after.options.contains_key("static") {
            return Alteration::Impossible(format!("no statement makes a column static, or takes that back: {way}"));
        }
        let (old, new) = (self.options.get("masked"), after.options.get("masked"));
        if old == new {
            return Alteration::InPlace(Vec::new());
        }
        let change = new.map_or_else(|| "DROP MASKED".to_owned(), |mask| format!("MASKED WITH {mask}"));
        let cql = format!("ALTER TABLE {} ALTER {} {change}", relation(id), ident(&id.name));
        Alteration::InPlace(vec![Statement::new(cql).alone()])
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        let cql = format!("ALTER TABLE {} RENAME {} TO {}", relation(from), ident(&from.name), ident(&to.name));
        vec![Statement::new(cql).alone()]
    }

    fn claim(&self, id: &ObjectId) -> Option<String> {
        Some(super::materialized_view::columns_of(&id.root().name))
    }

    fn folds(&self) -> bool {
        true
    }

    fn line(&self, id: &ObjectId) -> Option<String> {
        Some(definition(id, self))
    }
}
