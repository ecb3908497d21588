//! Operator families, and the members that they share with operator classes.

use sqlx::postgres::PgRow;

use super::quote::{ident, name};
use super::read::{Get, Oid, Reader, class};
use super::scan::{enclosed, offset, split_list, tokens};
use super::sql::{Part, Sql, one};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Kind, ObjectId, OperatorFamily};

pub(super) const QUERY: &str = include_str!("catalog/operator_family.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let (schema, own): (&str, &str) = (row.value("schema")?, row.value("name")?);
    let id = ObjectId::routine(Kind::OperatorFamily, schema, own, row.value::<&str>("method")?);
    let object = OperatorFamily { operators: row.value("operators")?, functions: row.value("functions")? };
    // Of the server's own families no catalog says that they have such members.
    for (class, column) in [(class::MEMBER_OPERATOR, "operator_oids"), (class::MEMBER_FUNCTION, "function_oids")] {
        for oid in row.value::<Vec<Oid>>(column)? {
            reader.alias((class, oid.0, 0), &id);
        }
    }
    reader.add((class::OPERATOR_FAMILY, row.oid("oid")?, 0), id, object);
    Ok(())
}

/// `name USING method`.
pub(super) fn using(id: &ObjectId) -> String {
    format!("{} USING {}", name(id), ident(&id.signature))
}

/// Members as a list of `OPERATOR …` and `FUNCTION …`.
pub(super) fn members(operators: &[String], functions: &[String]) -> Vec<String> {
    let operators = operators.iter().map(|text| format!("OPERATOR {text}"));
    operators.chain(functions.iter().map(|text| format!("FUNCTION {text}"))).collect()
}

/// A member's number, and the types that it is for.
fn slot(member: &str) -> Option<(&str, &str)> {
    let (number, rest) = member.split_once(' ')?;
    let open = tokens(rest).into_iter().find(|token| *token == "(")?;
    enclosed(&rest[offset(rest, open) + 1..]).map(|(types, _)| (number, types))
}

/// What of one list is not in the other.
fn missing(from: &[String], others: &[String]) -> Vec<String> {
    from.iter().filter(|member| !others.contains(member)).cloned().collect()
}

/// Whether the server may give a member that is added to an operator class of the same type: the
/// methods that order or hash do, from PostgreSQL 14 on.
fn joins_a_class(id: &ObjectId, member: &str) -> bool {
    let types = slot(member).map(|(_, types)| split_list(types)).unwrap_or_default();
    matches!(&*id.signature, "btree" | "hash") && types.windows(2).all(|pair| pair[0] == pair[1])
}

impl OperatorFamily {
    fn add(id: &ObjectId, operators: &[String], functions: &[String]) -> Vec<Statement> {
        let members = members(operators, functions);
        if members.is_empty() {
            return Vec::new();
        }
        one(format!("ALTER OPERATOR FAMILY {} ADD\n    {}", using(id), members.join(",\n    ")))
    }
}

impl Sql for OperatorFamily {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        let Self { operators, functions } = self;
        let made = one(format!("CREATE OPERATOR FAMILY {}", using(id)));
        // The server's own are there.
        let mut statements = if is_of_system(id) { Vec::new() } else { made };
        statements.extend(Self::add(id, operators, functions));
        statements
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        if is_of_system(id) {
            return self.less(id, &Self::default());
        }
        one(format!("DROP {}", Self::target(id)))
    }

    fn alter(&self, id: &ObjectId, after: &Self, _: Sides<'_>) -> Alteration {
        let (operators, functions) =
            (missing(&after.operators, &self.operators), missing(&after.functions, &self.functions));
        if operators.iter().chain(&functions).any(|member| joins_a_class(id, member)) && !is_of_system(id) {
            return Alteration::Replace;
        }
        let mut statements = self.less(id, after);
        statements.extend(Self::add(id, &operators, &functions));
        Alteration::InPlace(statements)
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        rename("OPERATOR FAMILY", from, to)
    }

    fn target(id: &ObjectId) -> String {
        format!("OPERATOR FAMILY {}", using(id))
    }
}

/// Whether it is one of the server's own, of which only what was added to it is told.
fn is_of_system(id: &ObjectId) -> bool {
    &*id.schema == "pg_catalog"
}

impl OperatorFamily {
    /// Takes those members away that are not there afterwards.
    fn less(&self, id: &ObjectId, after: &Self) -> Vec<Statement> {
        let drop = |word: &str, before: &[String], after: &[String]| {
            let gone = missing(before, after);
            let text = |(number, types): (&str, &str)| format!("{word} {number} ({types})");
            gone.iter().filter_map(|member| slot(member)).map(text).collect::<Vec<_>>()
        };
        let mut gone = drop("OPERATOR", &self.operators, &after.operators);
        gone.extend(drop("FUNCTION", &self.functions, &after.functions));
        match gone.is_empty() {
            true => Vec::new(),
            false => one(format!("ALTER OPERATOR FAMILY {} DROP {}", using(id), gone.join(", "))),
        }
    }
}

/// `ALTER KIND a USING method …`.
pub(super) fn rename(kind: &str, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
    let mut statements = Vec::new();
    let moved = from.with_schema(to.schema.clone());
    if from.schema != to.schema {
        statements.extend(one(format!("ALTER {kind} {} SET SCHEMA {}", using(from), ident(&to.schema))));
    }
    if from.name != to.name {
        statements.extend(one(format!("ALTER {kind} {} RENAME TO {}", using(&moved), ident(&to.name))));
    }
    statements
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_told_by_its_number_and_types() {
        assert_eq!(slot("1 public.<|(integer,bigint)"), Some(("1", "integer,bigint")));
        assert_eq!(slot("2 (integer, bigint) public.f(integer,bigint)"), Some(("2", "integer, bigint")));
        assert_eq!(slot("1 \"a(b\".<|(\"a(b\".t,integer) FOR ORDER BY x.y"), Some(("1", "\"a(b\".t,integer")));
    }

    #[test]
    fn only_members_of_one_type_join_a_class() {
        let id = |method: &str| ObjectId::routine(Kind::OperatorFamily, "s", "f", method);
        assert!(joins_a_class(&id("btree"), "1 <(integer,integer)"));
        assert!(!joins_a_class(&id("btree"), "1 <(integer,bigint)"));
        assert!(!joins_a_class(&id("gist"), "1 <(integer,integer)"));
    }
}
