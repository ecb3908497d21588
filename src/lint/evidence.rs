//! What rules judge by: a migration's words, the schema before and after it, and what the server said
//! of every statement while it ran.

use std::collections::BTreeSet;

use crate::diff::{Change, diff};
use crate::engine::Lock;
use crate::lint::Found;
use crate::migrate::walk::{Statement, Walked};
use crate::migrate::{Migration, Script};
use crate::model::{Kind, Object, ObjectId, Schema};

/// Locks from the weakest that keeps writers waiting to the strongest, as the manuals call them: `SHARED` is
/// MySQL's.
const HOLDING: [&str; 5] = ["SHARED", "SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE"];

/// What is known of a migration.
#[derive(Debug)]
pub struct Evidence<'a> {
    walked: &'a Walked,
    /// What it changes in the schema.
    pub changes: Vec<Change>,
    /// The relations that were there before it, as SQL names them.
    relations: BTreeSet<String>,
}

impl<'a> Evidence<'a> {
    /// What is known of this migration.
    pub fn new(walked: &'a Walked) -> Self {
        let dialect = walked.engine.dialect();
        let relations = walked.before.objects.keys().filter_map(|id| dialect.relation(id)).collect();
        Self { walked, changes: diff(&walked.before, &walked.after), relations }
    }

    /// The file.
    pub fn script(&self) -> &'a Script {
        &self.walked.migration.up
    }

    /// The migration.
    pub fn migration(&self) -> &'a Migration {
        &self.walked.migration
    }

    /// The schema before it.
    pub fn before(&self) -> &'a Schema {
        &self.walked.before
    }

    /// The schema after it.
    pub fn after(&self) -> &'a Schema {
        &self.walked.after
    }

    /// The statements with their numbers.
    pub fn statements(&self) -> impl Iterator<Item = (usize, &'a Statement)> {
        self.walked.statements.iter().enumerate()
    }

    /// What a statement took of relations that were there before the migration, where writers had to
    /// wait for it.
    pub fn held(&self, statement: &'a Statement) -> impl Iterator<Item = &'a Lock> {
        let holding = |lock: &&Lock| HOLDING.contains(&lock.mode.as_str());
        self.taken(statement).filter(holding)
    }

    /// What a statement took of relations that were there before the migration.
    pub fn taken(&self, statement: &'a Statement) -> impl Iterator<Item = &'a Lock> {
        statement.locks.iter().flatten().filter(|lock| self.relations.contains(&lock.relation))
    }

    /// The tables that were there before the migration and stand in a statement.
    pub fn named_tables(&self, statement: &Statement) -> Vec<&'a str> {
        let tables = self.before().objects.keys().filter(|id| id.kind == Kind::Table);
        tables.map(|id| &*id.name).filter(|name| names_it(statement, name)).collect()
    }

    /// What is new.
    pub fn created(&self, kind: Kind) -> impl Iterator<Item = (&ObjectId, &Object)> {
        let new = move |change: &&Change| change.id.kind == kind && change.before.is_none();
        self.changes.iter().filter(new).filter_map(|change| Some((&change.id, change.after.as_ref()?)))
    }

    /// What is gone.
    pub fn dropped(&self, kind: Kind) -> impl Iterator<Item = (&ObjectId, &Object)> {
        let gone = move |change: &&Change| change.id.kind == kind && change.after.is_none();
        self.changes.iter().filter(gone).filter_map(|change| Some((&change.id, change.before.as_ref()?)))
    }

    /// What is another.
    pub fn altered(&self, kind: Kind) -> impl Iterator<Item = (&ObjectId, &Object, &Object)> {
        let own = move |change: &&Change| change.id.kind == kind;
        let both = |change: &'_ Change| change.before.is_some() && change.after.is_some();
        self.changes
            .iter()
            .filter(own)
            .filter(move |change| both(change))
            .filter_map(|change| Some((&change.id, change.before.as_ref()?, change.after.as_ref()?)))
    }

    /// The columns that have another type than before, or are new, and of which that type is meant:
    /// each with what is wrong with it.
    pub fn typed(&self, wrong: &str, meant: impl Fn(&str) -> bool) -> Vec<Found> {
        let data_type = |side: &'_ Option<Object>| match side {
            Some(Object::Column(column)) => Some(column.data_type.clone()),
            _ => None,
        };
        let columns = self.changes.iter().filter(|change| change.id.kind == Kind::Column);
        let changed = columns.filter(|change| {
            let new = data_type(&change.after).filter(|new| data_type(&change.before).as_ref() != Some(new));
            new.is_some_and(|new| meant(&new))
        });
        changed.map(|change| Found::near(self.about(&change.id), format!("{} {wrong}", change.id))).collect()
    }

    /// Whether a setting is missing, or too late, where a statement takes a lock.
    pub fn unset(&self, setting: &str) -> Vec<Found> {
        let set = self.statements().position(|(_, it)| begins(it, &["set"]) && says(it, setting));
        let locks = self.statements().position(|(_, statement)| self.held(statement).next().is_some());
        match (set, locks) {
            (None, Some(number)) => {
                vec![Found::at(number, format!("{setting} is not set before the first lock is taken"))]
            }
            (Some(set), Some(number)) if set > number => {
                vec![Found::at(number, format!("{setting} is set after the first lock is taken"))]
            }
            _ => Vec::new(),
        }
    }

    /// Whether the table that this is a part of was there before and still is.
    pub fn stays(&self, part: &ObjectId) -> bool {
        part.parent()
            .is_some_and(|table: &ObjectId| self.before().get(table).is_some() && self.after().get(table).is_some())
    }

    /// The last statement in which all of these names stand.
    pub fn naming(&self, names: &[&str]) -> Option<usize> {
        let naming = |(_, statement): &(usize, &Statement)| names.iter().all(|name| names_it(statement, name));
        self.statements().filter(naming).last().map(|(number, _)| number)
    }

    /// The statement that made or changed an object: the last that names it, and what it is a part of.
    pub fn about(&self, id: &ObjectId) -> Option<usize> {
        let root = &id.root().name;
        self.naming(&[&id.name, root]).or_else(|| self.naming(&[root])).or_else(|| self.naming(&[&id.name]))
    }
}

/// Whether a name stands in a statement.
pub fn names_it(statement: &Statement, name: &str) -> bool {
    let quoted = format!("\"{}\"", name.replace('"', "\"\""));
    statement.tokens.iter().any(|token| *token == name || *token == quoted)
}

/// Whether a statement begins with these words.
pub fn begins(statement: &Statement, words: &[&str]) -> bool {
    statement.tokens.len() >= words.len() && words.iter().zip(&statement.tokens).all(|(word, token)| word == token)
}

/// Whether these words stand one after the other in a statement.
pub fn has(statement: &Statement, words: &[&str]) -> bool {
    statement.tokens.windows(words.len()).any(|window| window.iter().zip(words).all(|(token, word)| token == word))
}

/// Whether a word stands in a statement.
pub fn says(statement: &Statement, word: &str) -> bool {
    statement.tokens.iter().any(|token| token == word)
}

/// Whether a statement builds an index by that name.
pub fn builds_index(statement: &Statement) -> bool {
    begins(statement, &["create", "index"]) || begins(statement, &["create", "unique", "index"])
}

/// Whether a statement adds a constraint that an index upholds.
pub fn adds_key(statement: &Statement) -> bool {
    says(statement, "add") && ["unique", "primary", "exclude"].iter().any(|word| says(statement, word))
}
