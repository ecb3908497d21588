//! Security labels on everything.

use sqlx::postgres::PgRow;

use super::quote::{ident, literal};
use super::read::{Get, Oid, Reader};
use super::sql::{Part, Sql, of_parent};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Kind, ObjectId, SecurityLabel, Unmodelled};

pub(super) const QUERY: &str = include_str!("catalog/security_label.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let (class, object): (Oid, Oid) = (row.value("class")?, row.value("object")?);
    let part: i32 = row.value("part")?;
    if let Some(id) = reader.at((class.0, object.0, part)).cloned() {
        let id = ObjectId::child(&id, Kind::SecurityLabel, row.value::<&str>("provider")?);
        reader.schema.insert(id, SecurityLabel { label: row.value("label")? }, None);
    } else if let Some(name) = row.value::<Option<String>>("elsewhere")? {
        reader.schema.unmodelled.push(Unmodelled { kind: "security label on".to_owned(), name });
    }
    Ok(())
}

fn set(id: &ObjectId, label: &str) -> Vec<Statement> {
    of_parent(id, |object| format!("SECURITY LABEL FOR {} ON {object} IS {label}", ident(&id.name)))
}

impl Sql for SecurityLabel {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        let Self { label } = self;
        set(id, &literal(label))
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        set(id, "NULL")
    }

    fn alter(&self, id: &ObjectId, after: &Self, _: Sides<'_>) -> Alteration {
        Alteration::InPlace(after.create(id, &[]))
    }

    // Its name is the provider's.
    fn rename(&self, _: &ObjectId, _: &ObjectId) -> Vec<Statement> {
        Vec::new()
    }

    fn target(_: &ObjectId) -> String {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_said_of_its_parent() {
        let table = ObjectId::in_schema(Kind::Table, "app", "t");
        let column = ObjectId::child(&table, Kind::Column, "Id");
        let label = SecurityLabel { label: "it's".to_owned() };
        let sql = |of: &ObjectId| label.create(&ObjectId::child(of, Kind::SecurityLabel, "dummy"), &[])[0].sql.clone();
        assert_eq!(sql(&column), "SECURITY LABEL FOR dummy ON COLUMN app.t.\"Id\" IS 'it''s'");
        assert_eq!(
            sql(&ObjectId::database()),
            "DO $$BEGIN EXECUTE format('SECURITY LABEL FOR dummy ON DATABASE %I IS ''it''''s''', current_database()); END$$"
        );
        let gone = label.drop(&ObjectId::child(&table, Kind::SecurityLabel, "dummy"));
        assert_eq!(gone[0].sql, "SECURITY LABEL FOR dummy ON TABLE app.t IS NULL");
    }
}
