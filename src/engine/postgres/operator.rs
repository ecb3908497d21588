//! Operators.

use sqlx::postgres::PgRow;

use super::quote::ident;
use super::read::{Get, Reader, class};
use super::scan::split_list;
use super::sql::{Part, Sql, one};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Kind, ObjectId, Operator};

pub(super) const QUERY: &str = include_str!("catalog/operator.sql");

/// What stands for the operand that an operator has not.
const NONE: &str = "NONE";

/// The first version whose `ALTER OPERATOR … SET` takes more than estimators.
const SETS_LINKS: u32 = 17;

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let (schema, own): (&str, &str) = (row.value("schema")?, row.value("name")?);
    let id = ObjectId::routine(Kind::Operator, schema, own, row.value::<&str>("signature")?);
    let object = Operator {
        function: row.value("function")?,
        commutator: row.value("commutator")?,
        negator: row.value("negator")?,
        restrict: row.value("restrict")?,
        join: row.value("join")?,
        hashes: row.value("hashes")?,
        merges: row.value("merges")?,
    };
    reader.add((class::OPERATOR, row.oid("oid")?, 0), id, object);
    Ok(())
}

/// An operator's name is never quoted, its schema's is.
fn name(id: &ObjectId) -> String {
    format!("{}.{}", ident(&id.schema), id.name)
}

/// Whether a link to another operator comes or goes with that one: the server links both when the
/// second is made, and lets go of one when the other is dropped. `signature` is the other's.
fn follows(id: &ObjectId, links: [Option<&String>; 2], signature: &str, sides: Sides<'_>) -> bool {
    let there = |schema: &crate::model::Schema, text: &str| {
        schema.objects.keys().any(|other| {
            other != id && other.kind == Kind::Operator && *other.signature == *signature && name(other) == text
        })
    };
    match links {
        [None, Some(after)] => !there(sides.before, after) && there(sides.after, after),
        [Some(before), None] => there(sides.before, before) && !there(sides.after, before),
        [before, after] => before == after,
    }
}

impl Sql for Operator {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        let Self { function, commutator, negator, restrict, join, hashes, merges } = self;
        let mut clauses = vec![format!("FUNCTION = {function}")];
        for (word, operand) in ["LEFTARG", "RIGHTARG"].into_iter().zip(split_list(&id.signature)) {
            if operand != NONE {
                clauses.push(format!("{word} = {operand}"));
            }
        }
        for (word, link) in [("COMMUTATOR", commutator), ("NEGATOR", negator)] {
            clauses.extend(link.as_ref().map(|other| format!("{word} = OPERATOR({other})")));
        }
        for (word, estimator) in [("RESTRICT", restrict), ("JOIN", join)] {
            clauses.extend(estimator.as_ref().map(|function| format!("{word} = {function}")));
        }
        for (word, set) in [("HASHES", hashes), ("MERGES", merges)] {
            clauses.extend(set.then(|| word.to_owned()));
        }
        one(format!("CREATE OPERATOR {} (\n    {}\n)", name(id), clauses.join(",\n    ")))
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        one(format!("DROP {}", Self::target(id)))
    }

    fn alter(&self, id: &ObjectId, after: &Self, sides: Sides<'_>) -> Alteration {
        if self.function != after.function {
            return Alteration::Replace;
        }
        // Since 17 what an operator has not can be given to it, and is never taken away.
        let takes = sides.before.major >= SETS_LINKS;
        let mut actions = Vec::new();
        let exchanged = match split_list(&id.signature).as_slice() {
            [left, right] => format!("{right}, {left}"),
            _ => id.signature.to_string(),
        };
        for (word, old, new, signature) in [
            ("COMMUTATOR", &self.commutator, &after.commutator, &*exchanged),
            ("NEGATOR", &self.negator, &after.negator, &*id.signature),
        ] {
            if follows(id, [old.as_ref(), new.as_ref()], signature, sides) {
                continue;
            }
            match new {
                Some(other) if old.is_none() && takes => actions.push(format!("{word} = OPERATOR({other})")),
                _ => return Alteration::Replace,
            }
        }
        for (word, old, new) in [("HASHES", self.hashes, after.hashes), ("MERGES", self.merges, after.merges)] {
            match (old, new) {
                (false, true) if takes => actions.push(word.to_owned()),
                _ if old == new => {}
                _ => return Alteration::Replace,
            }
        }
        for (word, old, new) in [("RESTRICT", &self.restrict, &after.restrict), ("JOIN", &self.join, &after.join)] {
            if old != new {
                actions.push(format!("{word} = {}", new.as_deref().unwrap_or(NONE)));
            }
        }
        if actions.is_empty() {
            return Alteration::InPlace(Vec::new());
        }
        Alteration::InPlace(one(format!("ALTER {} SET ({})", Self::target(id), actions.join(", "))))
    }

    // Only its schema can change: `ALTER OPERATOR` gives no other name.
    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        one(format!("ALTER {} SET SCHEMA {}", Self::target(from), ident(&to.schema)))
    }

    // With an older namesake still there, a use could mean either.
    fn claim(&self, id: &ObjectId) -> Option<String> {
        Some(format!("operator {}", name(id)))
    }

    fn target(id: &ObjectId) -> String {
        format!("OPERATOR {} ({})", name(id), id.signature)
    }
}
