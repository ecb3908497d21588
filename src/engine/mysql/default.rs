//! Defaults of columns: a matter of the column's own clause.

use super::column::modify;
use super::quote::ident;
use super::scan::{without_introducers, words};
use super::sql::{Part, Sql, apart, is_mariadb, relation};
use crate::engine::{Alteration, Sides, Statement};
use crate::model::{DefaultValue, Entry, Object, ObjectId};

fn of_column(id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
    id.parent().map(|column: &ObjectId| modify(column, sides)).unwrap_or_default()
}

/// The functions that have another value each time, or on another server, in a column that comes to a table with rows
/// (the manual's list of unsafe statements).
const UNSAFE: &[&str] = &[
    "current_user",
    "load_file",
    "rand",
    "random_bytes",
    "session_user",
    "sysdate",
    "system_user",
    "user",
    "uuid",
    "uuid_short",
    "version",
];

/// The columns that MySQL adds to no table that is there, for their defaults.
pub(super) fn refusals(sides: Sides<'_>) -> Vec<(ObjectId, String)> {
    let is_new = |column: &ObjectId| {
        !sides.before.objects.contains_key(column) && sides.before.objects.contains_key(column.root())
    };
    let refusal = |(id, entry): (&ObjectId, &Entry)| {
        let Object::Default(default) = &entry.object else { return None };
        let column = id.parent().filter(|column| is_new(column))?;
        let words = words(&default.expression);
        let called = words
            .iter()
            .zip(words.iter().skip(1))
            .find(|(name, next)| *next == "(" && UNSAFE.contains(&name.as_str()))?;
        let (function, name, table) = (called.0, ident(&column.name), relation(column));
        Some((
            column.clone(),
            format!(
                "MySQL adds no column whose default is {function}() to a table that is there: add it without the \
                 default first, give the rows their values (`UPDATE {table} SET {name} = {}`), and let the model say \
                 the default then",
                default.expression
            ),
        ))
    };
    if is_mariadb(sides) { Vec::new() } else { sides.after.objects.iter().filter_map(refusal).collect() }
}

impl Sql for DefaultValue {
    fn create(&self, id: &ObjectId, _: &[Part<'_>], sides: Sides<'_>) -> Vec<Statement> {
        of_column(id, sides)
    }

    fn drop(&self, id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
        // One that is to be made anew lets go of its sequence first.
        match id.parent() {
            Some(column) if sides.after.get(id).is_some() => {
                let text = format!("ALTER COLUMN {} DROP DEFAULT", ident(&column.name));
                vec![apart(column, "without defaults", (0, 0), text)]
            }
            _ => of_column(id, sides),
        }
    }

    fn alter(&self, id: &ObjectId, _: &Self, sides: Sides<'_>) -> Alteration {
        Alteration::InPlace(of_column(id, sides))
    }

    fn folds(&self) -> bool {
        true
    }

    fn adopt(&mut self, _: &Self, live: &Self) {
        if without_introducers(&self.expression) == without_introducers(&live.expression) {
            self.expression.clone_from(&live.expression);
        }
    }
}
