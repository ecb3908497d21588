//! User-defined aggregates.

use super::quote::ident;
use super::routine::name;
use super::sql::{Part, Sql};
use crate::engine::{Alteration, Sides, Statement};
use crate::model::{Aggregate, ObjectId};

impl Sql for Aggregate {
    fn create(&self, id: &ObjectId, _: &[Part<'_>], _: Sides<'_>) -> Vec<Statement> {
        let mut cql = format!(
            "CREATE AGGREGATE {}({})\n    SFUNC {}\n    STYPE {}",
            name(id),
            self.arguments,
            ident(&self.sfunc),
            self.stype
        );
        if let Some(function) = self.options.get("finalfunc") {
            cql.push_str(&format!("\n    FINALFUNC {}", ident(function)));
        }
        if let Some(value) = self.options.get("initcond") {
            cql.push_str(&format!("\n    INITCOND {value}"));
        }
        vec![Statement::new(cql).alone()]
    }

    fn drop(&self, id: &ObjectId, _: Sides<'_>) -> Vec<Statement> {
        vec![Statement::new(format!("DROP AGGREGATE {}({})", name(id), id.signature)).alone()]
    }

    fn alter(&self, _: &ObjectId, _: &Self, _: Sides<'_>) -> Alteration {
        Alteration::Replace
    }
}
