//! Materialized views, which have a key of their own.

use super::options;
use super::sql::{Part, Sql, primary_key, properties, relation};
use crate::engine::{Alteration, Sides, Statement};
use crate::model::{MaterializedView, ObjectId};

impl Sql for MaterializedView {
    fn create(&self, id: &ObjectId, _: &[Part<'_>], sides: Sides<'_>) -> Vec<Statement> {
        let with = properties(id, self.row_key.as_ref(), options::clauses(&self.options), sides.after);
        let key = self.row_key.as_ref().map(primary_key).unwrap_or_default();
        let cql = format!("CREATE MATERIALIZED VIEW {} AS\n{}\n{key}{with}", relation(id), self.query);
        let message = format!("every node reads all rows that {id} is made of to build it");
        vec![Statement::new(cql).alone().hazard("VIEW_BUILD", message)]
    }

    fn drop(&self, id: &ObjectId, _: Sides<'_>) -> Vec<Statement> {
        vec![Statement::new(format!("DROP MATERIALIZED VIEW {}", relation(id))).alone()]
    }

    fn alter(&self, id: &ObjectId, after: &Self, _: Sides<'_>) -> Alteration {
        if self.query != after.query || self.row_key != after.row_key {
            return Alteration::Replace;
        }
        let changes = options::changes(&self.options, &after.options);
        if changes.is_empty() {
            return Alteration::InPlace(Vec::new());
        }
        let cql = format!("ALTER MATERIALIZED VIEW {} WITH {}", relation(id), changes.join("\n    AND "));
        Alteration::InPlace(vec![Statement::new(cql).alone()])
    }

    fn claim(&self, id: &ObjectId) -> Option<String> {
        Some(format!("relation {id}"))
    }
}
