//! Comments: an option of tables and views.

use super::quote::literal;
use super::sql::{Part, Sql, relation};
use crate::engine::{Alteration, Sides, Statement};
use crate::model::{Comment, Kind, ObjectId};

fn set(id: &ObjectId, text: &str) -> Vec<Statement> {
    let what = match id.root().kind {
        Kind::MaterializedView => "MATERIALIZED VIEW",
        _ => "TABLE",
    };
    vec![Statement::new(format!("ALTER {what} {} WITH comment = {}", relation(id), literal(text))).alone()]
}

impl Sql for Comment {
    fn create(&self, id: &ObjectId, _: &[Part<'_>], _: Sides<'_>) -> Vec<Statement> {
        set(id, &self.text)
    }

    fn drop(&self, id: &ObjectId, _: Sides<'_>) -> Vec<Statement> {
        set(id, "")
    }

    fn alter(&self, id: &ObjectId, after: &Self, _: Sides<'_>) -> Alteration {
        Alteration::InPlace(set(id, &after.text))
    }

    fn folds(&self) -> bool {
        true
    }
}
