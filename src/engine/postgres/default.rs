//! Column defaults. They are read with their columns.

use super::quote::{ident, parent};
use super::scan::tokens;
use super::sql::{Part, Sql, one};
use crate::engine::{Alteration, Sides, Statement};
use crate::model::{DefaultValue, ObjectId};

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

/// `ALTER TABLE t ALTER COLUMN c`, of the column whose default it is.
fn alter_column(id: &ObjectId, action: &str) -> Vec<Statement> {
    let column = id.parent().map_or(id, |column| column);
    one(format!("ALTER TABLE {} ALTER COLUMN {} {action}", parent(column), ident(&column.name)))
}

impl Sql for DefaultValue {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        let Self { expression } = self;
        alter_column(id, &format!("SET DEFAULT {}", written(expression)))
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        alter_column(id, "DROP DEFAULT")
    }

    fn alter(&self, id: &ObjectId, after: &Self, _: Sides<'_>) -> Alteration {
        Alteration::InPlace(after.create(id, &[]))
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
