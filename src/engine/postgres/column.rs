//! Columns, with their identities and generation expressions.

use std::collections::BTreeSet;
use std::sync::Arc;

use sqlx::postgres::PgRow;

use super::hazard;
use super::identity;
use super::online;
use super::quote::{ident, parent};
use super::read::{Get, Reader, class, unwrapped};
use super::secret;
use super::sequence;
use super::shadow;
use super::spelling::Token;
use super::sql::{Part, Sql, alter_parent, one, parameters, set_parameters};
use super::types;
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{
    Column, DefaultValue, Generated, Identity, Kind, Name, NotNull, Object, ObjectId, Schema, Sequence, Table,
};

pub(super) const QUERY: &str = include_str!("catalog/column.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let table = row.oid("table")?;
    let Some(parent) = reader.relation(table).cloned() else { return Ok(()) };
    let number: i16 = row.value("number")?;
    let name: Name = row.value::<&str>("name")?.into();
    let id = ObjectId::child(&parent, Kind::Column, Arc::clone(&name));
    let expression: Option<&str> = row.value("expression")?;
    let generated: &str = row.value("generated")?;
    let is_default = generated.is_empty() && expression.is_some();
    let scope = [&*parent.schema, &*parent.name, &*name];
    let (foreign_options, foreign_secrets) = secret::redact(row.options("foreign_options")?, &scope);
    let object = Column {
        data_type: row.value("data_type")?,
        collation: row.value("collation")?,
        not_null: row.value("not_null")?,
        not_null_constraint: super::not_null::read(row, &parent, &name)?,
        identity: identity::read(row, &parent, &name)?.map(Box::new),
        generated: expression
            .filter(|_| !generated.is_empty())
            .map(|expression| Generated { expression: unwrapped(expression).to_owned(), stored: generated == "s" }),
        storage: row.value::<Option<&str>>("storage")?.map(|letter| storage(letter).to_owned()),
        compression: row.value::<Option<&str>>("compression")?.map(|letter| compression(letter).to_owned()),
        statistics: row.value("statistics")?,
        options: row.options("options")?,
        foreign_options,
        foreign_secrets,
        inherited: row.value("inherited")?,
    };
    let not_null = row.oid("not_null_oid")?;
    if not_null != 0 {
        reader.alias((class::CONSTRAINT, not_null, 0), &id);
    }
    if object.identity.is_some() {
        let named = object.identity.as_ref().and_then(|identity| identity.sequence_name.as_deref());
        let sequence = identity::sequence_id(&id, named);
        reader.alias((class::RELATION, row.oid("sequence_oid")?, 0), &sequence);
    }
    reader.add_column(table, number, name);
    let default = expression
        .filter(|_| is_default)
        .map(|expression| DefaultValue { expression: unwrapped(expression).to_owned() });
    let default_id = ObjectId::child(&id, Kind::Default, "");
    let address = (class::DEFAULT, row.oid("default_oid")?, 0);
    if expression.is_some() && !is_default {
        reader.alias(address, &id);
    }
    reader.add((class::RELATION, table, i32::from(number)), id, object);
    if let Some(default) = default {
        reader.add(address, default_id, default);
    }
    Ok(())
}

/// `attstorage` in SQL's words.
pub(super) fn storage(letter: &str) -> &'static str {
    match letter {
        "p" => "plain",
        "e" => "external",
        "m" => "main",
        _ => "extended",
    }
}

/// `attcompression` in SQL's words.
pub(super) fn compression(letter: &str) -> &'static str {
    if letter == "l" { "lz4" } else { "pglz" }
}

/// A column as `CREATE TABLE` and `ADD COLUMN` take it.
pub(super) fn definition(id: &ObjectId, column: &Column, default: Option<&DefaultValue>, sides: Sides<'_>) -> String {
    let Column { data_type, collation, identity, generated, foreign_options, foreign_secrets, .. } = column;
    let mut text = format!("{} {data_type}{}", ident(&id.name), secret::options(foreign_options, foreign_secrets));
    if let Some(collation) = collation {
        text.push_str(&format!(" COLLATE {collation}"));
    }
    if let Some(DefaultValue { expression }) = default {
        text.push_str(&format!(" DEFAULT {}", super::default::written(expression)));
    }
    if let Some(Generated { expression, stored }) = generated {
        text.push_str(&format!(" GENERATED ALWAYS AS ({expression}) {}", if *stored { "STORED" } else { "VIRTUAL" }));
    }
    if let Some(identity) = identity {
        text.push_str(&format!(" {}", identity::clause(id, identity, sides)));
    }
    text.push_str(&super::not_null::clause(id, column, sides));
    text
}

/// What only `ALTER TABLE` can say in every version.
pub(super) fn afterwards(id: &ObjectId, column: &Column) -> Vec<Statement> {
    let Column { storage, compression, statistics, options, .. } = column;
    let mut actions = Vec::new();
    if let Some(storage) = storage {
        actions.push(format!("SET STORAGE {storage}"));
    }
    if let Some(compression) = compression {
        actions.push(format!("SET COMPRESSION {}", ident(compression)));
    }
    if let Some(statistics) = statistics {
        actions.push(format!("SET STATISTICS {statistics}"));
    }
    if !options.is_empty() {
        actions.push(format!("SET ({})", parameters(options)));
    }
    let alter = |action: String| {
        Statement::new(format!("ALTER TABLE {} ALTER COLUMN {} {action}", parent(id), ident(&id.name)))
    };
    let not_null = super::not_null::afterwards(id, column).map(Statement::new);
    let counts = column.identity.as_ref().and_then(|identity| identity::counts_in(id, identity, &column.data_type));
    actions.into_iter().map(alter).chain(not_null).chain(counts).collect()
}

/// What a new table's inherited column has that its parents' has not.
pub(super) fn after_inheriting(
    id: &ObjectId,
    column: &Column,
    default: Option<&DefaultValue>,
    parents: &[ObjectId],
    sides: Sides<'_>,
) -> Vec<Statement> {
    let mut handed_down = parents.iter().filter_map(|table| {
        let parent = ObjectId::child(table, Kind::Column, Arc::clone(&id.name));
        let Object::Column(column) = sides.after.get(&parent)? else { return None };
        let default = sides.after.get(&ObjectId::child(&parent, Kind::Default, ""));
        Some((super::inheritance::passed_on(column, true), default))
    });
    let Some((mut there, mut inherited)) = handed_down.next() else { return Vec::new() };
    // One parent is enough for a column to refuse NULL, and to have a default.
    for (other, default) in handed_down {
        there.not_null |= other.not_null;
        inherited = inherited.or(default);
    }
    // What is its own was said with the table.
    if super::not_null::line(id, column, sides).is_some() {
        there.not_null_constraint.clone_from(&column.not_null_constraint);
    }
    let mut statements = match there.alter(id, column, sides) {
        Alteration::InPlace(statements) | Alteration::Evicting(statements) => statements,
        _ => Vec::new(),
    };
    let default_id = ObjectId::child(id, Kind::Default, "");
    match (inherited, default) {
        (Some(Object::Default(there)), Some(own)) if there == own => {}
        (_, Some(own)) => statements.extend(own.create(&default_id, &[])),
        (Some(Object::Default(there)), None) => statements.extend(there.drop(&default_id)),
        _ => {}
    }
    statements
}

/// Whether the column has no default, and a parent has one that it would be given.
pub(super) fn declines_default(id: &ObjectId, column: &Column, parents: &[ObjectId], sides: Sides<'_>) -> bool {
    column.generated.is_none()
        && column.identity.is_none()
        && parents.iter().any(|table| {
            let parent = ObjectId::child(table, Kind::Column, Arc::clone(&id.name));
            sides.after.get(&ObjectId::child(&parent, Kind::Default, "")).is_some()
        })
}

/// Whether a parent hands down the very expression that the column is computed by: before version 16
/// a child is refused that says so again.
pub(super) fn is_computed_alike(id: &ObjectId, column: &Column, parents: &[ObjectId], sides: Sides<'_>) -> bool {
    column.generated.is_some()
        && parents.iter().any(|table| {
            let parent = ObjectId::child(table, Kind::Column, Arc::clone(&id.name));
            matches!(sides.after.get(&parent), Some(Object::Column(there)) if there.generated == column.generated)
        })
}

/// Whether the server takes another expression for a column in place, as it does for stored ones since version 17 and
/// for others since 18, where neither checks nor publications may be upon the table. What is below a table is told along with it, and
/// tells its own afterwards.
fn computed_in_place(id: &ObjectId, stored: bool, sides: Sides<'_>) -> bool {
    let table = id.root();
    let bound = |schema: &Schema| {
        let heirs = schema.left_to_others(&BTreeSet::from([table.clone()]));
        schema.objects.iter().any(|(other, entry)| match &entry.object {
            Object::Check(_) => other.root() == table || heirs.contains(other.root()),
            Object::Publication(_) => true,
            _ => false,
        })
    };
    let free = |schema: &Schema| stored || !bound(schema);
    sides.before.major >= if stored { 17 } else { 18 } && free(sides.before) && free(sides.after)
}

impl Column {
    /// Drops it from its table, `ONLY` or with what is below.
    fn drop_from(&self, id: &ObjectId, only: &str) -> Vec<Statement> {
        let drop = Statement::new(format!("ALTER TABLE {only}{} DROP COLUMN {}", parent(id), ident(&id.name)));
        // What is computed is computed again from what stays.
        if is_foreign(id) || self.generated.is_some() {
            return vec![drop];
        }
        let message = format!("the column {id} is dropped with all its values");
        vec![match id.parent() {
            Some(table) => drop.losing_from(table, Some(&id.name), message),
            None => drop.losing(message),
        }]
    }

    /// Drops it from its table `ONLY`. Its NOT NULL goes first: the server would leave the children's marked as handed
    /// down by a table that has it no more, and nothing takes such a constraint away (18.0).
    fn drop_alone(&self, id: &ObjectId) -> Vec<Statement> {
        let table = parent(id);
        let nullable =
            || Statement::new(format!("ALTER TABLE ONLY {table} ALTER COLUMN {} DROP NOT NULL", ident(&id.name)));
        self.not_null.then(nullable).into_iter().chain(self.drop_from(id, "ONLY ")).collect()
    }
}

impl Sql for Column {
    fn create(&self, id: &ObjectId, parts: &[Part<'_>]) -> Vec<Statement> {
        let empty = Schema::default();
        self.appended(id, parts, Sides { before: &empty, after: &empty, online: false })
    }

    fn create_within(&self, id: &ObjectId, parts: &[Part<'_>], sides: Sides<'_>) -> Vec<Statement> {
        if let Some(identity) = self.identity.as_ref().filter(|_| identity::is_refused(id, sides)) {
            return self.counted(id, identity, sides);
        }
        let default = parts.iter().find_map(|(part, object)| match object {
            Object::Default(default) => Some((*part, default)),
            _ => None,
        });
        // A table cannot be given values for its rows while columns elsewhere hold such rows.
        let held = default.is_some() && holder_of_rows(id, sides).is_some();
        let volatile = default.is_some_and(|(_, default)| online::is_volatile(&default.expression, sides));
        let online = online::applies_to_plain(id, sides);
        let Some((default_id, default)) = default.filter(|_| held || volatile && online) else {
            return self.added(self.appended(id, parts, sides), id, parts, volatile, sides);
        };
        let empty = Self { not_null: false, not_null_constraint: None, ..self.clone() };
        let mut statements = empty.appended(id, &[], sides);
        statements.extend(default.create(default_id, &[]));
        statements.push(if online { online::fill(id, sides) } else { online::fill_at_once(id) });
        statements.extend(super::not_null::changes(id, &empty, self, sides));
        statements
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        self.drop_from(id, "")
    }

    // What a shadow holds is another column's.
    fn drop_within(&self, id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
        if shadow::is_left_over(id, sides.before) {
            return alter_parent(id, &format!("DROP COLUMN {}", ident(&id.name)));
        }
        match super::inheritance::drops_alone(id, sides) {
            true => self.drop_alone(id),
            false => self.drop(id),
        }
    }

    // The server lets no column change its type from which another is computed. What that holds is
    // computed again.
    fn evicted(&self) -> bool {
        self.generated.is_some()
    }

    fn alter(&self, id: &ObjectId, after: &Self, sides: Sides<'_>) -> Alteration {
        let Self { data_type, collation, identity, generated, storage, compression, statistics, options, .. } = self;
        let column = ident(&id.name);
        let mut actions: Vec<String> = Vec::new();
        let keeps_values = types::widens(data_type, &after.data_type);
        let moved = *data_type != after.data_type && !super::range::moves_along(data_type, &after.data_type, sides);
        let retyped = moved || *collation != after.collation;
        if retyped && immovable(id, sides) {
            return Alteration::Rebuild;
        }
        if retyped && let Some(holder) = holder_of_rows(id, sides) {
            return Alteration::Impossible(format!(
                "column {holder} holds rows of its table, and the server changes none of those: give that column a \
                 composite type of its own first"
            ));
        }
        match (generated, &after.generated) {
            (Some(before), Some(now)) if before == now => {}
            (Some(before), None) if before.stored => actions.push("DROP EXPRESSION".to_owned()),
            (Some(before), Some(now))
                if before.stored == now.stored && !retyped && computed_in_place(id, now.stored, sides) =>
            {
                actions.push(format!("SET EXPRESSION AS ({})", now.expression));
            }
            (None, None) => {}
            // What it holds is computed, or is about to be: nothing to keep.
            _ => return Alteration::Replace,
        }
        if identity.is_some() && after.identity.is_none() {
            actions.push("DROP IDENTITY".to_owned());
        }
        if retyped {
            let collate = after.collation.as_ref().map(|name| format!(" COLLATE {name}")).unwrap_or_default();
            let using = if generated.is_some() || is_foreign(id) {
                String::new()
            } else {
                format!(" USING {}", converted(id, data_type, &after.data_type, sides))
            };
            actions.push(format!("TYPE {}{collate}{using}", after.data_type));
        }
        // An identity needs it first; a type may need it gone.
        let after_type = actions.len();
        match (identity, &after.identity) {
            (None, Some(now)) => actions.push(format!("ADD {}", identity::clause(id, now, sides))),
            (Some(before), Some(now)) if before.mode != now.mode => {
                actions.push(format!("SET GENERATED {}", identity::mode_words(now.mode)));
            }
            _ => {}
        }
        // A change of type puts the storage back to that of the new type.
        let stored_otherwise = if retyped { after.storage.is_some() } else { *storage != after.storage };
        if stored_otherwise {
            actions
                .push(format!("SET STORAGE {}", after.storage.as_deref().unwrap_or(usual_storage(&after.data_type))));
        }
        if *compression != after.compression {
            actions.push(format!("SET COMPRESSION {}", after.compression.as_deref().unwrap_or("default")));
        }
        if *statistics != after.statistics {
            actions.push(format!("SET STATISTICS {}", after.statistics.unwrap_or(-1)));
        }
        actions.extend(set_parameters(options, &after.options));
        let statement = |action: String| {
            let stored = generated.as_ref().is_some_and(|own| own.stored);
            let (retypes, recomputes) = (action.starts_with("TYPE "), stored && action.starts_with("SET EXPRESSION "));
            let narrows = retypes && !keeps_values && !is_foreign(id);
            let mut statement = Statement::new(format!("ALTER TABLE {} ALTER COLUMN {column} {action}", parent(id)));
            if let Some(table) = hazard::used(id, sides).filter(|_| retypes || recomputes) {
                statement = if recomputes || !types::stored_alike(data_type, &after.data_type) {
                    statement.rewriting(&table)
                } else if *collation != after.collation {
                    let table_name = super::quote::name(&table);
                    let message = format!("indexes of {table_name} on {id} are built again; reads and writes wait");
                    statement.endangers(hazard::BLOCKS_READS, &table, message)
                } else {
                    statement
                };
            }
            if narrows {
                let message = format!(
                    "values of {id} may not fit from {data_type} into {}: they are cut, or the step fails",
                    after.data_type
                );
                return statement.losing(message);
            }
            statement
        };
        let mut statements: Vec<Statement> = actions.into_iter().map(statement).collect();
        let not_null = super::not_null::changes(id, self, after, sides);
        statements.splice(after_type..after_type, not_null);
        match (identity, &after.identity) {
            (Some(before), Some(now)) => {
                // A narrower type has no room for the bounds of a wider one.
                let narrower = now.sequence.max < before.sequence.max || now.sequence.min > before.sequence.min;
                // A new type of the column is the sequence's too.
                let counting = if retyped { &now.sequence.data_type } else { &before.sequence.data_type };
                let at = if narrower { 0 } else { statements.len() };
                statements.splice(at..at, identity::options(id, before, now, counting));
                statements.splice(0..0, identity::renamed(id, before, now));
                if retyped {
                    statements.extend(identity::counts_in(id, now, &after.data_type));
                }
            }
            (None, Some(now)) => {
                statements.extend(identity::counts_in(id, now, &after.data_type));
                statements.push(identity::carry_on(id, now));
                statements.extend(super::grant::without_defaults(id, sides));
            }
            _ => {}
        }
        let (options, fresh) = secret::change(
            (&self.foreign_options, &self.foreign_secrets),
            (&after.foreign_options, &after.foreign_secrets),
        );
        if !options.is_empty() {
            let sql = format!("ALTER FOREIGN TABLE {} ALTER COLUMN {column}{options}", parent(id));
            statements.push(secret::statement(sql, &[&fresh]));
        }
        statements.splice(0..0, super::inheritance::made_own(id, sides));
        if retyped { Alteration::Evicting(statements) } else { Alteration::InPlace(statements) }
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        one(format!("ALTER TABLE {} RENAME COLUMN {} TO {}", parent(to), ident(&from.name), ident(&to.name)))
    }

    fn folds(&self) -> bool {
        true
    }

    fn claim(&self, id: &ObjectId) -> Option<String> {
        self.identity.as_ref().map(|identity| format!("relation {}", identity::sequence_name(id, identity)))
    }

    // What was a table's own before it was its parents' too cannot be made theirs alone.
    fn adopt(&mut self, written: &Self, live: &Self) {
        self.inherited &= live.inherited || !written.inherited;
        if written.not_null_constraint.is_none() && self.not_null && live.not_null {
            let name = live.not_null_constraint.as_ref().and_then(|constraint| constraint.name.clone());
            let inherited = live.not_null_constraint.as_ref().is_some_and(|constraint| constraint.inherited);
            let own = live.not_null_constraint.as_ref().is_some_and(|constraint| constraint.own);
            let named = NotNull { name, inherited, own, ..self.not_null_constraint.take().unwrap_or_default() };
            self.not_null_constraint = Some(named).filter(|constraint| *constraint != NotNull::default());
        }
        // Nor can the constraint.
        if self.not_null_constraint.as_ref().is_some_and(|constraint| constraint.inherited) && live.not_null {
            self.not_null_constraint.clone_from(&live.not_null_constraint);
        }
    }

    fn target(id: &ObjectId) -> String {
        format!("COLUMN {}.{}", parent(id), ident(&id.name))
    }
}

impl Column {
    /// It as `ADD COLUMN` says it, and what that cannot say.
    fn appended(&self, id: &ObjectId, parts: &[Part<'_>], sides: Sides<'_>) -> Vec<Statement> {
        let default = parts.iter().find_map(|(_, object)| match object {
            Object::Default(default) => Some(default),
            _ => None,
        });
        let sql = format!("ALTER TABLE {} ADD COLUMN {}", parent(id), definition(id, self, default, sides));
        let mut statements = vec![secret::statement(sql, &[&self.foreign_secrets])];
        statements.extend(afterwards(id, self));
        statements
    }

    /// Numbers the rows, which its own numbers go on from, before it becomes an identity.
    fn counted(&self, id: &ObjectId, identity: &Identity, sides: Sides<'_>) -> Vec<Statement> {
        let (table, column) = (parent(id), ident(&id.name));
        let counter = super::names::relation_name(&id.root().name, Some(&id.name), "dbtool_count");
        let counter = format!("{}.{}", ident(&id.root().schema), ident(&counter));
        let typed = Sequence { data_type: self.data_type.clone(), ..identity.sequence.clone() };
        let clauses = sequence::clauses(&typed).join(" ");
        let plain = Self { identity: None, ..self.clone() };
        let next = DefaultValue { expression: format!("pg_catalog.nextval({})", super::quote::literal(&counter)) };
        let alter = |action: String| Statement::new(format!("ALTER TABLE {table} ALTER COLUMN {column} {action}"));
        let mut statements = vec![Statement::new(format!("CREATE SEQUENCE {counter} {clauses}").trim_end().to_owned())];
        let add = format!("ALTER TABLE {table} ADD COLUMN {}", definition(id, &plain, Some(&next), sides));
        statements.extend(self.added(vec![Statement::new(add)], id, &[], true, sides));
        statements.push(alter("DROP DEFAULT".to_owned()));
        statements.push(alter(format!("ADD {}", identity::clause(id, identity, sides))));
        statements.push(identity::carry_on(id, identity));
        statements.push(Statement::new(format!("DROP SEQUENCE {counter}")));
        statements.extend(afterwards(id, &plain));
        statements
    }

    /// What comes with adding it to a table that has rows.
    fn added(
        &self,
        statements: Vec<Statement>,
        id: &ObjectId,
        parts: &[Part<'_>],
        volatile: bool,
        sides: Sides<'_>,
    ) -> Vec<Statement> {
        let Some(table) = hazard::used(id, sides) else { return statements };
        let stored = self.generated.as_ref().is_some_and(|generated| generated.stored);
        hazard::first(statements, |statement| {
            let empty = self.not_null && self.identity.is_none() && self.generated.is_none() && parts.is_empty();
            if stored || volatile || self.identity.is_some() {
                statement.rewriting(&table)
            } else if empty && self.not_null_constraint.as_ref().is_none_or(|constraint| !constraint.not_valid) {
                let table = super::quote::name(&table);
                let message = format!("fails where {table} has rows: {id} has no value for them; give it a default");
                statement.hazard(hazard::FAILS_ON_ROWS, message)
            } else {
                statement
            }
        })
    }
}

/// A column of another table that holds rows of this column's table, before and after.
fn holder_of_rows<'a>(id: &ObjectId, sides: Sides<'a>) -> Option<&'a ObjectId> {
    let table = id.parent()?;
    let columns = sides.before.objects.iter().filter(|(other, _)| other.kind == Kind::Column);
    columns
        .filter(|(other, entry)| other.parent() != Some(table) && entry.depends.contains(table))
        .map(|(other, _)| other)
        .find(|other| sides.after.objects.get(*other).is_some_and(|entry| entry.depends.contains(table)))
}

/// Whether the server refuses to change a column's type, since rows are divided by it (`has_partition_attrs`).
pub(super) fn immovable(id: &ObjectId, sides: Sides<'_>) -> bool {
    let mut waiting: Vec<ObjectId> = id.parent().cloned().into_iter().collect();
    while let Some(table) = waiting.pop() {
        if let Some(Object::Table(Table { partition_by: Some(key), .. })) = sides.before.get(&table)
            && let Some(tokens) = super::spelling::tokens(key)
            && tokens.iter().any(|token| match token {
                Token::Word(word) => **word == *id.name,
                Token::Quoted(name) => **name == *id.name,
                Token::Sign(_) => false,
            })
        {
            return true;
        }
        // A partition that goes is gone by then.
        waiting.extend(sides.before.objects.iter().filter_map(|(link, entry)| match &entry.object {
            Object::Partition(partition) if partition.of == table && sides.after.get(link).is_some() => {
                link.parent().cloned()
            }
            _ => None,
        }));
    }
    false
}

/// Whether it is a foreign table's: its values are elsewhere.
fn is_foreign(id: &ObjectId) -> bool {
    id.parent().is_some_and(|table| table.kind == Kind::ForeignTable)
}

/// A column's value as one of another type.
pub(super) fn converted(id: &ObjectId, before: &str, after: &str, sides: Sides<'_>) -> String {
    let column = ident(&id.name);
    // No cast leads from a type of the user's to another but by way of text, where nobody has made one,
    // nor between many of the server's types.
    let [old_own, new_own] = [(sides.before, before), (sides.after, after)].map(|(side, text)| is_own(side, text));
    let by_text = (old_own && !types::is_text(after) || new_own && !types::is_text(before))
        && !has_cast(before, after, sides)
        || types::lacks_cast(before, after);
    let way = match by_text {
        true if before.ends_with("[]") && after.ends_with("[]") => "::text[]",
        true => "::text",
        false => "",
    };
    types::across_arrays(&column, before, after).unwrap_or_else(|| format!("{column}{way}::{after}"))
}

/// Whether a type's text names a type of that side that is nobody's but the user's; a domain has the casts of
/// what it is made of.
fn is_own(schema: &Schema, data_type: &str) -> bool {
    let data_type = data_type.trim_end_matches("[]");
    let kinds = [Kind::Enum, Kind::Composite, Kind::Range, Kind::BaseType, Kind::Table, Kind::View];
    schema.objects.keys().any(|id| kinds.contains(&id.kind) && super::quote::name(id) == data_type)
}

/// Whether the user has made a cast from one to the other, which is there all the time.
fn has_cast(before: &str, after: &str, sides: Sides<'_>) -> bool {
    let [before, after] = [before, after].map(|text| text.trim_end_matches("[]"));
    let cast = ObjectId::global(Kind::Cast, format!("{before} AS {after}").as_str());
    sides.before.get(&cast).is_some() && sides.after.get(&cast).is_some()
}

/// What `SET STORAGE DEFAULT` (PostgreSQL 16) would give, said in a way that every version takes:
/// `pg_type.typstorage` of the types whose values can be stored in more than one way.
pub(super) fn usual_storage(data_type: &str) -> &'static str {
    let plain = data_type.split(['(', '[']).next().unwrap_or_default();
    match plain {
        "numeric" | "inet" | "cidr" if !data_type.ends_with(']') => "main",
        _ => "extended",
    }
}
