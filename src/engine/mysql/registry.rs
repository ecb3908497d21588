//! The kinds that MySQL and MariaDB have: one line each to be written.

use super::Mysql;
use super::sql::Sql;
use crate::engine::writers::by_kind;
use crate::engine::{Dialect, Sides};
use crate::model::{Kind, Object, ObjectId, Schema};

macro_rules! writers {
    ($($kind:ident,)*) => {
        impl Dialect for Mysql {
            by_kind! { $($kind,)* }

            fn evicted(&self, _: &ObjectId, object: &Object, _: &ObjectId, _: Sides<'_>) -> bool {
                match object { $(Object::$kind(body) => body.evicted(),)* _ => false }
            }

            fn stub_role(&self, _: &str) -> String {
                // Nothing that is modelled names an account that must be there.
                "DO 0".to_owned()
            }

            fn fit(&self, model: &mut Schema, live: &Schema) -> Option<String> {
                super::grant::fit(model, live);
                super::check::fit(model, live)
            }

            fn refusals(&self, sides: Sides<'_>) -> Vec<(ObjectId, String)> {
                [super::sequence::refusals(sides), super::default::refusals(sides), super::grant::refusals(sides)].concat()
            }

            fn is_optional(&self, kind: Kind) -> bool {
                kind == Kind::Grant
            }

            fn sight(&self, _: Kind) -> String {
                super::grant::SIGHT.to_owned()
            }

            fn migrates(&self, id: &ObjectId) -> bool {
                // The scratch database is beside the other, where the accounts are.
                id.kind == Kind::Grant || !id.is_of_installation()
            }

            fn stays_behind(&self, part: &ObjectId) -> bool {
                part.kind == Kind::Grant
            }

            fn relation(&self, id: &ObjectId) -> Option<String> {
                id.parent().is_none().then(|| super::quote::ident(&id.name))
            }

            fn still(&self, object: &mut Object) {
                if let Object::Event(event) = object {
                    event.enabled = Some("disabled".to_owned());
                }
            }

            fn rouse(&self, settled: &mut Object, written: &Object) {
                if let (Object::Event(settled), Object::Event(written)) = (settled, written) {
                    settled.enabled.clone_from(&written.enabled);
                }
            }

            fn spelled(&self, sql: &str) -> String {
                super::script::spelled(sql)
            }
        }

        /// A part as a line of its table's `CREATE`; none for what is no such thing.
        pub(super) fn line(id: &ObjectId, object: &Object, schema: &Schema) -> Option<String> {
            match object { $(Object::$kind(body) => body.line(id, schema),)* _ => None }
        }
    };
}

writers! {
    Table,
    Column,
    Default,
    Unique,
    Check,
    ForeignKey,
    Function,
    Procedure,
    View,
    Index,
    Trigger,
    Event,
    Comment,
    Grant,
    Sequence,
}
