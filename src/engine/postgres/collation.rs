//! Collations.

use sqlx::postgres::PgRow;

use super::quote::{ident, literal, name};
use super::read::{Get, Reader, class};
use super::sql::{Part, Sql, one, rename_to};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Attributes, Collation, Kind, ObjectId};

pub(super) const QUERY: &str = include_str!("catalog/collation.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let id = ObjectId::in_schema(Kind::Collation, row.value::<&str>("schema")?, row.value::<&str>("name")?);
    let mut options = Attributes::new();
    let mut set = |key: &str, value: Option<String>| {
        if let Some(value) = value {
            options.insert(key.to_owned(), value);
        }
    };
    let provider: &str = row.value("provider")?;
    set(
        "provider",
        Some(
            match provider {
                "i" => "icu",
                "b" => "builtin",
                _ => "libc",
            }
            .to_owned(),
        ),
    );
    let (collate, ctype): (Option<String>, Option<String>) = (row.value("lc_collate")?, row.value("lc_ctype")?);
    match row.value::<Option<String>>("locale")? {
        Some(locale) => set("locale", Some(locale)),
        None if collate == ctype => set("locale", collate),
        None => {
            set("lc_collate", collate);
            set("lc_ctype", ctype);
        }
    }
    if !row.value::<bool>("deterministic")? {
        set("deterministic", Some("false".to_owned()));
    }
    set("rules", row.value("rules")?);
    if row.value("any_encoding")? {
        set("any_encoding", Some("true".to_owned()));
    }
    reader.add((class::COLLATION, row.oid("oid")?, 0), id, Collation { options });
    Ok(())
}

impl Sql for Collation {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        let clause = |(key, value): (&String, &String)| match key.as_str() {
            "provider" | "deterministic" => format!("{} = {value}", key.to_uppercase()),
            _ => format!("{} = {}", key.to_uppercase(), literal(value)),
        };
        if let (Some("true"), Some(locale)) =
            (self.options.get("any_encoding").map(String::as_str), self.options.get("locale"))
        {
            return one(format!("CREATE COLLATION {} FROM pg_catalog.{}", name(id), ident(locale)));
        }
        let clauses = self.options.iter().map(clause).collect::<Vec<_>>().join(", ");
        one(format!("CREATE COLLATION {} ({clauses})", name(id)))
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        one(format!("DROP COLLATION {}", name(id)))
    }

    fn alter(&self, id: &ObjectId, _: &Self, sides: Sides<'_>) -> Alteration {
        if super::exchange::is_held(id, sides) { Alteration::Retype } else { Alteration::Replace }
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        rename_to("COLLATION", from, to)
    }

    fn target(id: &ObjectId) -> String {
        format!("COLLATION {}", name(id))
    }
}
