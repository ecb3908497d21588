//! Kinds that other engines have and PostgreSQL has not: no model of its can hold one, as
//! [`crate::engine::Dialect::has`] says.

use super::sql::{Part, Sql};
use crate::engine::{Alteration, Sides, Statement};
use crate::model::{Keyspace, Kind, ObjectId};

/// Whether a kind is of other engines alone.
pub(super) fn is_elsewhere(kind: Kind) -> bool {
    kind == Kind::Keyspace
}

impl Sql for Keyspace {
    fn create(&self, _: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        Vec::new()
    }

    fn drop(&self, _: &ObjectId) -> Vec<Statement> {
        Vec::new()
    }

    fn alter(&self, _: &ObjectId, _: &Self, _: Sides<'_>) -> Alteration {
        Alteration::InPlace(Vec::new())
    }

    fn rename(&self, _: &ObjectId, _: &ObjectId) -> Vec<Statement> {
        Vec::new()
    }

    fn target(_: &ObjectId) -> String {
        String::new()
    }
}
