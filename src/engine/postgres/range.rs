//! Range types.

use sqlx::postgres::PgRow;

use super::names::{LONGEST, clip, relation_name};
use super::quote::{ident, name};
use super::read::{Get, Reader, class};
use super::sql::{Part, Sql, one, rename_to};
use crate::engine::{Alteration, Finish, Sides, Statement};
use crate::error::Fault;
use crate::model::{Kind, Object, ObjectId, Range, Schema};

pub(super) const QUERY: &str = include_str!("catalog/range.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let own: &str = row.value("name")?;
    let id = ObjectId::in_schema(Kind::Range, row.value::<&str>("schema")?, own);
    for column in ["typarray", "multirange_oid", "multirange_array"] {
        reader.alias((class::TYPE, row.oid(column)?, 0), &id);
    }
    let multirange: Option<String> = row.value("multirange")?;
    let object = Range {
        subtype: row.value("subtype")?,
        opclass: row.value("opclass")?,
        collation: row.value("collation")?,
        canonical: row.value("canonical")?,
        subtype_diff: row.value("subtype_diff")?,
        multirange: multirange.filter(|name| *name != usual_multirange(own)),
        multirange_schema: row.value("multirange_schema")?,
    };
    reader.add((class::TYPE, row.oid("oid")?, 0), id, object);
    Ok(())
}

/// The name that the server gives to a range's multirange (`makeMultirangeTypeName` in its
/// pg_type.c): `range` within becomes `multirange`, or `_multirange` is put behind.
fn usual_multirange(name: &str) -> String {
    let whole = match name.find("range") {
        Some(at) => format!("{}multi{}", &name[..at], &name[at..]),
        None => format!("{}_multirange", clip(name, LONGEST + 1 - 12)),
    };
    clip(&whole, LONGEST).to_owned()
}

impl Range {
    /// The qualified name of its multirange.
    pub(super) fn multirange_name(&self, id: &ObjectId) -> String {
        name(&self.multirange_at(id, &self.multirange(id)))
    }

    /// Where its multirange is, under a name.
    fn multirange_at(&self, id: &ObjectId, own: &str) -> ObjectId {
        let schema = self.multirange_schema.as_deref().map_or_else(|| id.schema.clone(), Into::into);
        id.with_schema(schema).with_name(own)
    }

    /// What stands beside the type under names that its successor takes: the functions that make its
    /// values, and the multirange with those that make its values (14).
    pub(super) fn set_aside(&self, id: &ObjectId, old: &ObjectId, major: u32) -> Vec<Statement> {
        let aside = relation_name(&self.multirange(id), None, "old");
        let mut statements = self.makers_moved(id, old, &self.subtype);
        if major >= 14 {
            let there = self.multirange_at(id, &aside);
            statements.extend(self.multirange_moved(id, id, &there));
        }
        statements
    }

    /// Gives it another name, and those that go by its name theirs: the server does nothing about them.
    pub(super) fn renamed(
        &self,
        from: &ObjectId,
        to: &ObjectId,
        major: u32,
        respell: crate::engine::Respelling<'_>,
    ) -> Vec<Statement> {
        let mut statements = self.rename(from, to);
        statements.extend(self.makers_moved(from, to, &respell(&self.subtype)));
        if major >= 14 {
            let there = self.multirange_at(to, &self.multirange(to));
            statements.extend(self.multirange_moved(from, to, &there));
        }
        statements
    }

    /// What its multirange is called while it has that name itself.
    fn multirange(&self, id: &ObjectId) -> String {
        self.multirange.clone().unwrap_or_else(|| usual_multirange(&id.name))
    }

    /// Gives the functions that make its values from its bounds another name.
    fn makers_moved(&self, from: &ObjectId, to: &ObjectId, subtype: &str) -> Vec<Statement> {
        let arguments = [format!("({subtype}, {subtype})"), format!("({subtype}, {subtype}, text)")];
        arguments.iter().flat_map(|arguments| moved("FUNCTION", from, arguments, to)).collect()
    }

    /// Gives its multirange another name, with the functions that make its values; it was made as that of `from`,
    /// which is called `own` now.
    fn multirange_moved(&self, from: &ObjectId, own: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        let was = self.multirange_at(from, &self.multirange(from));
        // Those functions are in the range's schema, wherever the multirange is (`DefineRange` in the server's typecmds.c).
        let maker = was.with_schema(from.schema.clone());
        let renamed = to.with_schema(own.schema.clone());
        let own = name(own);
        let makers = ["()".to_owned(), format!("({own})"), format!("({own}[])")];
        let makers = makers.iter().flat_map(|arguments| moved("FUNCTION", &maker, arguments, &renamed));
        makers.chain(moved("TYPE", &was, "", to)).collect()
    }
}

/// Whether a column of the one type, a multirange, has the other when its range has been made anew with what is held.
pub(super) fn moves_along(before: &str, after: &str, sides: Sides<'_>) -> bool {
    let element = |text: &str| text.trim_end_matches("[]").to_owned();
    let (was, is) = (element(before), element(after));
    sides.after.objects.iter().any(|(id, entry)| match (sides.before.get(id), &entry.object) {
        (Some(Object::Range(old)), Object::Range(new)) => {
            old.multirange_name(id) == was
                && new.multirange_name(id) == is
                && before.len() - was.len() == after.len() - is.len()
                && old.alter(id, new, sides) == Alteration::Retype
        }
        _ => false,
    })
}

/// Brings a type or a function to another schema and name.
fn moved(kind: &str, from: &ObjectId, arguments: &str, to: &ObjectId) -> Vec<Statement> {
    let within = |schema: &str| format!("{}.{}{arguments}", ident(schema), ident(&from.name));
    let mut statements = Vec::new();
    if from.schema != to.schema {
        let sql = format!("ALTER {kind} {} SET SCHEMA {}", within(&from.schema), ident(&to.schema));
        statements.push(Statement::new(sql));
    }
    if from.name != to.name {
        let sql = format!("ALTER {kind} {} RENAME TO {}", within(&to.schema), ident(&to.name));
        statements.push(Statement::new(sql));
    }
    statements
}

impl Range {
    fn definition(&self, id: &ObjectId) -> Statement {
        let Self { subtype, opclass, collation, canonical, subtype_diff, multirange, multirange_schema } = self;
        let mut clauses = vec![format!("SUBTYPE = {subtype}")];
        let more = [
            ("SUBTYPE_OPCLASS", opclass),
            ("COLLATION", collation),
            ("CANONICAL", canonical),
            ("SUBTYPE_DIFF", subtype_diff),
        ];
        for (word, value) in more {
            clauses.extend(value.as_ref().map(|value| format!("{word} = {value}")));
        }
        if multirange.is_some() || multirange_schema.is_some() {
            clauses.push(format!("MULTIRANGE_TYPE_NAME = {}", self.multirange_name(id)));
        }
        Statement::new(format!("CREATE TYPE {} AS RANGE ({})", name(id), clauses.join(", ")))
    }
}

impl Sql for Range {
    // Where a function of its own brings it to its canonical form, a shell, so that that can speak of it.
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        if self.completes() { one(format!("CREATE TYPE {}", name(id))) } else { vec![self.definition(id)] }
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        let drop = format!("DROP TYPE {}", name(id));
        if !self.completes() {
            return one(drop);
        }
        // The type and its function need each other.
        let message = format!("the type {id} is dropped with its function and whatever still needs it");
        vec![Statement::new(format!("{drop} CASCADE")).losing(message)]
    }

    fn alter(&self, id: &ObjectId, after: &Self, sides: Sides<'_>) -> Alteration {
        let (multirange, multirange_schema) = (self.multirange.clone(), self.multirange_schema.clone());
        let otherwise_alike = Self { multirange, multirange_schema, ..after.clone() } == *self;
        let is_needed = |schema: &Schema| {
            schema.objects.iter().any(|(other, entry)| other.root() != id && entry.depends.contains(id))
        };
        if otherwise_alike && !is_needed(sides.before) {
            let there = after.multirange_at(id, &after.multirange(id));
            return Alteration::InPlace(self.multirange_moved(id, id, &there));
        }
        let movable = !self.completes() && !after.completes() && super::exchange::is_held(id, sides);
        if movable { Alteration::Retype } else { Alteration::Replace }
    }

    fn finish(&self, id: &ObjectId, before: Option<&Self>) -> Option<Finish> {
        let canonical = self.canonical.as_ref()?;
        Some(match before {
            // What is there is altered.
            Some(_) => Finish::default(),
            None => Finish {
                statements: vec![self.definition(id)],
                needs: super::base_type::function(canonical, &id.schema)
                    .into_iter()
                    .flat_map(|(schema, own)| {
                        [name(id), id.name.to_string()]
                            .map(|signature| ObjectId::routine(Kind::Routine, &*schema, &*own, signature))
                    })
                    .collect(),
            },
        })
    }

    fn completes(&self) -> bool {
        self.canonical.is_some()
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        rename_to("TYPE", from, to)
    }

    fn claim(&self, id: &ObjectId) -> Option<String> {
        Some(format!("relation {}", name(id)))
    }

    fn target(id: &ObjectId) -> String {
        format!("TYPE {}", name(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multiranges_are_called_as_the_server_calls_them() {
        assert_eq!(usual_multirange("floatrange"), "floatmultirange");
        assert_eq!(usual_multirange("span"), "span_multirange");
        let long = "a".repeat(63);
        assert_eq!(usual_multirange(&long), format!("{}_multirange", &long[..52]));
        let odd = format!("x{}", "ä".repeat(31));
        assert_eq!(usual_multirange(&odd), format!("x{}_multirange", "ä".repeat(25)));
        assert_eq!(usual_multirange(&format!("range{}", "a".repeat(58))).len(), 63);
    }
}
