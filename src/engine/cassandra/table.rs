//! Tables with their keys and options.

use super::sql::{Part, Sql, primary_key, properties, relation};
use super::{options, scylladb};
use crate::engine::{Alteration, Sides, Statement};
use crate::model::{ObjectId, Table};

impl Sql for Table {
    fn create(&self, id: &ObjectId, parts: &[Part<'_>], sides: Sides<'_>) -> Vec<Statement> {
        let mut lines: Vec<String> = parts.iter().filter_map(|(id, part)| super::registry::line(id, part)).collect();
        lines.extend(self.row_key.as_ref().map(primary_key));
        let with = properties(id, self.row_key.as_ref(), options::clauses(&self.options), sides.after);
        let cql = format!("CREATE TABLE {} (\n    {}\n){with}", relation(id), lines.join(",\n    "));
        vec![Statement::new(cql).alone()]
    }

    fn drop(&self, id: &ObjectId, _: Sides<'_>) -> Vec<Statement> {
        let cql = format!("DROP TABLE {}", relation(id));
        let mut statement = Statement::new(cql).alone().losing(format!("the rows of table {id} are lost"));
        if let Some(hazard) = statement.hazards.last_mut() {
            hazard.relation = Some(relation(id));
        }
        vec![statement]
    }

    fn alter(&self, id: &ObjectId, after: &Self, _: Sides<'_>) -> Alteration {
        if self.row_key != after.row_key {
            return Alteration::Impossible(
                "no statement changes a table's partition key, clustering key or clustering order: model a new table \
                 of another name with the key that is wanted, copy the rows into it, let the application write to \
                 both and then read from the new one, and drop this table last"
                    .to_owned(),
            );
        }
        let changes = options::changes(&self.options, &after.options);
        if changes.is_empty() {
            return Alteration::InPlace(Vec::new());
        }
        let cql = format!("ALTER TABLE {} WITH {}", relation(id), changes.join("\n    AND "));
        Alteration::InPlace(vec![Statement::new(cql).alone()])
    }

    fn adopt(&mut self, written: &Self, live: &Self) {
        scylladb::adopt(&mut self.options, &written.options, &live.options);
    }

    fn claim(&self, id: &ObjectId) -> Option<String> {
        Some(format!("relation {id}"))
    }
}
