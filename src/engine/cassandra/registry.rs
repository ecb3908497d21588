//! The kinds that Cassandra and ScyllaDB have: one line each to be written.

use std::collections::{BTreeSet, HashSet};

use super::sql::{Part, Sql};
use super::{Cassandra, quote};
use crate::engine::{Alteration, Dialect, Finish, Sides, Statement};
use crate::model::{Kind, Object, ObjectId, Schema};

/// Hands each of the dialect's questions to the kind that it is about. Kinds that these servers do
/// not have are never asked about: no model of theirs can hold one.
macro_rules! writers {
    ($($kind:ident,)*) => {
        impl Dialect for Cassandra {
            fn create(
                &self,
                id: &ObjectId,
                object: &Object,
                parts: &[Part<'_>],
                sides: Sides<'_>,
            ) -> Vec<Statement> {
                match object { $(Object::$kind(body) => body.create(id, parts, sides),)* _ => Vec::new() }
            }

            fn drop(&self, id: &ObjectId, object: &Object, sides: Sides<'_>) -> Vec<Statement> {
                match object { $(Object::$kind(body) => body.drop(id, sides),)* _ => Vec::new() }
            }

            fn alter(&self, id: &ObjectId, before: &Object, after: &Object, sides: Sides<'_>) -> Alteration {
                match (before, after) {
                    $((Object::$kind(before), Object::$kind(after)) => before.alter(id, after, sides),)*
                    _ => Alteration::Replace,
                }
            }

            fn finish(&self, _: &ObjectId, _: Option<&Object>, _: &Object) -> Option<Finish> {
                None
            }

            fn completes(&self, _: &Object) -> bool {
                false
            }

            fn rename(&self, from: &ObjectId, to: &ObjectId, object: &Object) -> Vec<Statement> {
                match object { $(Object::$kind(body) => body.rename(from, to),)* _ => Vec::new() }
            }

            fn folds(&self, _: &ObjectId, object: &Object) -> bool {
                match object { $(Object::$kind(body) => body.folds(),)* _ => false }
            }

            fn evicted(&self, _: &ObjectId, object: &Object, _: &ObjectId, _: Sides<'_>) -> bool {
                let _ = object;
                false
            }

            fn claim(&self, id: &ObjectId, object: &Object) -> Option<String> {
                match object { $(Object::$kind(body) => body.claim(id),)* _ => None }
            }

            fn dropped_with<'a>(&self, _: &ObjectId, _: &'a Object, _: Sides<'_>) -> Option<&'a ObjectId> {
                None
            }

            fn handed_down(
                &self,
                _: &Object,
                _: Option<&Object>,
                _: Option<&Object>,
                _: Option<&Object>,
            ) -> Option<Option<Object>> {
                None
            }

            fn adopt(&self, settled: &mut Object, written: &Object, live: &Object) {
                match (settled, written, live) {
                    $((Object::$kind(settled), Object::$kind(written), Object::$kind(live)) => settled.adopt(written, live),)*
                    _ => {}
                }
            }

            fn platform(&self, _: &Schema, _: &[String], _: &BTreeSet<ObjectId>) -> HashSet<ObjectId> {
                HashSet::new()
            }

            fn stub_role(&self, _: &str) -> String {
                // Nothing that is modelled names a role that must be there.
                String::new()
            }

            fn has(&self, kind: Kind) -> bool {
                match kind { $(Kind::$kind => true,)* _ => false }
            }

            fn renames(&self, kind: Kind) -> bool {
                // Columns of the key alone, as the server says of the others.
                kind == Kind::Column
            }

            fn unfolds(&self) -> bool {
                // A table's key names its columns.
                false
            }

            fn refusals(&self, sides: Sides<'_>) -> Vec<(ObjectId, String)> {
                super::refusal::refusals(sides)
            }

            fn quote(&self, name: &str) -> String {
                quote::ident(name)
            }
        }

        /// A part as a line of its table's `CREATE`; none for what is no such thing.
        pub(super) fn line(id: &ObjectId, object: &Object) -> Option<String> {
            match object { $(Object::$kind(body) => body.line(id),)* _ => None }
        }
    };
}

writers! {
    Keyspace,
    Composite,
    Table,
    Column,
    Routine,
    Aggregate,
    MaterializedView,
    Index,
    Comment,
}
