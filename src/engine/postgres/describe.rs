//! What psql's `\d` says of every table, in PostgreSQL's words and without a layout: pure, from a
//! schema read with [`crate::engine::Spelling::Display`].
//!
//! The facts are those of psql's describe.c and the server's ruleutils.c. Only what plain `\d`
//! shows is told, so comments, storage and statistics targets are not (`\d+` has them).

mod column;
mod constraint;
mod expression;
mod index;
mod policy;
mod table;
#[cfg(test)]
mod tests;
mod trigger;

use std::collections::{HashMap, HashSet};

use crate::engine::postgres::quote;
use crate::model::{ForeignKey, Kind, Object, ObjectId, Schema};

/// Whose `\d` it is. It decides columns, order and wording. Expressions stay as the server that was
/// read spells them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wording {
    /// psql 9.6: one column `Modifiers`; unique indexes before others; `EXECUTE PROCEDURE`.
    Psql96,
    /// psql 15 and later: `Collation`, `Nullable`, `Default`; `EXECUTE FUNCTION`.
    Psql15,
}

/// Whose `\d` it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// psql's major version; 9 stands for 9.6.
    pub major: u32,
    /// Whether it is `\d+`.
    pub verbose: bool,
}

impl Layout {
    /// psql 9.6.
    pub const PSQL_96: Layout = Layout { major: 9, verbose: false };
}

impl Default for Layout {
    fn default() -> Self {
        Self { major: 18, verbose: false }
    }
}

/// One relation, described.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// What it is and its name, `Table "public.users"`; names are as they are, not quoted.
    pub title: String,
    /// The heads of the columns.
    pub header: Vec<&'static str>,
    /// The cells, a row for each column of the relation; a cell may hold newlines.
    pub rows: Vec<Vec<String>>,
    /// What stands under the rows: headings, and indented lines below each; a line may hold newlines.
    pub footers: Vec<String>,
}

/// Describes every relation that has rows, by schema and name in byte order. Sequences and indexes
/// are told of where they are used: in defaults, and under their tables.
pub fn describe(schema: &Schema, layout: Wording) -> Vec<Description> {
    let describer = Describer::new(schema, layout);
    let mut relations: Vec<(&ObjectId, Description)> = Vec::new();
    for (id, entry) in &schema.objects {
        if let Object::Table(body) = &entry.object {
            relations.push((id, table::describe(&describer, id, body)));
        }
    }
    relations.sort_by(|(left, _), (right, _)| (&left.schema, &left.name).cmp(&(&right.schema, &right.name)));
    relations.into_iter().map(|(_, description)| description).collect()
}

/// What all descriptions of one schema share.
struct Describer<'a> {
    schema: &'a Schema,
    layout: Wording,
    children: HashMap<&'a ObjectId, Vec<&'a ObjectId>>,
    /// Foreign keys by the table that they refer to.
    referring: HashMap<&'a ObjectId, Vec<(&'a ObjectId, &'a ForeignKey)>>,
    /// The schema and name of everything that lives in the name space of relations.
    relations: HashSet<(&'a str, &'a str)>,
}

impl<'a> Describer<'a> {
    fn new(schema: &'a Schema, layout: Wording) -> Self {
        let mut referring: HashMap<_, Vec<_>> = HashMap::new();
        let mut relations = HashSet::new();
        for (id, entry) in &schema.objects {
            if let Object::ForeignKey(key) = &entry.object {
                referring.entry(&key.references).or_default().push((id, key));
            }
            if matches!(id.kind, Kind::Table | Kind::Sequence | Kind::Index) {
                relations.insert((id.schema(), &*id.name));
            }
        }
        Self { schema, layout, children: schema.children(), referring, relations }
    }

    /// The parts of an object that are of one kind, in the order in which they were written.
    fn parts<T>(&self, id: &ObjectId) -> Vec<(&'a ObjectId, &'a T)>
    where
        &'a T: TryFrom<&'a Object>,
    {
        let parts = self.children.get(id).map(Vec::as_slice).unwrap_or_default();
        parts.iter().filter_map(|id| Some((*id, self.schema.get(id)?.try_into().ok()?))).collect()
    }

    /// A relation's name, qualified unless the search path finds it without: `regclass`'s rule.
    fn relation(&self, id: &ObjectId) -> String {
        let path = self.schema.search_path.iter().map(String::as_str);
        let found = path.into_iter().find(|schema| self.relations.contains(&(schema, &id.name)));
        if found == Some(&*id.schema) { quote::ident(&id.name) } else { quote::name(id) }
    }
}
