//! The kinds that PostgreSQL has: one line each to be read, one to be written.

use sqlx::postgres::PgRow;

use super::read::Reader;
use super::sql::Sql;
use super::{
    Postgres, column, enumeration, extension, foreign_key, index, quote, routine, schema, sequence, table, trigger,
    unique,
};
use crate::engine::{Alteration, Dialect, Finish, Sides, Statement};
use crate::error::Fault;
use crate::model::{Object, ObjectId};

type Read = fn(&PgRow, &mut Reader) -> Result<(), Fault>;

/// The catalog queries in the order in which they are asked: parents before their parts.
pub(super) const READERS: &[(&str, Read)] = &[
    (schema::QUERY, schema::read),
    (extension::QUERY, extension::read),
    (enumeration::QUERY, enumeration::read),
    (sequence::QUERY, sequence::read),
    (table::QUERY, table::read),
    (column::QUERY, column::read),
    (unique::QUERY, unique::read),
    (foreign_key::QUERY, foreign_key::read),
    (index::QUERY, index::read),
    (routine::QUERY, routine::read),
    (trigger::QUERY, trigger::read),
];

/// Runs one method of `Sql` on whatever kind the object is.
macro_rules! each {
    ($object:expr, $body:ident => $call:expr) => {
        match $object {
            Object::Schema($body) => $call,
            Object::Extension($body) => $call,
            Object::Enum($body) => $call,
            Object::Sequence($body) => $call,
            Object::Table($body) => $call,
            Object::Column($body) => $call,
            Object::Default($body) => $call,
            Object::Unique($body) => $call,
            Object::Check($body) => $call,
            Object::Exclusion($body) => $call,
            Object::ForeignKey($body) => $call,
            Object::Index($body) => $call,
            Object::Routine($body) => $call,
            Object::Trigger($body) => $call,
            Object::Comment($body) => $call,
        }
    };
}

/// Runs one method of `Sql` on two objects of one kind; `$other` where they are not.
macro_rules! pair {
    ($left:expr, $right:expr, ($a:ident, $b:ident) => $call:expr, else $other:expr) => {
        match ($left, $right) {
            (Object::Schema($a), Object::Schema($b)) => $call,
            (Object::Extension($a), Object::Extension($b)) => $call,
            (Object::Enum($a), Object::Enum($b)) => $call,
            (Object::Sequence($a), Object::Sequence($b)) => $call,
            (Object::Table($a), Object::Table($b)) => $call,
            (Object::Column($a), Object::Column($b)) => $call,
            (Object::Default($a), Object::Default($b)) => $call,
            (Object::Unique($a), Object::Unique($b)) => $call,
            (Object::Check($a), Object::Check($b)) => $call,
            (Object::Exclusion($a), Object::Exclusion($b)) => $call,
            (Object::ForeignKey($a), Object::ForeignKey($b)) => $call,
            (Object::Index($a), Object::Index($b)) => $call,
            (Object::Routine($a), Object::Routine($b)) => $call,
            (Object::Trigger($a), Object::Trigger($b)) => $call,
            (Object::Comment($a), Object::Comment($b)) => $call,
            _ => $other,
        }
    };
}

/// A constraint as a line of `CREATE TABLE`; none for what is no constraint.
pub(super) fn constraint_definition(id: &ObjectId, object: &Object) -> Option<String> {
    match object {
        Object::Unique(unique) => Some(unique.definition(id)),
        Object::Check(check) => Some(check.definition(id)),
        Object::Exclusion(exclusion) => Some(exclusion.definition(id)),
        Object::ForeignKey(key) => Some(key.definition(id)),
        Object::Schema(_)
        | Object::Extension(_)
        | Object::Enum(_)
        | Object::Sequence(_)
        | Object::Table(_)
        | Object::Column(_)
        | Object::Default(_)
        | Object::Index(_)
        | Object::Routine(_)
        | Object::Trigger(_)
        | Object::Comment(_) => None,
    }
}

impl Dialect for Postgres {
    fn create(&self, id: &ObjectId, object: &Object, parts: &[(&ObjectId, &Object)]) -> Vec<Statement> {
        each!(object, body => body.create(id, parts))
    }

    fn drop(&self, id: &ObjectId, object: &Object) -> Vec<Statement> {
        each!(object, body => body.drop(id))
    }

    fn alter(&self, id: &ObjectId, before: &Object, after: &Object, sides: Sides<'_>) -> Alteration {
        pair!(before, after, (before, after) => before.alter(id, after, sides), else Alteration::Replace)
    }

    fn finish(&self, id: &ObjectId, before: Option<&Object>, after: &Object) -> Option<Finish> {
        match before {
            None => each!(after, body => body.finish(id, None)),
            Some(before) => pair!(before, after, (before, after) => after.finish(id, Some(before)), else None),
        }
    }

    fn retype(
        &self,
        id: &ObjectId,
        before: &Object,
        after: &Object,
        holders: &[(&ObjectId, &Object)],
    ) -> Vec<Statement> {
        match (before, after) {
            (Object::Enum(before), Object::Enum(after)) => enumeration::retype(id, before, after, holders),
            _ => Vec::new(),
        }
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId, object: &Object) -> Vec<Statement> {
        each!(object, body => body.rename(from, to))
    }

    fn folds(&self, _: &ObjectId, object: &Object) -> bool {
        each!(object, body => body.folds())
    }

    fn evicted(&self, _: &ObjectId, object: &Object) -> bool {
        each!(object, body => body.evicted())
    }

    fn claim(&self, id: &ObjectId, object: &Object) -> Option<String> {
        each!(object, body => body.claim(id))
    }

    fn dropped_with<'a>(&self, object: &'a Object) -> Option<&'a ObjectId> {
        match object {
            Object::Sequence(sequence) => sequence.owned_by.as_ref(),
            Object::Schema(_)
            | Object::Extension(_)
            | Object::Enum(_)
            | Object::Table(_)
            | Object::Column(_)
            | Object::Default(_)
            | Object::Unique(_)
            | Object::Check(_)
            | Object::Exclusion(_)
            | Object::ForeignKey(_)
            | Object::Index(_)
            | Object::Routine(_)
            | Object::Trigger(_)
            | Object::Comment(_) => None,
        }
    }

    fn adopt(&self, settled: &mut Object, written: &Object, live: &Object) {
        if let Object::Extension(_) | Object::Table(_) | Object::Unique(_) | Object::Exclusion(_) | Object::Index(_) =
            settled
        {
            match (settled, written, live) {
                (Object::Extension(settled), Object::Extension(written), Object::Extension(live)) => {
                    settled.adopt(written, live)
                }
                (Object::Table(settled), Object::Table(written), Object::Table(live)) => settled.adopt(written, live),
                (Object::Unique(settled), Object::Unique(written), Object::Unique(live)) => {
                    settled.adopt(written, live)
                }
                (Object::Exclusion(settled), Object::Exclusion(written), Object::Exclusion(live)) => {
                    settled.adopt(written, live)
                }
                (Object::Index(settled), Object::Index(written), Object::Index(live)) => settled.adopt(written, live),
                _ => {}
            }
        }
    }

    fn quote(&self, name: &str) -> String {
        quote::ident(name)
    }
}
