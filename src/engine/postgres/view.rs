//! Views, and the columns that views and materialized views have of their own making.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use sqlx::postgres::PgRow;

use super::hazard;
use super::quote::name;
use super::read::{Get, Reader, class, unwrapped};
use super::scan::{balanced, split_list};
use super::sql::{Part, Sql, one, rename_to, set_parameters, with};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{DefaultValue, KeptColumn, Kind, MaterializedView, Name, Object, ObjectId, View};

pub(super) const QUERY: &str = include_str!("catalog/view.sql");
pub(super) const COLUMN_QUERY: &str = include_str!("catalog/view_column.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let (schema, own): (&str, &str) = (row.value("schema")?, row.value("name")?);
    let query = row.value::<&str>("query")?.trim().trim_end_matches(';').to_owned();
    let mut options = row.options("options")?;
    options.extend(row.options("toast_options")?.into_iter().map(|(name, value)| (format!("toast.{name}"), value)));
    let materialized = row.value::<&str>("kind")? == "m";
    let id = ObjectId::in_schema(if materialized { Kind::MaterializedView } else { Kind::View }, schema, own);
    for column in ["reltype", "typarray"] {
        reader.alias((class::TYPE, row.oid(column)?, 0), &id);
    }
    let oid = row.oid("oid")?;
    if materialized {
        let object = MaterializedView {
            row_key: None,
            query,
            options,
            access_method: row.value("access_method")?,
            tablespace: row.value("tablespace")?,
            cluster_on: row.value("cluster_on")?,
            without_data: !row.value::<bool>("populated")?,
            columns: BTreeMap::new(),
        };
        reader.add_relation(oid, id, object);
    } else {
        reader.add_relation(oid, id, View { query, options });
    }
    Ok(())
}

/// A view's columns are no objects: they are noted as its shape, and named by what is said of them.
pub(super) fn read_column(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let view = row.oid("view")?;
    let Some(parent) = reader.relation(view).cloned() else { return Ok(()) };
    let number: i16 = row.value("number")?;
    let name: Name = row.value::<&str>("name")?.into();
    let id = ObjectId::child(&parent, Kind::Column, Arc::clone(&name));
    reader.add_column(view, number, Arc::clone(&name));
    reader.alias((class::RELATION, view, i32::from(number)), &id);
    let mut data_type: String = row.value("data_type")?;
    if let Some(collation) = row.value::<Option<&str>>("collation")? {
        data_type = format!("{data_type} COLLATE {collation}");
    }
    if let Some(entry) = reader.entry(&parent) {
        entry.shape.push((name, data_type));
    }
    let kept = KeptColumn {
        storage: row.value::<Option<&str>>("storage")?.map(|letter| super::column::storage(letter).to_owned()),
        compression: row
            .value::<Option<&str>>("compression")?
            .map(|letter| super::column::compression(letter).to_owned()),
        statistics: row.value("statistics")?,
        options: row.options("options")?,
    };
    if let Some(Object::MaterializedView(view)) = reader.entry(&parent).map(|entry| &mut entry.object)
        && kept != KeptColumn::default()
    {
        view.columns.insert(id.name.to_string(), kept);
    }
    if let Some(expression) = row.value::<Option<&str>>("expression")? {
        let default = ObjectId::child(&id, Kind::Default, "");
        let object = DefaultValue { expression: unwrapped(expression).to_owned() };
        reader.add((class::DEFAULT, row.oid("default_oid")?, 0), default, object);
    }
    Ok(())
}

impl View {
    /// Whether it reads its tables with the rights of whoever reads it.
    pub(crate) fn is_invoker(&self) -> bool {
        let on = |value: &String| ["true", "on", "yes", "1"].contains(&value.to_lowercase().as_str());
        self.options.get("security_invoker").is_some_and(on)
    }

    /// Who gains or loses what where its rights were another's before.
    fn exposing(&self, id: &ObjectId, statements: Vec<Statement>, sides: Sides<'_>) -> Vec<Statement> {
        let Some(Object::View(before)) = sides.before.get(id) else { return statements };
        let view = name(id);
        let (code, message) = match (before.is_invoker(), self.is_invoker()) {
            (true, false) => (
                hazard::AUTHORIZATION_WIDENED,
                format!(
                    "whoever may read {view} reads its tables with the rights of the view's owner, past the policies that hold for the reader (security_invoker is lost)"
                ),
            ),
            (false, true) => (
                hazard::AUTHORIZATION_NARROWED,
                format!(
                    "whoever reads {view} needs privileges on its tables, and their policies hold for the reader (security_invoker)"
                ),
            ),
            _ => return statements,
        };
        hazard::first(statements, |statement| statement.hazard(code, message))
    }

    pub(super) fn text(&self, id: &ObjectId, verb: &str) -> String {
        let (columns, query) = rows_of_values(&self.query);
        format!("{verb} VIEW {}{columns}{} AS\n{query}", name(id), with(&self.options))
    }
}

/// The list of columns and the query that a server shows as this one: `VALUES` whose columns were named is shown
/// as rows of `"*VALUES*"`, but read back so it would be a query upon a query.
pub(super) fn rows_of_values(query: &str) -> (String, Cow<'_, str>) {
    let split = || {
        let (head, tail) = query.trim_start().strip_prefix("SELECT ")?.split_once("FROM (VALUES ")?;
        let rows = tail.trim_end().strip_suffix(") \"*VALUES*\"").filter(|rows| balanced(rows))?;
        let named = |(at, column): (usize, &str)| {
            let own = column.trim().trim_start_matches("\"*VALUES*\".").strip_prefix(&format!("column{}", at + 1))?;
            match own.strip_prefix(" AS ") {
                Some(name) => Some(name.to_owned()),
                None => own.is_empty().then(|| column.trim().to_owned()),
            }
        };
        let names = split_list(head).into_iter().enumerate().map(named).collect::<Option<Vec<String>>>()?;
        Some((format!(" ({})", names.join(", ")), Cow::Owned(format!("VALUES {rows}"))))
    };
    split().unwrap_or_else(|| (String::new(), Cow::Borrowed(query)))
}

impl Sql for View {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        one(self.text(id, "CREATE"))
    }

    fn create_within(&self, id: &ObjectId, parts: &[Part<'_>], sides: Sides<'_>) -> Vec<Statement> {
        self.exposing(id, self.create(id, parts), sides)
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        one(format!("DROP VIEW {}", name(id)))
    }

    fn alter(&self, id: &ObjectId, after: &Self, sides: Sides<'_>) -> Alteration {
        if self.query == after.query {
            let actions = set_parameters(&self.options, &after.options);
            let alter = |action: String| Statement::new(format!("ALTER VIEW {} {action}", name(id)));
            return Alteration::InPlace(after.exposing(id, actions.into_iter().map(alter).collect(), sides));
        }
        let shape =
            |schema: &crate::model::Schema| schema.objects.get(id).map(|entry| entry.shape.clone()).unwrap_or_default();
        let (old, new) = (shape(sides.before), shape(sides.after));
        // The server keeps the columns that are there, and takes new ones at the end.
        if !old.is_empty() && new.starts_with(&old) {
            return Alteration::InPlace(after.exposing(id, one(after.text(id, "CREATE OR REPLACE")), sides));
        }
        Alteration::Replace
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        rename_to("VIEW", from, to)
    }

    // Its query holds the types of the columns that it reads.
    fn evicted(&self) -> bool {
        true
    }

    fn claim(&self, id: &ObjectId) -> Option<String> {
        Some(format!("relation {}", name(id)))
    }

    fn target(id: &ObjectId) -> String {
        format!("VIEW {}", name(id))
    }
}
