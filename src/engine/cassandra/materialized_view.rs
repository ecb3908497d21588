//! Materialized views, which have a key of their own.

use super::quote::unquote;
use super::sql::{Part, Sql, primary_key, properties, relation};
use super::{options, scylladb};
use crate::engine::{Alteration, Sides, Statement};
use crate::model::{Kind, MaterializedView, ObjectId};

/// What a view and the columns of its table claim, so that a column goes before the view comes.
pub(super) fn columns_of(table: &str) -> String {
    format!("columns of {table}")
}

/// The table of a query.
fn base(query: &str) -> Option<String> {
    let mut words = query.split_whitespace();
    words.by_ref().find(|word| word.eq_ignore_ascii_case("from"))?;
    words.next().map(unquote)
}

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

    fn alter(&self, id: &ObjectId, after: &Self, sides: Sides<'_>) -> Alteration {
        // No column of its table goes while there is a view of it.
        let needed = sides.before.objects.get(id).map(|entry| entry.depends.as_slice()).unwrap_or_default();
        let loses = needed.iter().any(|id| id.kind == Kind::Column && !sides.after.objects.contains_key(id));
        if loses || self.query != after.query || self.row_key != after.row_key {
            return Alteration::Replace;
        }
        let changes = options::changes(&self.options, &after.options);
        if changes.is_empty() {
            return Alteration::InPlace(Vec::new());
        }
        let cql = format!("ALTER MATERIALIZED VIEW {} WITH {}", relation(id), changes.join("\n    AND "));
        Alteration::InPlace(vec![Statement::new(cql).alone()])
    }

    fn adopt(&mut self, written: &Self, live: &Self) {
        scylladb::adopt(&mut self.options, &written.options, &live.options);
    }

    fn claim(&self, id: &ObjectId) -> Option<String> {
        // It comes after the columns that its table loses.
        base(&self.query).map(|base| columns_of(&base)).or_else(|| Some(format!("relation {id}")))
    }
}
