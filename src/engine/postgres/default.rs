//! Column defaults. They are read with their columns.

use super::quote::{ident, literal, name, parent};
use super::scan::tokens;
use super::sql::{Part, Sql, one};
use crate::engine::{Alteration, Sides, Statement};
use crate::model::{DefaultValue, Object, ObjectId};

/// An expression as `DEFAULT` takes it: in parentheses where a word that follows, such as
/// `COLLATE` or `NOT NULL`, could be read as a part of it.
pub(super) fn written(expression: &str) -> String {
    let simple = tokens(expression).iter().all(|token| {
        matches!(*token, "(" | ")" | "," | ":" | "." | "[" | "]" | "-" | "+")
            || token.starts_with(['\'', '"', 'E', 'e'])
            || token.chars().all(|c| c.is_alphanumeric() || c == '_')
    });
    let keyword = tokens(expression).iter().any(|token| {
        ["AND", "OR", "NOT", "IS", "IN", "LIKE", "COLLATE", "AT", "BETWEEN"]
            .iter()
            .any(|word| token.eq_ignore_ascii_case(word))
    });
    if simple && !keyword { expression.to_owned() } else { format!("({expression})") }
}

/// `ALTER TABLE t ALTER COLUMN c`, of the column whose default it is. Partitions and tables that
/// inherit have defaults of their own, and keep them.
fn alter_column(id: &ObjectId, action: &str, sides: Option<Sides<'_>>) -> Vec<Statement> {
    let column = id.parent().map_or(id, |column| column);
    let is_source = |sides: Sides<'_>| sides.before.is_link_target(column.root());
    let only = if sides.is_some_and(is_source) { "ONLY " } else { "" };
    one(format!("ALTER TABLE {only}{} ALTER COLUMN {} {action}", parent(column), ident(&column.name)))
}

impl DefaultValue {
    /// A new sequence that begins to number a column which is there goes on from its values.
    fn carried_on(&self, id: &ObjectId, sides: Sides<'_>) -> Option<Statement> {
        let column = id.parent().filter(|column| sides.before.get(column).is_some())?;
        let text = self.expression.strip_prefix("nextval('")?.strip_suffix("'::regclass)")?.replace("''", "'");
        let mut sequences = sides.after.objects.iter().filter_map(|(id, entry)| match &entry.object {
            Object::Sequence(sequence) => Some((id, sequence)),
            _ => None,
        });
        let (sequence_id, sequence) = sequences.find(|(id, _)| name(id) == text)?;
        if sides.before.get(sequence_id).is_some() {
            return None;
        }
        let (table, own) = (parent(column), ident(&column.name));
        let last = if sequence.increment < 0 { "min" } else { "max" };
        Some(Statement::new(format!(
            "SELECT pg_catalog.setval({}, {last}({own})) FROM {table} HAVING {last}({own}) IS NOT NULL",
            literal(&text)
        )))
    }

    fn set(&self, id: &ObjectId, sides: Option<Sides<'_>>) -> Vec<Statement> {
        alter_column(id, &format!("SET DEFAULT {}", written(&self.expression)), sides)
    }
}

impl Sql for DefaultValue {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        self.set(id, None)
    }

    fn create_within(&self, id: &ObjectId, _: &[Part<'_>], sides: Sides<'_>) -> Vec<Statement> {
        self.set(id, Some(sides)).into_iter().chain(self.carried_on(id, sides)).collect()
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        alter_column(id, "DROP DEFAULT", None)
    }

    fn drop_within(&self, id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
        alter_column(id, "DROP DEFAULT", Some(sides))
    }

    fn alter(&self, id: &ObjectId, after: &Self, sides: Sides<'_>) -> Alteration {
        Alteration::InPlace(after.set(id, Some(sides)).into_iter().chain(after.carried_on(id, sides)).collect())
    }

    // It has no name.
    fn rename(&self, _: &ObjectId, _: &ObjectId) -> Vec<Statement> {
        Vec::new()
    }

    fn folds(&self) -> bool {
        true
    }

    // The server would have to cast it along with the column, and often cannot.
    fn evicted(&self) -> bool {
        true
    }

    fn target(_: &ObjectId) -> String {
        String::new()
    }
}
