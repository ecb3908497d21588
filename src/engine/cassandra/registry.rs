//! The kinds that Cassandra and ScyllaDB have: one line each to be written.

use super::Cassandra;
use super::sql::Sql;
use crate::engine::writers::by_kind;
use crate::engine::{Dialect, Sides};
use crate::model::{Entry, Kind, Object, ObjectId, Schema};

macro_rules! writers {
    ($($kind:ident,)*) => {
        impl Dialect for Cassandra {
            by_kind! { $($kind,)* }

            fn relation(&self, id: &ObjectId) -> Option<String> {
                id.parent().is_none().then(|| super::quote::ident(&id.name))
            }

            fn stub_role(&self, _: &str) -> String {
                // Nothing that is modelled names a role that must be there.
                String::new()
            }

            fn renames(&self, kind: Kind) -> bool {
                // Columns of the key alone, as the server says of the others.
                kind == Kind::Column
            }

            fn keeps_name(&self, dependent: &ObjectId, entry: &Entry, of: &ObjectId) -> bool {
                dependent.kind == Kind::Index && entry.depends.contains(of)
            }

            fn unfolds(&self) -> bool {
                // A table's key names its columns.
                false
            }

            fn sole(&self, id: &ObjectId, object: &Object, _: &Schema) -> Vec<String> {
                let word = match object { $(Object::$kind(body) => body.sole(id),)* _ => None };
                word.into_iter().collect()
            }

            fn refusals(&self, sides: Sides<'_>) -> Vec<(ObjectId, String)> {
                let mut found = super::refusal::refusals(sides);
                found.extend(super::grant::refusals(sides));
                found
            }

            fn still(&self, object: &mut Object) {
                match object {
                    Object::Table(body) => super::scylladb::still(&mut body.options),
                    Object::MaterializedView(body) => super::scylladb::still(&mut body.options),
                    _ => {}
                }
            }

            fn rouse(&self, settled: &mut Object, written: &Object) {
                match (settled, written) {
                    (Object::Table(body), Object::Table(written)) => {
                        super::scylladb::rouse(&mut body.options, &written.options);
                    }
                    (Object::MaterializedView(body), Object::MaterializedView(written)) => {
                        super::scylladb::rouse(&mut body.options, &written.options);
                    }
                    _ => {}
                }
            }

            fn fit(&self, model: &mut Schema, live: &Schema) -> Option<String> {
                super::grant::fit(model, live)
            }

            fn is_optional(&self, kind: Kind) -> bool {
                kind == Kind::Grant
            }

            fn sight(&self, _: Kind) -> String {
                super::grant::SIGHT.to_owned()
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
    Trigger,
    Comment,
    Grant,
    Role,
    Membership,
}
