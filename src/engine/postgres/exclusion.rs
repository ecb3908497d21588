//! Exclusion constraints.

use sqlx::postgres::PgRow;

use super::hazard;
use super::index::{key_text, parse_key};
use super::quote::ident;
use super::read::{Get, Reader, unwrapped};
use super::scan::{enclosed, split_list, tokens};
use super::sql::{Part, Sql, adopt_tablespace, alter_parent, deferrable, on_parent, with};
use super::unique::{add_with_parts, include_clause, index_claim, index_options, index_tablespace, rename_constraint};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Exclusion, KeyPart, ObjectId};

/// Reads what `catalog/constraint.sql` gives of one.
pub(super) fn read(row: &PgRow, reader: &Reader, table: u32) -> Result<Exclusion, Fault> {
    let definition: Option<&str> = row.value("definition")?;
    let numbers: Option<Vec<i16>> = row.value("index_columns")?;
    let numbers = numbers.unwrap_or_default();
    let keys =
        usize::try_from(row.value::<Option<i16>>("keys")?.unwrap_or_default()).unwrap_or_default().min(numbers.len());
    let (key_numbers, included) = numbers.split_at(keys);
    let predicate: Option<&str> = row.value("predicate")?;
    let method: Option<String> = row.value("method")?;
    // `EXCLUDE USING method (key WITH operator, …) …`
    let body = definition
        .and_then(|text| text.split_once(" ("))
        .and_then(|(_, rest)| enclosed(rest))
        .map_or("", |(body, _)| body);
    Ok(Exclusion {
        method: method.unwrap_or_default(),
        elements: split_list(body)
            .into_iter()
            .zip(key_numbers)
            .map(|(text, number)| {
                let (key, operator) = text.rsplit_once(" WITH ").unwrap_or((text, "="));
                (parse_key(key, &reader.column(table, *number)), operator.to_owned())
            })
            .collect(),
        include: reader.column_names(table, included),
        predicate: predicate.map(|text| unwrapped(text).to_owned()),
        deferrable: row.value("deferrable")?,
        initially_deferred: row.value("deferred")?,
        options: row.options("options")?,
        tablespace: row.value("tablespace")?,
        partition_of: None,
    })
}

/// An operator as an exclusion element takes it: one with a schema needs `OPERATOR(…)`.
fn operator_text(operator: &str) -> String {
    let qualified = tokens(operator).len() > 1 && operator.contains('.') && !operator.starts_with("OPERATOR(");
    if qualified { format!("OPERATOR({operator})") } else { operator.to_owned() }
}

impl Exclusion {
    /// The constraint as `CREATE TABLE` and `ADD` take it, with its name.
    pub(super) fn definition(&self, id: &ObjectId) -> String {
        let Self { method, elements, include, predicate, options, tablespace, .. } = self;
        let element =
            |(key, operator): &(KeyPart, String)| format!("{} WITH {}", key_text(key), operator_text(operator));
        let elements = elements.iter().map(element).collect::<Vec<_>>().join(", ");
        let predicate = predicate.as_ref().map(|text| format!(" WHERE ({text})")).unwrap_or_default();
        format!(
            "CONSTRAINT {} EXCLUDE USING {} ({elements}){}{}{}{predicate}{}",
            ident(&id.name),
            ident(method),
            include_clause(include),
            with(options),
            index_tablespace(tablespace.as_ref()),
            deferrable(self.deferrable, self.initially_deferred)
        )
    }
}

impl Sql for Exclusion {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        alter_parent(id, &format!("ADD {}", self.definition(id)))
    }

    fn create_within(&self, id: &ObjectId, _: &[Part<'_>], sides: Sides<'_>) -> Vec<Statement> {
        hazard::builds_blocking(
            add_with_parts(id, &self.definition(id), (self.partition_of.as_ref(), false), sides),
            id,
            sides,
        )
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        alter_parent(id, &format!("DROP CONSTRAINT {}", ident(&id.name)))
    }

    fn drop_within(&self, id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
        hazard::drops_index(self.drop(id), id, sides)
    }

    fn alter(&self, id: &ObjectId, after: &Self, sides: Sides<'_>) -> Alteration {
        let Self { options, tablespace, partition_of, .. } = self.clone();
        if *self != (Self { options, tablespace, partition_of, ..after.clone() }) {
            return Alteration::Replace;
        }
        let parts = [self.partition_of.as_ref(), after.partition_of.as_ref()];
        index_options(id, (&self.options, &self.tablespace), (&after.options, &after.tablespace), parts, sides)
    }

    fn dropped_with<'a>(&'a self, id: &ObjectId, sides: Sides<'a>) -> Option<&'a ObjectId> {
        super::partition::dropped_with(id, self.partition_of.as_ref(), sides)
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        rename_constraint(from, to)
    }

    fn folds(&self) -> bool {
        true
    }

    fn claim(&self, id: &ObjectId) -> Option<String> {
        index_claim(id)
    }

    fn adopt(&mut self, written: &Self, live: &Self) {
        adopt_tablespace(&mut self.tablespace, &written.tablespace, &live.tablespace);
    }

    fn target(id: &ObjectId) -> String {
        on_parent("CONSTRAINT", id)
    }

    fn line(&self, id: &ObjectId) -> Option<String> {
        Some(self.definition(id))
    }
}
