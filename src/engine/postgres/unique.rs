//! Primary keys and unique constraints; the reader of all constraints but foreign keys.

use sqlx::postgres::PgRow;

use super::hazard;
use super::online;
use super::quote::{ident, list, name};
use super::read::{Address, Get, Reader, class, unwrapped};
use super::sql::{Part, Sql, adopt_tablespace, alter_parent, deferrable, on_parent, with};
use crate::engine::{Alteration, Follows, Sides, Statement};
use crate::error::Fault;
use crate::model::{Check, Index, KeyPart, Kind, Object, ObjectId, Schema, Unique};

pub(super) const QUERY: &str = include_str!("catalog/constraint.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let table = row.oid("table")?;
    let Some(parent) = reader.relation(table).cloned() else { return Ok(()) };
    let address = (class::CONSTRAINT, row.oid("oid")?, 0);
    let own: &str = row.value("name")?;
    let kind: &str = row.value("type")?;
    match kind {
        "c" => {
            let expression: Option<&str> = row.value("expression")?;
            let enforced: bool = row.value("enforced")?;
            let check = Check {
                expression: unwrapped(expression.unwrap_or_default()).to_owned(),
                no_inherit: row.value("no_inherit")?,
                // What is not enforced is never validated, either.
                not_valid: enforced && !row.value::<bool>("validated")?,
                not_enforced: !enforced,
                inherited: row.value("inherited")?,
            };
            reader.add(address, ObjectId::child(&parent, Kind::Check, own), check);
        }
        "x" => {
            let exclusion = super::exclusion::read(row, reader, table)?;
            let id = ObjectId::child(&parent, Kind::Exclusion, own);
            add_with_index(row, reader, address, id, exclusion)?;
        }
        _ => {
            let keys: Option<i16> = row.value("keys")?;
            let columns: Option<Vec<i16>> = row.value("index_columns")?;
            let columns = reader.column_names(table, &columns.unwrap_or_default());
            let keys = usize::try_from(keys.unwrap_or_default()).unwrap_or_default().min(columns.len());
            let (columns, include) = columns.split_at(keys);
            let unique = Unique {
                primary: kind == "p",
                columns: columns.to_vec(),
                include: include.to_vec(),
                nulls_not_distinct: row.value::<Option<bool>>("nulls_not_distinct")?.unwrap_or_default(),
                without_overlaps: row.value("period")?,
                deferrable: row.value("deferrable")?,
                initially_deferred: row.value("deferred")?,
                options: row.options("options")?,
                tablespace: row.value("tablespace")?,
                partition_of: None,
                only: row.value("only")?,
            };
            add_with_index(row, reader, address, ObjectId::child(&parent, Kind::Unique, own), unique)?;
        }
    }
    Ok(())
}

/// Adds a constraint that an index upholds, by both addresses.
fn add_with_index(
    row: &PgRow,
    reader: &mut Reader,
    address: Address,
    id: ObjectId,
    object: impl Into<Object>,
) -> Result<(), Fault> {
    reader.alias((class::RELATION, row.oid("index")?, 0), &id);
    super::partition::note_index(row, reader, &id)?;
    reader.add(address, id, object);
    Ok(())
}

/// ` USING INDEX TABLESPACE …`, or nothing.
pub(super) fn index_tablespace(tablespace: Option<&String>) -> String {
    tablespace.map(|space| format!(" USING INDEX TABLESPACE {}", ident(space))).unwrap_or_default()
}

/// ` INCLUDE (…)`, or nothing.
pub(super) fn include_clause(include: &[String]) -> String {
    if include.is_empty() { String::new() } else { format!(" INCLUDE ({})", list(include)) }
}

impl Unique {
    /// The constraint as `CREATE TABLE` and `ADD` take it, with its name.
    pub(super) fn definition(&self, id: &ObjectId) -> String {
        let Self { primary, columns, include, nulls_not_distinct, without_overlaps, options, tablespace, .. } = self;
        let word = if *primary { "PRIMARY KEY" } else { "UNIQUE" };
        let nulls = if *nulls_not_distinct { " NULLS NOT DISTINCT" } else { "" };
        let overlaps = if *without_overlaps { " WITHOUT OVERLAPS" } else { "" };
        format!(
            "CONSTRAINT {} {word}{nulls} ({}{overlaps}){}{}{}{}",
            ident(&id.name),
            list(columns),
            include_clause(include),
            with(options),
            index_tablespace(tablespace.as_ref()),
            deferrable(self.deferrable, self.initially_deferred)
        )
    }
}

/// Whether its table's rows are on several nodes, where Citus makes no constraint of an index.
fn is_spread(id: &ObjectId, sides: Sides<'_>) -> bool {
    id.parent().is_some_and(|table| super::distribution::is_spread(table, sides))
}

impl Unique {
    /// Builds the index beside the writes, then makes the constraint of it.
    fn by_index(&self, id: &ObjectId, index: &str) -> Vec<Statement> {
        let key = |column: &String| KeyPart { column: Some(column.clone()), ..KeyPart::default() };
        let index_id = id.with_kind(Kind::Index).with_name(index);
        let build = Index {
            method: "btree".to_owned(),
            keys: self.columns.iter().map(key).collect(),
            unique: true,
            nulls_not_distinct: self.nulls_not_distinct,
            include: self.include.clone(),
            options: self.options.clone(),
            tablespace: self.tablespace.clone(),
            ..Index::default()
        };
        let mut statements = vec![build.build_concurrently(&index_id)];
        let word = if self.primary { "PRIMARY KEY" } else { "UNIQUE" };
        let deferred = deferrable(self.deferrable, self.initially_deferred);
        statements.extend(alter_parent(
            id,
            &format!("ADD CONSTRAINT {} {word} USING INDEX {}{deferred}", ident(&id.name), ident(index)),
        ));
        statements
    }

    /// Puts another in its place, which is built first; none where something holds on to this one.
    fn swap(&self, id: &ObjectId, after: &Self, sides: Sides<'_>) -> Option<Vec<Statement>> {
        let alike = self.partition_of.is_none() && after.partition_of.is_none() && !after.without_overlaps;
        let online = online::applies_to_plain(id, sides) && !is_spread(id, sides);
        if !alike || !online || online::is_needed(id, sides) {
            return None;
        }
        let mut statements = after.by_index(id, &super::index::temporary(id));
        statements.insert(1, self.drop(id).into_iter().next()?);
        statements.extend(super::index::comment(id, sides));
        Some(statements)
    }
}

impl Sql for Unique {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        alter_parent(id, &format!("ADD {}", self.definition(id)))
    }

    fn create_within(&self, id: &ObjectId, _: &[Part<'_>], sides: Sides<'_>) -> Vec<Statement> {
        if online::applies_to_plain(id, sides) && !self.without_overlaps && !is_spread(id, sides) {
            let mut statements = self.by_index(id, &id.name);
            statements.extend(super::partition::attach(id, self.partition_of.as_ref(), sides));
            return statements;
        }
        let statements = add_with_parts(id, &self.definition(id), (self.partition_of.as_ref(), self.only), sides);
        hazard::builds_blocking(statements, id, sides)
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        alter_parent(id, &format!("DROP CONSTRAINT {}", ident(&id.name)))
    }

    fn drop_within(&self, id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
        hazard::drops_index(self.drop(id), id, sides)
    }

    fn alter(&self, id: &ObjectId, after: &Self, sides: Sides<'_>) -> Alteration {
        if after.only && !self.only {
            return Alteration::Replace;
        }
        let Self { options, tablespace, partition_of, only, .. } = self.clone();
        if *self != (Self { options, tablespace, partition_of, only, ..after.clone() }) {
            return self.swap(id, after, sides).map_or(Alteration::Replace, Alteration::InPlace);
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
        !self.only
    }

    fn follows_links(&self, _: &ObjectId, after: &Schema) -> Follows {
        // Links are made from the top down, so that what waits for those below waits for its own, too.
        let own = self.only || super::partition::is_part_of_only(self.partition_of.as_ref(), after);
        Follows { own, others: self.only }
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

type IndexParts<'a> = (&'a crate::model::Options, &'a Option<String>);

/// Adds a constraint; where partitions have indexes for it, by way of `ONLY` and `ATTACH`.
pub(super) fn add_with_parts(
    id: &ObjectId,
    definition: &str,
    (partition_of, only): (Option<&ObjectId>, bool),
    sides: Sides<'_>,
) -> Vec<Statement> {
    let only = if only || super::partition::has_waiting_parts(id, sides) { "ONLY " } else { "" };
    let mut statements =
        vec![Statement::new(format!("ALTER TABLE {only}{} ADD {definition}", super::quote::parent(id)))];
    statements.extend(super::partition::attach(id, partition_of, sides));
    statements
}

/// Changes of an index that the server makes in place: its parameters, where it lies, what it is a
/// part of.
pub(super) fn index_options(
    id: &ObjectId,
    before: IndexParts<'_>,
    after: IndexParts<'_>,
    [was, is]: [Option<&ObjectId>; 2],
    sides: Sides<'_>,
) -> Alteration {
    let Some(attached) = super::partition::reattach(id, was, is, sides) else { return Alteration::Replace };
    let index = index_name(id);
    let alter = |action: String| Statement::new(format!("ALTER INDEX {index} {action}"));
    let mut statements: Vec<_> = super::sql::set_parameters(before.0, after.0).into_iter().map(alter).collect();
    if before.1 != after.1 {
        let moved = alter(format!("SET TABLESPACE {}", ident(after.1.as_deref().unwrap_or("pg_default"))));
        statements.push(match hazard::used(id, sides) {
            // Whoever plans a query of the table looks at all of its indexes.
            Some(table) => {
                let message = format!("index {index} is copied; reads and writes of {} wait meanwhile", name(&table));
                moved.endangers(hazard::BLOCKS_READS, &table, message)
            }
            None => moved,
        });
    }
    Alteration::InPlace(statements.into_iter().chain(attached).collect())
}

/// An index's qualified name: it lives in its table's schema.
pub(super) fn index_name(id: &ObjectId) -> String {
    format!("{}.{}", ident(id.schema()), ident(&id.name))
}

/// An index shares its name space with tables, views and sequences.
pub(super) fn index_claim(id: &ObjectId) -> Option<String> {
    Some(format!("relation {}", index_name(id)))
}

/// `ALTER TABLE t RENAME CONSTRAINT a TO b`.
pub(super) fn rename_constraint(from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
    alter_parent(to, &format!("RENAME CONSTRAINT {} TO {}", ident(&from.name), ident(&to.name)))
}
