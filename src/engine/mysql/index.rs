//! Indexes, unique ones among them: to these servers a unique constraint is an index and nothing more.

use super::quote::{ident, literal};
use super::scan::without_introducers;
use super::sql::{Part, Sql, Turn, apart, clause, comment, comment_clause};
use crate::engine::{Alteration, Sides, Statement};
use crate::model::{Index, KeyPart, Object, ObjectId, Options, Order, Schema};

/// `` (`a`,`b`(10) DESC,(lower(`c`))) ``
fn keys(keys: &[KeyPart]) -> String {
    let key = |key: &KeyPart| {
        let mut text = match (&key.column, &key.expression) {
            (Some(column), _) => ident(column),
            (None, expression) => format!("({})", expression.as_deref().unwrap_or_default()),
        };
        if let Some(length) = key.length {
            text.push_str(&format!("({length})"));
        }
        if key.order == Order::Desc {
            text.push_str(" DESC");
        }
        text
    };
    format!("({})", keys.iter().map(key).collect::<Vec<_>>().join(","))
}

/// What follows a key's columns.
pub(super) fn options(options: &Options) -> String {
    let mut text = String::new();
    for (key, words) in [("using", " USING "), ("key_block_size", " KEY_BLOCK_SIZE=")] {
        if let Some(value) = options.get(key) {
            text.push_str(&format!("{words}{value}"));
        }
    }
    if let Some(parser) = options.get("parser") {
        text.push_str(&format!(" WITH PARSER {}", ident(parser)));
    }
    for key in super::show::ATTRIBUTES {
        if let Some(value) = options.get(key) {
            text.push_str(&format!(" {} {}", key.to_ascii_uppercase(), literal(value)));
        }
    }
    for (key, value) in options.iter().filter(|(key, _)| key.starts_with('`')) {
        text.push_str(&format!(" {key}={value}"));
    }
    for (key, word) in [("invisible", " INVISIBLE"), ("ignored", " IGNORED")] {
        if options.contains_key(key) {
            text.push_str(word);
        }
    }
    text
}

fn definition(id: &ObjectId, index: &Index, schema: &Schema) -> String {
    let sort = match (index.unique, index.method.as_str()) {
        (true, _) => "UNIQUE KEY",
        (_, "fulltext") => "FULLTEXT KEY",
        (_, "spatial") => "SPATIAL KEY",
        (_, "vector") => "VECTOR KEY",
        _ => "KEY",
    };
    let using = match index.method.as_str() {
        "hash" if !index.options.contains_key("using") => " USING HASH",
        _ => "",
    };
    let (keys, options, comment) = (keys(&index.keys), options(&index.options), comment_clause(id, schema));
    format!("{sort} {} {keys}{using}{options}{comment}", ident(&id.name))
}

/// The index of `schema` made anew, dropped in the same statement.
pub(super) fn again(id: &ObjectId, schema: &Schema) -> Vec<Statement> {
    let Some(Object::Index(index)) = schema.get(id) else { return Vec::new() };
    let dropped = format!("DROP KEY {}", ident(&id.name));
    match alone(id, index) {
        Some(group) => vec![apart(id, &group, (0, 0), dropped), apart(id, &group, (1, 0), added(id, index, schema))],
        None => vec![clause(id, Turn::Drop, dropped), clause(id, Turn::Key, added(id, index, schema))],
    }
}

/// The group of an index that a statement makes alone: a server builds one full-text index at a time.
fn alone(id: &ObjectId, index: &Index) -> Option<String> {
    (index.method == "fulltext").then(|| format!("full-text {}", id.name))
}

fn added(id: &ObjectId, index: &Index, schema: &Schema) -> String {
    format!("ADD {}", definition(id, index, schema))
}

impl Sql for Index {
    fn create(&self, id: &ObjectId, _: &[Part<'_>], sides: Sides<'_>) -> Vec<Statement> {
        let text = added(id, self, sides.after);
        vec![match alone(id, self) {
            Some(group) => apart(id, &group, (0, 0), text),
            None => clause(id, Turn::Key, text),
        }]
    }

    fn drop(&self, id: &ObjectId, _: Sides<'_>) -> Vec<Statement> {
        let text = format!("DROP KEY {}", ident(&id.name));
        // The server holds a column to its reference system as long as the index is there.
        if self.method == "spatial" {
            return vec![apart(id, "drop spatial indexes", (0, 0), text)];
        }
        vec![clause(id, Turn::Drop, text)]
    }

    fn alter(&self, id: &ObjectId, after: &Self, sides: Sides<'_>) -> Alteration {
        let hidden = |index: &Self| index.options.contains_key("invisible");
        let seen = |index: &Self| {
            let mut index = index.clone();
            index.options.shift_remove("invisible");
            index
        };
        let is_commented = comment(id, sides.before) != comment(id, sides.after);
        if seen(self) == seen(after) && hidden(self) != hidden(after) && !is_commented {
            let word = if hidden(after) { "INVISIBLE" } else { "VISIBLE" };
            return Alteration::InPlace(vec![clause(id, Turn::Key, format!("ALTER INDEX {} {word}", ident(&id.name)))]);
        }
        if self.options.get("parser") != after.options.get("parser") {
            // In one statement the server keeps the one that is there, which differs in nothing else.
            let (going, coming) = (format!("drop {}", id.name), format!("make {}", id.name));
            return Alteration::InPlace(vec![
                apart(id, &going, (0, 0), format!("DROP KEY {}", ident(&id.name))),
                apart(id, &coming, (0, 0), added(id, after, sides.after)),
            ]);
        }
        Alteration::InPlace(again(id, sides.after))
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        super::sql::rename_index(from, to)
    }

    fn folds(&self) -> bool {
        true
    }

    fn claim(&self, id: &ObjectId) -> Option<String> {
        Some(format!("index {id}"))
    }

    fn line(&self, id: &ObjectId, schema: &Schema) -> Option<String> {
        Some(definition(id, self, schema))
    }

    fn adopt(&mut self, _: &Self, live: &Self) {
        for (own, other) in self.keys.iter_mut().zip(&live.keys) {
            if let (Some(expression), Some(other)) = (&mut own.expression, &other.expression)
                && without_introducers(expression) == without_introducers(other)
            {
                expression.clone_from(other);
            }
        }
    }
}
