//! Casts.

use sqlx::postgres::PgRow;

use super::read::{Get, Reader, class};
use super::sql::{Part, Sql, one};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Cast, CastContext, Kind, ObjectId};

pub(super) const QUERY: &str = include_str!("catalog/cast.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let object = Cast {
        function: row.value("function")?,
        inout: row.value("inout")?,
        context: match row.value("context")? {
            "a" => CastContext::Assignment,
            "i" => CastContext::Implicit,
            _ => CastContext::Explicit,
        },
    };
    let id = ObjectId::global(Kind::Cast, row.value::<&str>("name")?);
    reader.add((class::CAST, row.oid("oid")?, 0), id, object);
    Ok(())
}

impl Sql for Cast {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        let Self { function, inout, context } = self;
        let way = match function {
            Some(function) => format!("WITH FUNCTION {function}"),
            None if *inout => "WITH INOUT".to_owned(),
            None => "WITHOUT FUNCTION".to_owned(),
        };
        let context = match context {
            CastContext::Explicit => "",
            CastContext::Assignment => " AS ASSIGNMENT",
            CastContext::Implicit => " AS IMPLICIT",
        };
        one(format!("CREATE {} {way}{context}", Self::target(id)))
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        one(format!("DROP {}", Self::target(id)))
    }

    fn alter(&self, _: &ObjectId, _: &Self, _: Sides<'_>) -> Alteration {
        Alteration::Replace
    }

    // It is named by its types.
    fn rename(&self, _: &ObjectId, _: &ObjectId) -> Vec<Statement> {
        Vec::new()
    }

    fn target(id: &ObjectId) -> String {
        format!("CAST ({})", id.name)
    }
}
