//! Publications.

use sqlx::postgres::PgRow;

use super::quote::{ident, list, name};
use super::read::{Get, Reader, class, unwrapped};
use super::sql::{Part, Sql, one};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Kind, Object, ObjectId, Publication, PublishedTable};

pub(super) const QUERY: &str = include_str!("catalog/publication.sql");
pub(super) const TABLE_QUERY: &str = include_str!("catalog/publication_table.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let mut publish = Vec::new();
    for event in ["insert", "update", "delete", "truncate"] {
        if row.value(event)? {
            publish.push(event.to_owned());
        }
    }
    let schemas: Option<Vec<String>> = row.value("schemas")?;
    let object = Publication {
        all_tables: row.value("all_tables")?,
        schemas: schemas.unwrap_or_default(),
        tables: Vec::new(),
        publish,
        via_root: row.value("via_root")?,
        generated_columns: row.value("generated_columns")?,
    };
    let id = ObjectId::global(Kind::Publication, row.value::<&str>("name")?);
    reader.add((class::PUBLICATION, row.oid("oid")?, 0), id, object);
    Ok(())
}

pub(super) fn read_table(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let Some(id) = reader.at((class::PUBLICATION, row.oid("publication")?, 0)).cloned() else { return Ok(()) };
    reader.alias((class::PUBLICATION_TABLE, row.oid("oid")?, 0), &id);
    let columns: Option<Vec<String>> = row.value("columns")?;
    let filter: Option<&str> = row.value("filter")?;
    let known = reader.relation(row.oid("table")?).cloned();
    let table = match known {
        Some(table) => table,
        None => ObjectId::in_schema(Kind::Table, row.value::<&str>("schema")?, row.value::<&str>("name")?),
    };
    let table = PublishedTable {
        table,
        columns: columns.unwrap_or_default(),
        filter: filter.map(|text| unwrapped(text).to_owned()),
    };
    if let Some(Object::Publication(publication)) = reader.entry(&id).map(|entry| &mut entry.object) {
        publication.tables.push(table);
    }
    Ok(())
}

/// Without `ONLY` it would be those that inherit from it, too, and for good.
fn table_text(table: &PublishedTable) -> String {
    let PublishedTable { table, columns, filter } = table;
    let columns = if columns.is_empty() { String::new() } else { format!(" ({})", list(columns)) };
    let filter = filter.as_ref().map(|text| format!(" WHERE ({text})")).unwrap_or_default();
    format!("ONLY {}{columns}{filter}", name(table))
}

impl Publication {
    /// `TABLE ONLY a, ONLY b, TABLES IN SCHEMA s`, or nothing.
    fn objects(&self) -> String {
        let mut parts = Vec::new();
        if !self.tables.is_empty() {
            parts.push(format!("TABLE {}", self.tables.iter().map(table_text).collect::<Vec<_>>().join(", ")));
        }
        if !self.schemas.is_empty() {
            parts.push(format!("TABLES IN SCHEMA {}", list(&self.schemas)));
        }
        parts.join(", ")
    }

    fn without_schemas(&self) -> Self {
        Self { schemas: Vec::new(), ..self.clone() }
    }

    fn parameters(&self) -> Vec<String> {
        vec![
            format!("publish = '{}'", self.publish.join(", ")),
            format!("publish_via_partition_root = {}", self.via_root),
        ]
    }
}

impl Publication {
    fn generated(&self) -> String {
        format!("publish_generated_columns = {}", if self.generated_columns { "stored" } else { "none" })
    }
}

impl Sql for Publication {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        let objects = if self.all_tables { "ALL TABLES".to_owned() } else { self.objects() };
        let objects = if objects.is_empty() { String::new() } else { format!(" FOR {objects}") };
        let mut parameters = self.parameters();
        if !self.via_root {
            parameters.pop();
        }
        if self.publish.len() == 4 {
            parameters.remove(0);
        }
        if self.generated_columns {
            parameters.push(self.generated());
        }
        let with = if parameters.is_empty() { String::new() } else { format!(" WITH ({})", parameters.join(", ")) };
        one(format!("CREATE PUBLICATION {}{objects}{with}", ident(&id.name)))
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        one(format!("DROP PUBLICATION {}", ident(&id.name)))
    }

    // Where a column that changes its type stands in its way, it lets go of the tables and takes them
    // again: subscriptions go on knowing it.
    fn drop_within(&self, id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
        match sides.after.get(id) {
            Some(Object::Publication(after)) if after.all_tables == self.all_tables && !self.tables.is_empty() => {
                one(format!("ALTER PUBLICATION {} DROP {}", ident(&id.name), plain(&self.without_schemas())))
            }
            _ => self.drop(id),
        }
    }

    fn create_within(&self, id: &ObjectId, parts: &[Part<'_>], sides: Sides<'_>) -> Vec<Statement> {
        match sides.before.get(id) {
            Some(Object::Publication(before)) if before.all_tables == self.all_tables && !before.tables.is_empty() => {
                let left = Self { tables: Vec::new(), ..before.clone() };
                match left.alter(id, self, sides) {
                    Alteration::InPlace(statements) => statements,
                    _ => self.create(id, parts),
                }
            }
            _ => self.create(id, parts),
        }
    }

    // It stands in the way of the columns that it names, by a list or a condition.
    fn evicted(&self) -> bool {
        true
    }

    fn alter(&self, id: &ObjectId, after: &Self, _: Sides<'_>) -> Alteration {
        if self.all_tables != after.all_tables {
            return Alteration::Replace;
        }
        let mut statements = Vec::new();
        let mut parameters = Vec::new();
        if self.publish != after.publish || self.via_root != after.via_root {
            parameters = after.parameters();
        }
        if self.generated_columns != after.generated_columns {
            parameters.push(after.generated());
        }
        if !parameters.is_empty() {
            statements.extend(one(format!("ALTER PUBLICATION {} SET ({})", ident(&id.name), parameters.join(", "))));
        }
        if self.tables != after.tables || self.schemas != after.schemas {
            let objects = after.objects();
            statements.extend(one(match objects.is_empty() {
                // `SET` takes no empty list.
                true => format!("ALTER PUBLICATION {} DROP {}", ident(&id.name), plain(self)),
                false => format!("ALTER PUBLICATION {} SET {objects}", ident(&id.name)),
            }));
        }
        Alteration::InPlace(statements)
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        one(format!("ALTER PUBLICATION {} RENAME TO {}", ident(&from.name), ident(&to.name)))
    }

    fn target(id: &ObjectId) -> String {
        format!("PUBLICATION {}", ident(&id.name))
    }
}

/// The list as `DROP` takes it: without columns and conditions.
fn plain(publication: &Publication) -> String {
    let bare =
        |table: &PublishedTable| PublishedTable { table: table.table.clone(), columns: Vec::new(), filter: None };
    Publication { tables: publication.tables.iter().map(bare).collect(), ..publication.clone() }.objects()
}
