//! What a statement outside of a transaction left behind when its run was killed, told by looking at
//! the database.

use crate::engine::Connection;
use crate::engine::postgres::quote;
use crate::error::Fault;

use super::script::{statements, tokens};

/// What became of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leftover {
    /// It was done.
    Done,
    /// It was not; what it had half made is gone again.
    Undone,
    /// It was begun and must be run to its end: what it has taken apart cannot be put together.
    Half,
    /// Nothing in the database tells.
    Unknown,
}

/// Finds out what became of a script that was begun, and clears away what it made by half.
///
/// # Errors
/// The server's.
pub(super) async fn settle(connection: &mut Connection, sql: &str) -> Result<Leftover, Fault> {
    let [span] = &statements(sql)[..] else { return Ok(Leftover::Unknown) };
    let tokens = tokens(&sql[span.clone()]);
    let mut words = Words { tokens: &tokens };
    if words.take(&["create", "index", "concurrently"]) || words.take(&["create", "unique", "index", "concurrently"]) {
        words.take(&["if", "not", "exists"]);
        if words.peek() == Some("on") {
            return Ok(Leftover::Unknown);
        }
        let Some(index) = words.name() else { return Ok(Leftover::Unknown) };
        words.take(&["on"]);
        words.take(&["only"]);
        let Some(table) = words.name() else { return Ok(Leftover::Unknown) };
        return settle_index(connection, &index, &table).await;
    }
    if words.take(&["drop", "index", "concurrently"]) {
        words.take(&["if", "exists"]);
        let Some(index) = words.name() else { return Ok(Leftover::Unknown) };
        return settle_drop(connection, &index).await;
    }
    if words.take(&["alter", "type"]) {
        let Some(name) = words.name() else { return Ok(Leftover::Unknown) };
        if !words.take(&["add", "value"]) {
            return Ok(Leftover::Unknown);
        }
        words.take(&["if", "not", "exists"]);
        let Some(label) = words.peek().filter(|token| token.starts_with('\'')) else { return Ok(Leftover::Unknown) };
        let sql = format!(
            "EXISTS (SELECT FROM pg_catalog.pg_enum WHERE enumtypid = pg_catalog.to_regtype({}) AND enumlabel = {label})",
            quote::literal(&name)
        );
        return Ok(if exists(connection, &sql).await? { Leftover::Done } else { Leftover::Undone });
    }
    if words.take(&["alter", "table"]) {
        words.take(&["if", "exists"]);
        let Some(parent) = words.name() else { return Ok(Leftover::Unknown) };
        if !words.take(&["detach", "partition"]) {
            return Ok(Leftover::Unknown);
        }
        let Some(child) = words.name() else { return Ok(Leftover::Unknown) };
        if words.peek() == Some("concurrently") {
            return settle_detach(connection, &parent, &child).await;
        }
    }
    Ok(Leftover::Unknown)
}

/// An index that `CREATE INDEX CONCURRENTLY` could not finish stays behind, marked invalid.
async fn settle_index(connection: &mut Connection, index: &str, table: &str) -> Result<Leftover, Fault> {
    let rows = connection
        .rows(&format!(
            "SELECT i.indisvalid AND i.indisready, n.nspname::text, c.relname::text FROM pg_catalog.pg_index i \
             JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
             WHERE i.indrelid = pg_catalog.to_regclass({}) AND c.relname = {}",
            quote::literal(table),
            quote::literal(&unquote(index)),
        ))
        .await?;
    let Some(row) = rows.first() else { return Ok(Leftover::Undone) };
    if row.is_true(0) {
        return Ok(Leftover::Done);
    }
    let (schema, name) = (row.text(1).unwrap_or_default(), row.text(2).unwrap_or_default());
    connection
        .execute(&format!("DROP INDEX CONCURRENTLY IF EXISTS {}.{}", quote::ident(schema), quote::ident(name)))
        .await?;
    Ok(Leftover::Undone)
}

/// `DROP INDEX CONCURRENTLY` marks the index invalid before it waits for its users and removes it.
async fn settle_drop(connection: &mut Connection, index: &str) -> Result<Leftover, Fault> {
    let rows = connection
        .rows(&format!(
            "SELECT indisvalid FROM pg_catalog.pg_index WHERE indexrelid = pg_catalog.to_regclass({})",
            quote::literal(index)
        ))
        .await?;
    let Some(row) = rows.first() else { return Ok(Leftover::Done) };
    Ok(if row.is_true(0) { Leftover::Undone } else { Leftover::Half })
}

/// A partition that was half detached must be detached to the end: the server knows no way back.
async fn settle_detach(connection: &mut Connection, parent: &str, child: &str) -> Result<Leftover, Fault> {
    let inherits = format!(
        "SELECT to_jsonb(i)->>'inhdetachpending' FROM pg_catalog.pg_inherits i \
         WHERE i.inhparent = pg_catalog.to_regclass({}) AND i.inhrelid = pg_catalog.to_regclass({})",
        quote::literal(parent),
        quote::literal(child)
    );
    let rows = connection.rows(&inherits).await?;
    let Some(row) = rows.first() else { return Ok(Leftover::Done) };
    if row.text(0) == Some("true") {
        connection.execute(&format!("ALTER TABLE {parent} DETACH PARTITION {child} FINALIZE")).await?;
        return Ok(Leftover::Done);
    }
    Ok(Leftover::Undone)
}

async fn exists(connection: &mut Connection, condition: &str) -> Result<bool, Fault> {
    let rows = connection.rows(&format!("SELECT {condition}")).await?;
    Ok(rows.first().is_some_and(|row| row.is_true(0)))
}

fn unquote(name: &str) -> String {
    match name.strip_prefix('"').and_then(|name| name.strip_suffix('"')) {
        Some(inner) => inner.replace("\"\"", "\""),
        None => name.to_owned(),
    }
}

struct Words<'a> {
    tokens: &'a [String],
}

impl Words<'_> {
    fn peek(&self) -> Option<&str> {
        self.tokens.first().map(String::as_str)
    }

    /// Takes these words where all of them are next.
    fn take(&mut self, words: &[&str]) -> bool {
        let next = self.tokens.len() >= words.len() && words.iter().zip(self.tokens).all(|(word, token)| word == token);
        if next {
            self.tokens = &self.tokens[words.len()..];
        }
        next
    }

    /// Takes a name, qualified or not, as it is written.
    fn name(&mut self) -> Option<String> {
        let mut name = self.part()?;
        while self.take(&["."]) {
            name.push('.');
            name.push_str(&self.part()?);
        }
        Some(name)
    }

    fn part(&mut self) -> Option<String> {
        let (first, rest) = self.tokens.split_first()?;
        let is_name = first.starts_with('"') || first.starts_with(|c: char| c.is_alphabetic() || c == '_');
        self.tokens = if is_name { rest } else { self.tokens };
        is_name.then(|| first.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_names_as_written() {
        let tokens = tokens("s.\"A \"\"b\" (c)");
        let mut words = Words { tokens: &tokens };
        assert_eq!(words.name().as_deref(), Some("s.\"A \"\"b\""));
        assert_eq!(words.name(), None);
        assert_eq!(unquote("\"A \"\"b\""), "A \"b");
    }
}
