//! The dangers of statements in words, by stable codes. What a kind knows of its own statements it
//! asks for here, so that the same danger is worded the same everywhere.

use super::quote::{ident, name};
use crate::engine::{Hazard, Sides, Statement};
use crate::model::{Kind, Object, ObjectId};

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $code:ident;)+) => {
        $($(#[doc = $doc])+ pub(super) const $code: &str = stringify!($code);)+

        /// All of them: the tests hold a case for each that raises it, and one that does not.
        #[cfg(test)]
        const CODES: &[&str] = &[$($code),+];
    };
}

codes! {
    /// Rows or values are lost.
    DELETES_DATA;
    /// Every row is written anew while nobody can read or write.
    REWRITES_TABLE;
    /// Reads and writes wait for longer than it takes to change the catalog.
    BLOCKS_READS;
    /// Writes wait for longer than it takes to change the catalog; reads go on.
    BLOCKS_WRITES;
    /// All rows are read to prove a constraint.
    CONSTRAINT_SCAN;
    /// An index goes that queries may use.
    INDEX_DROPPED;
    /// The step fails where there are rows.
    FAILS_ON_ROWS;
    /// Someone may do more than before.
    AUTHORIZATION_WIDENED;
    /// Someone may do less than before.
    AUTHORIZATION_NARROWED;
    /// Someone may do other things than before.
    AUTHORIZATION_CHANGED;
    /// An extension's own script runs.
    EXTENSION_UPGRADE;
    /// The server cannot undo it.
    IRREVERSIBLE;
    /// What is stored may not be what would be computed now.
    CORRECTNESS;
    /// An index is built beside the writes: they go on, and the disk and the processor are busy.
    INDEX_BUILD;
    /// Rows are written anew in small portions, or moved to another table, while reads and writes of others go on.
    WRITES_ROWS;
    /// What a body uses is known to no catalog.
    UNTRACKABLE_DEPENDENCY;
    /// A subscription has no slot at the publisher.
    NO_SLOT;
    /// A subscription does not follow its publications' tables until it is told to.
    NOT_REFRESHED;
    /// A subscription begins to receive.
    CONNECTS;
    /// A slot stays at the publisher.
    SLOT_STAYS;
}

/// The table or materialized view that a part belongs to, where it is there before the plan and
/// stays: what is new holds no rows, and what goes needs no care.
pub(super) fn used(id: &ObjectId, sides: Sides<'_>) -> Option<ObjectId> {
    let table = id.parent()?;
    let holds = matches!(table.kind, Kind::Table | Kind::MaterializedView);
    let there = sides.before.get(table).is_some() && sides.after.get(table).is_some();
    (holds && there).then(|| table.clone())
}

impl Statement {
    /// The same, with a danger whose weight is that of a relation's size.
    #[must_use]
    pub(super) fn endangers(self, code: &str, relation: &ObjectId, message: impl Into<String>) -> Self {
        let mut statement = self.hazard(code, message);
        if let Some(Hazard { relation: own, .. }) = statement.hazards.last_mut() {
            *own = Some(name(relation));
        }
        statement
    }

    /// The same, with a danger whose weight is the size of the table that a part belongs to.
    #[must_use]
    pub(super) fn endangers_parent(self, code: &str, part: &ObjectId, message: impl Into<String>) -> Self {
        match part.parent() {
            Some(table) => self.endangers(code, table, message),
            None => self.hazard(code, message),
        }
    }

    /// The same, losing the rows of a relation, or the values of a column of it, as the message says.
    #[must_use]
    pub(super) fn losing_from(self, relation: &ObjectId, column: Option<&str>, message: impl Into<String>) -> Self {
        let mut statement = self.losing(message);
        if let Some(hazard) = statement.hazards.last_mut() {
            hazard.relation = Some(name(relation));
            hazard.column = column.map(ident);
        }
        statement
    }

    /// The same, writing every row of a relation anew.
    #[must_use]
    pub(super) fn rewriting(self, relation: &ObjectId) -> Self {
        let message = format!(
            "every row of {} is written anew and its indexes are built again; reads and writes wait meanwhile",
            name(relation)
        );
        self.endangers(REWRITES_TABLE, relation, message)
    }

    /// The same, copying the files of a relation into another tablespace, its indexes left where they are.
    #[must_use]
    pub(super) fn moving(self, relation: &ObjectId) -> Self {
        let message = format!("every page of {} is copied; reads and writes wait meanwhile", name(relation));
        self.endangers(REWRITES_TABLE, relation, message)
    }
}

/// Says it of the first of some statements.
pub(super) fn first(mut statements: Vec<Statement>, say: impl FnOnce(Statement) -> Statement) -> Vec<Statement> {
    if !statements.is_empty() {
        let head = statements.remove(0);
        statements.insert(0, say(head));
    }
    statements
}

/// A constraint that an index upholds is added while the index is built.
pub(super) fn builds_blocking(statements: Vec<Statement>, id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
    let Some(table) = used(id, sides) else { return statements };
    let message = format!("all rows of {} are read to build an index; reads and writes wait meanwhile", name(&table));
    first(statements, |statement| statement.endangers(BLOCKS_READS, &table, message))
}

/// An index or a constraint that one upholds is dropped from a table that stays.
pub(super) fn drops_index(statements: Vec<Statement>, id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
    let Some(table) = used(id, sides) else { return statements };
    let message = if sides.after.get(id).is_some() {
        format!("until {id} is built again, queries of {} go without it", name(&table))
    } else {
        format!("queries of {} that went by {id} may read all rows instead", name(&table))
    };
    first(statements, |statement| statement.hazard(INDEX_DROPPED, message))
}

/// The rows are read under the lock that the constraint is added with.
pub(super) fn scans(statement: Statement, table: &ObjectId, code: &str) -> Statement {
    let who = if code == BLOCKS_READS { "reads and writes wait" } else { "writes wait" };
    let message = format!("all rows of {} are read to prove the constraint", name(table));
    statement.endangers(CONSTRAINT_SCAN, table, message).endangers(
        code,
        table,
        format!("{who} while the rows of {} are read", name(table)),
    )
}

/// The same for statements that add a constraint to a table that is there and stays.
pub(super) fn first_scans(statements: Vec<Statement>, id: &ObjectId, sides: Sides<'_>, code: &str) -> Vec<Statement> {
    match used(id, sides) {
        Some(table) => first(statements, |statement| scans(statement, &table, code)),
        None => statements,
    }
}

/// What holds values that a function computed when they were written: they stay as they are when it
/// is replaced.
pub(super) fn computed_by(id: &ObjectId, sides: Sides<'_>) -> Vec<ObjectId> {
    let stored = |other: &ObjectId, object: &Object| match object {
        Object::Index(_) | Object::Exclusion(_) | Object::MaterializedView(_) => true,
        Object::Check(_) => true,
        Object::Column(column) => column.generated.as_ref().is_some_and(|generated| generated.stored),
        _ => other.kind == Kind::Partition,
    };
    let before = sides.before.objects.iter();
    before
        .filter(|(other, entry)| {
            entry.depends.contains(id) && sides.after.get(other).is_some() && stored(other, &entry.object)
        })
        .map(|(other, _)| other.clone())
        .collect()
}

/// `the roles a and b`, or everyone.
pub(super) fn who(roles: &[String]) -> String {
    if roles.is_empty() || roles.iter().any(|role| role == "public" || role.is_empty()) {
        return "every role".to_owned();
    }
    format!("role {}", roles.join(", "))
}

#[cfg(test)]
mod tests;
