//! The database itself, of which comments, grants, settings and security labels are read and written.

use sqlx::postgres::PgRow;

use super::quote::{dollar, literal};
use super::read::{Get, Reader, class};
use super::sql::{Part, Sql};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Database, Kind, ObjectId};

pub(super) const QUERY: &str = include_str!("catalog/database.sql");

/// Remembers the database as what other catalogs speak of; it is no object of a schema.
pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    reader.alias((class::DATABASE, row.oid("oid")?, 0), &ObjectId::database());
    Ok(())
}

/// What stands for the database's name in a target, where SQL takes no expression.
const TARGET: &str = "DATABASE current_database()";

/// The statements with the name of whatever database they are run in, where they are about that.
pub(super) fn within(id: &ObjectId, mut statements: Vec<Statement>) -> Vec<Statement> {
    if id.root().kind == Kind::Database {
        for statement in &mut statements {
            if let Some((head, tail)) = statement.sql.split_once(TARGET) {
                let format = format!("{}DATABASE %I{}", head.replace('%', "%%"), tail.replace('%', "%%"));
                let body = format!("BEGIN EXECUTE format({}, current_database()); END", literal(&format));
                statement.sql = format!("DO {}", dollar(&body));
            }
        }
    }
    statements
}

impl Sql for Database {
    // It is there, or nothing could be asked.
    fn create(&self, _: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        Vec::new()
    }

    fn drop(&self, _: &ObjectId) -> Vec<Statement> {
        Vec::new()
    }

    fn alter(&self, _: &ObjectId, _: &Self, _: Sides<'_>) -> Alteration {
        let Self {} = self;
        Alteration::InPlace(Vec::new())
    }

    // Its name is no affair of a model's.
    fn rename(&self, _: &ObjectId, _: &ObjectId) -> Vec<Statement> {
        Vec::new()
    }

    fn target(_: &ObjectId) -> String {
        TARGET.to_owned()
    }
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::model::{Comment, Setting};

    #[test]
    fn the_name_is_asked_for_when_it_runs() {
        let database = ObjectId::database();
        let comment = ObjectId::child(&database, Kind::Comment, "");
        let text = Comment::new("it's 100 %".to_owned());
        let expected =
            "DO $$BEGIN EXECUTE format('COMMENT ON DATABASE %I IS ''it''''s 100 %%''', current_database()); END$$";
        assert_eq!(text.create(&comment, &[])[0].sql, expected);
        let setting = ObjectId::child(&database, Kind::Setting, "search_path").with_signature("Bob");
        let value = Setting { value: "\"$user\", app".to_owned() };
        let expected = "DO $$BEGIN EXECUTE format('ALTER ROLE \"Bob\" IN DATABASE %I SET search_path TO ''$user'', ''app''', current_database()); END$$";
        assert_eq!(value.create(&setting, &[])[0].sql, expected);
    }
}
