//! What every kind must be able to write, and the small pieces that their texts share.

use super::quote::{ident, literal};
use crate::engine::{Alteration, Clause, Sides, Statement};
use crate::model::{Kind, Object, ObjectId, Schema};

/// An object and its id, as a statement that creates its parent takes it in.
pub(super) type Part<'a> = (&'a ObjectId, &'a Object);

/// The SQL of one kind of object.
pub(super) trait Sql: Sized {
    /// Creates it, with its folded parts.
    fn create(&self, id: &ObjectId, parts: &[Part<'_>], sides: Sides<'_>) -> Vec<Statement>;

    /// Drops it.
    fn drop(&self, id: &ObjectId, sides: Sides<'_>) -> Vec<Statement>;

    /// Makes it another.
    fn alter(&self, id: &ObjectId, after: &Self, sides: Sides<'_>) -> Alteration;

    /// Gives it a new name.
    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        let _ = (from, to);
        Vec::new()
    }

    /// Whether the statement that creates its parent can make it.
    fn folds(&self) -> bool {
        false
    }

    /// Whether it stands in the way of a column that changes its type.
    fn evicted(&self) -> bool {
        false
    }

    /// The name space that it shares with other kinds.
    fn claim(&self, id: &ObjectId) -> Option<String> {
        let _ = id;
        None
    }

    /// It as a line of its table's `CREATE`; none for what is no line.
    fn line(&self, id: &ObjectId, schema: &Schema) -> Option<String> {
        let _ = (id, schema);
        None
    }

    /// Takes from the live object what the written one leaves to the server.
    fn adopt(&mut self, written: &Self, live: &Self) {
        let _ = (written, live);
    }
}

/// A relation's name, with its database where that is not the session's.
pub(super) fn relation(id: &ObjectId) -> String {
    let id = id.root();
    if id.schema.is_empty() { ident(&id.name) } else { format!("{}.{}", ident(&id.schema), ident(&id.name)) }
}

/// Whether a server is MariaDB: its versions begin where MySQL's have not come to.
pub(super) fn is_mariadb(sides: Sides<'_>) -> bool {
    const FIRST: u32 = 10;
    sides.before.major.max(sides.after.major) >= FIRST
}

/// When, among a table's clauses, one is written: the columns in the table's order.
#[derive(Clone, Copy, Debug)]
pub(super) enum Turn {
    /// What goes.
    Drop,
    /// A column, by its place.
    Column(usize),
    /// An index or a key.
    Key,
    /// A check.
    Check,
    /// What the table itself is.
    Table,
    /// What ends the statement: how the table is partitioned.
    Last,
}

/// A clause of a table's `ALTER TABLE`, to be joined with the table's others.
pub(super) fn clause(id: &ObjectId, turn: Turn, text: impl Into<String>) -> Statement {
    let (order, place) = match turn {
        Turn::Drop => (0, 0),
        Turn::Column(place) => (1, place),
        Turn::Key => (2, 0),
        Turn::Check => (3, 0),
        Turn::Table => (4, 0),
        Turn::Last => (5, 0),
    };
    apart(id, "", (order, place), text.into())
}

/// The group of the clauses of a table that are joined where nothing speaks against it.
pub(super) fn joint_group(id: &ObjectId) -> String {
    format!("ALTER TABLE {} ", relation(id))
}

/// A clause of an `ALTER TABLE` that is joined with those of the same group alone.
pub(super) fn apart(id: &ObjectId, group: &str, order: (usize, usize), text: String) -> Statement {
    let head = format!("ALTER TABLE {}", relation(id));
    let mut statement = Statement::new(format!("{head} {text}")).alone();
    statement.clause = Some(Clause { group: format!("{head} {group}"), head, order, text, ends: false });
    statement
}

/// Gives an index, or the one behind a key, its new name.
pub(super) fn rename_index(from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
    vec![apart(from, "rename", (0, 0), format!("RENAME INDEX {} TO {}", ident(&from.name), ident(&to.name)))]
}

/// The comment on an object, where one is wanted.
pub(super) fn comment<'a>(id: &ObjectId, schema: &'a Schema) -> Option<&'a str> {
    let id = ObjectId::child(id, Kind::Comment, "");
    match schema.get(&id)? {
        Object::Comment(comment) => Some(&comment.text),
        _ => None,
    }
}

/// ` COMMENT 'text'`, or nothing.
pub(super) fn comment_clause(id: &ObjectId, schema: &Schema) -> String {
    comment(id, schema).map(|text| format!(" COMMENT {}", literal(text))).unwrap_or_default()
}
