//! Indexes, and the keys that exclusion constraints share with them.

use sqlx::postgres::PgRow;

use super::hazard;
use super::online;
use super::quote::{ident, parent};
use super::read::{Get, Reader, class, unwrapped};
use super::scan::{enclosed, offset, split_list, tokens};
use super::sql::{Part, Sql, adopt_tablespace, one, parameters, with};
use super::unique::{include_clause, index_claim, index_name, index_options};
use crate::engine::{Alteration, Follows, Sides, Statement};
use crate::error::Fault;
use crate::model::{Index, KeyPart, Kind, Nulls, Object, ObjectId, Options, Order, Schema};

pub(super) const QUERY: &str = include_str!("catalog/index.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let table = row.oid("table")?;
    let Some(parent) = reader.relation(table).cloned() else { return Ok(()) };
    let numbers: Vec<i16> = row.value("columns")?;
    let keys = usize::try_from(row.value::<i16>("keys")?).unwrap_or_default().min(numbers.len());
    let (key_numbers, included) = numbers.split_at(keys);
    let method: String = row.value("method")?;
    let definition: &str = row.value("definition")?;
    let statistics: Option<Vec<i32>> = row.value("statistics")?;
    let statistics = statistics.unwrap_or_default();
    let predicate: Option<&str> = row.value("predicate")?;
    let marker = format!(" USING {} (", ident(&method));
    let body = definition.split_once(&marker).and_then(|(_, rest)| enclosed(rest)).map_or("", |(body, _)| body);
    let key = |(at, (text, number)): (usize, (&str, &i16))| {
        let mut key = parse_key(text, &reader.column(table, *number));
        key.statistics = statistics.get(at).copied().filter(|target| *target >= 0);
        key
    };
    let object = Index {
        method,
        keys: split_list(body).into_iter().zip(key_numbers).enumerate().map(key).collect(),
        unique: row.value("unique")?,
        nulls_not_distinct: row.value("nulls_not_distinct")?,
        include: reader.column_names(table, included),
        predicate: predicate.map(|text| unwrapped(text).to_owned()),
        options: row.options("options")?,
        tablespace: row.value("tablespace")?,
        partition_of: None,
        only: row.value("only")?,
        invalid: !row.value::<bool>("usable")?,
    };
    let id = ObjectId::child(&parent, Kind::Index, row.value::<&str>("name")?);
    super::partition::note_index(row, reader, &id)?;
    reader.add((class::RELATION, row.oid("oid")?, 0), id, object);
    Ok(())
}

/// Takes apart a key as `pg_get_indexdef` writes it: a column or an expression, then `COLLATE`, an
/// operator class with its parameters, a direction and a place for NULLs, as far as they are not
/// the defaults. `column` is empty for an expression.
pub(super) fn parse_key(text: &str, column: &str) -> KeyPart {
    let mut key = KeyPart::default();
    let rest = if column.is_empty() {
        let (expression, rest) = leading_expression(text);
        key.expression = Some(unwrapped(expression).to_owned());
        rest
    } else {
        key.column = Some(column.to_owned());
        let first = tokens(text).first().map_or(0, |token| token.len());
        &text[first..]
    };
    let mut words = rest.trim();
    while !words.is_empty() {
        let (word, tail) = next_name(words);
        words = tail.trim_start();
        match word {
            "COLLATE" => {
                let (collation, tail) = next_name(words);
                key.collation = Some(collation.to_owned());
                words = tail.trim_start();
            }
            "ASC" => {}
            "DESC" => key.order = Order::Desc,
            "NULLS" => {
                let (place, tail) = next_name(words);
                key.nulls = Some(if place == "FIRST" { Nulls::First } else { Nulls::Last });
                words = tail.trim_start();
            }
            opclass => {
                key.opclass = Some(opclass.to_owned());
                if let Some((options, tail)) = words.strip_prefix('(').and_then(enclosed) {
                    key.opclass_options = split_list(options).into_iter().filter_map(option).collect();
                    words = tail.trim_start();
                }
            }
        }
    }
    key
}

/// `name='value'`.
fn option(text: &str) -> Option<(String, String)> {
    let (name, value) = text.split_once('=')?;
    let value = value
        .strip_prefix('\'')
        .and_then(|value| value.strip_suffix('\''))
        .map_or(value.to_owned(), |value| value.replace("''", "'"));
    Some((name.trim_matches('"').to_owned(), value))
}

/// A name, qualified or not, quoted or not, and what follows it.
fn next_name(text: &str) -> (&str, &str) {
    let tokens = tokens(text);
    let mut end = 0;
    let mut expects_name = true;
    for token in tokens {
        let at = offset(text, token);
        if at != end && end != 0 || !expects_name && token != "." {
            break;
        }
        expects_name = token == ".";
        end = at + token.len();
    }
    if end == 0 { text.split_at(text.len()) } else { text.split_at(end) }
}

/// An expression at the start of a key: in parentheses, or a bare function call.
fn leading_expression(text: &str) -> (&str, &str) {
    let (start, inner) = match text.split_once('(') {
        Some((name, inner)) => (name.len() + 1, inner),
        None => return text.split_at(text.len()),
    };
    match enclosed(inner) {
        Some((body, _)) => text.split_at(start + body.len() + 1),
        None => text.split_at(text.len()),
    }
}

/// A key as `CREATE INDEX` takes it.
pub(super) fn key_text(key: &KeyPart) -> String {
    let KeyPart { column, length: _, expression, collation, opclass, opclass_options, order, nulls, statistics: _ } =
        key;
    let mut text = match (column, expression) {
        (Some(column), _) => ident(column),
        (None, expression) => format!("({})", expression.as_deref().unwrap_or_default()),
    };
    if let Some(collation) = collation {
        text.push_str(&format!(" COLLATE {collation}"));
    }
    if let Some(opclass) = opclass {
        text.push_str(&format!(" {opclass}"));
        if !opclass_options.is_empty() {
            text.push_str(&format!(" ({})", parameters(opclass_options)));
        }
    }
    if *order == Order::Desc {
        text.push_str(" DESC");
    }
    match nulls {
        Some(Nulls::First) => text.push_str(" NULLS FIRST"),
        Some(Nulls::Last) => text.push_str(" NULLS LAST"),
        None => {}
    }
    text
}

/// Statistics targets of the index's expressions, by their places from 1.
fn targets(index: &Index) -> impl Iterator<Item = (usize, i32)> {
    index.keys.iter().enumerate().filter_map(|(at, key)| key.statistics.map(|target| (at + 1, target)))
}

/// The name of an index until it takes another's place.
pub(super) fn temporary(id: &ObjectId) -> String {
    super::names::relation_name(&id.name, None, "dbtool_new")
}

/// The comment of what was put in the place of another.
pub(super) fn comment(id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
    let comment = ObjectId::child(id, Kind::Comment, "");
    match sides.after.get(&comment) {
        Some(Object::Comment(body)) if sides.before.get(&comment).is_some() => body.create(&comment, &[]),
        _ => Vec::new(),
    }
}

impl Index {
    /// Builds it while rows are written.
    pub(super) fn build_concurrently(&self, id: &ObjectId) -> Statement {
        let message = format!("{} is read twice to build {}; reads and writes go on", parent(id), ident(&id.name));
        Statement::new(self.text(id, "CONCURRENTLY ", ""))
            .alone()
            .cleaned_by(format!("DROP INDEX CONCURRENTLY IF EXISTS {}", index_name(id)))
            .endangers_parent(hazard::INDEX_BUILD, id, message)
    }

    /// Puts another in its place, which is built first; none where something holds on to this one.
    fn swap(&self, id: &ObjectId, after: &Self, sides: Sides<'_>) -> Option<Vec<Statement>> {
        let alike = self.partition_of.is_none() && after.partition_of.is_none();
        if !alike || !online::applies_to_plain(id, sides) || online::is_needed(id, sides) {
            return None;
        }
        let new = id.with_name(temporary(id));
        let mut statements = vec![after.build_concurrently(&new)];
        statements.extend(self.drop_within(id, sides));
        statements.extend(self.rename(&new, id));
        statements.extend(after.set_targets(id));
        statements.extend(comment(id, sides));
        Some(statements)
    }

    fn set_targets(&self, id: &ObjectId) -> Vec<Statement> {
        let target = |(at, target)| {
            Statement::new(format!("ALTER INDEX {} ALTER COLUMN {at} SET STATISTICS {target}", index_name(id)))
        };
        targets(self).map(target).collect()
    }

    fn text(&self, id: &ObjectId, way: &str, only: &str) -> String {
        let Self { method, keys, unique, nulls_not_distinct, include, predicate, options, tablespace, .. } = self;
        let unique = if *unique { "UNIQUE " } else { "" };
        let keys = keys.iter().map(key_text).collect::<Vec<_>>().join(", ");
        let nulls = if *nulls_not_distinct { " NULLS NOT DISTINCT" } else { "" };
        let space = tablespace.as_ref().map(|space| format!(" TABLESPACE {}", ident(space))).unwrap_or_default();
        let predicate = predicate.as_ref().map(|text| format!(" WHERE {text}")).unwrap_or_default();
        let method = if method == "btree" { String::new() } else { format!(" USING {}", ident(method)) };
        format!(
            "CREATE {unique}INDEX {way}{} ON {only}{}{method} ({keys}){}{nulls}{}{space}{predicate}",
            ident(&id.name),
            parent(id),
            include_clause(include),
            with(options)
        )
    }

    /// Whether another index of the partition says the same and is the part of its table's: the server takes
    /// the first that it finds when the table becomes a partition. It works conditions out before it compares
    /// them (`RelationGetIndexPredicate`), so that two that read otherwise may be the same to it.
    fn stands_beside(&self, id: &ObjectId, schema: &Schema) -> bool {
        let plain = |index: &Self| Self { predicate: None, ..index.without_parameters() };
        let says_the_same = |(other, entry): (&ObjectId, &crate::model::Entry)| match &entry.object {
            Object::Index(index) if other.parent() == id.parent() && other != id => {
                index.partition_of.is_some() && plain(index) == plain(self)
            }
            _ => false,
        };
        let link = id.parent().map(|table| ObjectId::child(table, Kind::Partition, ""));
        self.partition_of.is_none()
            && link.is_some_and(|link| schema.get(&link).is_some())
            && schema.objects.iter().any(says_the_same)
    }

    fn without_parameters(&self) -> Self {
        let mut bare =
            Self { options: Options::new(), tablespace: None, partition_of: None, only: false, ..self.clone() };
        for key in &mut bare.keys {
            key.statistics = None;
        }
        bare
    }
}

impl Sql for Index {
    fn create(&self, id: &ObjectId, parts: &[Part<'_>]) -> Vec<Statement> {
        let empty = Schema::default();
        self.create_within(id, parts, Sides { before: &empty, after: &empty, online: false })
    }

    fn create_within(&self, id: &ObjectId, _: &[Part<'_>], sides: Sides<'_>) -> Vec<Statement> {
        let only = self.only || super::partition::has_waiting_parts(id, sides);
        let mut statements = if online::applies_to_plain(id, sides) {
            vec![self.build_concurrently(id)]
        } else {
            let statement = Statement::new(self.text(id, "", if only { "ONLY " } else { "" }));
            vec![match hazard::used(id, sides).filter(|_| !only) {
                Some(table) => {
                    let table_name = super::quote::name(&table);
                    let message =
                        format!("writes of {table_name} wait while {} is built; reads go on", ident(&id.name));
                    statement.endangers(hazard::BLOCKS_WRITES, &table, message)
                }
                None => statement,
            }]
        };
        statements.extend(self.set_targets(id));
        statements.extend(super::partition::attach(id, self.partition_of.as_ref(), sides));
        statements
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        one(format!("DROP INDEX {}", index_name(id)))
    }

    fn drop_within(&self, id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
        if self.partition_of.is_some() || !online::applies_to_plain(id, sides) {
            return hazard::drops_index(self.drop(id), id, sides);
        }
        let statements = vec![Statement::new(format!("DROP INDEX CONCURRENTLY {}", index_name(id))).alone()];
        hazard::drops_index(statements, id, sides)
    }

    fn alter(&self, id: &ObjectId, after: &Self, sides: Sides<'_>) -> Alteration {
        // It is valid once every partition's has become a part of it; there is no way back.
        if after.only && !self.only {
            return Alteration::Replace;
        }
        if self.without_parameters() != after.without_parameters() {
            return self.swap(id, after, sides).map_or(Alteration::Replace, Alteration::InPlace);
        }
        let parts = [self.partition_of.as_ref(), after.partition_of.as_ref()];
        let Alteration::InPlace(mut statements) =
            index_options(id, (&self.options, &self.tablespace), (&after.options, &after.tablespace), parts, sides)
        else {
            return Alteration::Replace;
        };
        for (at, (before, after)) in self.keys.iter().zip(&after.keys).enumerate() {
            if before.statistics != after.statistics {
                let target = after.statistics.unwrap_or(-1);
                let sql = format!("ALTER INDEX {} ALTER COLUMN {} SET STATISTICS {target}", index_name(id), at + 1);
                statements.push(Statement::new(sql));
            }
        }
        Alteration::InPlace(statements)
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        one(format!("ALTER INDEX {} RENAME TO {}", index_name(from), ident(&to.name)))
    }

    fn follows_links(&self, id: &ObjectId, after: &Schema) -> Follows {
        let own = super::partition::is_part_of_only(self.partition_of.as_ref(), after) || self.stands_beside(id, after);
        // Links are made from the top down, so that what waits for those below waits for its own, too.
        Follows { own: own || self.only, others: self.only }
    }

    fn claim(&self, id: &ObjectId) -> Option<String> {
        index_claim(id)
    }

    fn dropped_with<'a>(&'a self, id: &ObjectId, sides: Sides<'a>) -> Option<&'a ObjectId> {
        super::partition::dropped_with(id, self.partition_of.as_ref(), sides)
    }

    fn adopt(&mut self, written: &Self, live: &Self) {
        adopt_tablespace(&mut self.tablespace, &written.tablespace, &live.tablespace);
    }

    fn target(id: &ObjectId) -> String {
        format!("INDEX {}", index_name(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_apart() {
        let key = parse_key("lower((name)::text) COLLATE \"C\" public.gin_trgm_ops (siglen='32') DESC NULLS LAST", "");
        assert_eq!(key.expression.as_deref(), Some("lower((name)::text)"));
        assert_eq!(key.collation.as_deref(), Some("\"C\""));
        assert_eq!(key.opclass.as_deref(), Some("public.gin_trgm_ops"));
        assert_eq!(key.opclass_options.get("siglen").map(String::as_str), Some("32"));
        assert_eq!((key.order, key.nulls), (Order::Desc, Some(Nulls::Last)));
        let key = parse_key("((dep_data ->> ('a'::text COLLATE \"C\")))", "");
        assert_eq!(key.expression.as_deref(), Some("dep_data ->> ('a'::text COLLATE \"C\")"));
        assert_eq!(parse_key("\"odd name\" text_pattern_ops", "odd name").opclass.as_deref(), Some("text_pattern_ops"));
    }
}
