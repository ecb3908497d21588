//! User-defined functions.

use super::quote::{body, ident};
use super::sql::{Part, Sql};
use crate::engine::{Alteration, Sides, Statement};
use crate::model::{ObjectId, Routine};

/// A function's or aggregate's name, with its keyspace where that is not the session's.
pub(super) fn name(id: &ObjectId) -> String {
    if id.schema.is_empty() { ident(&id.name) } else { format!("{}.{}", ident(&id.schema), ident(&id.name)) }
}

fn statement(id: &ObjectId, routine: &Routine, verb: &str) -> Vec<Statement> {
    let null = if routine.strict { "RETURNS NULL" } else { "CALLED" };
    let returns = routine.returns.as_deref().unwrap_or_default();
    vec![
        Statement::new(format!(
            "{verb} FUNCTION {}({})\n    {null} ON NULL INPUT\n    RETURNS {returns}\n    LANGUAGE {}\n    AS {}",
            name(id),
            routine.arguments,
            routine.language,
            body(&routine.body)
        ))
        .alone(),
    ]
}

impl Sql for Routine {
    fn create(&self, id: &ObjectId, _: &[Part<'_>], _: Sides<'_>) -> Vec<Statement> {
        statement(id, self, "CREATE")
    }

    fn drop(&self, id: &ObjectId, _: Sides<'_>) -> Vec<Statement> {
        vec![Statement::new(format!("DROP FUNCTION {}({})", name(id), id.signature)).alone()]
    }

    fn alter(&self, id: &ObjectId, after: &Self, _: Sides<'_>) -> Alteration {
        // What an aggregate counts on, the server does not let go of.
        if self.returns != after.returns || self.strict != after.strict {
            return Alteration::Replace;
        }
        Alteration::InPlace(statement(id, after, "CREATE OR REPLACE"))
    }
}
