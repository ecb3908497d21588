//! Who needs whom, as `pg_depend` says it.

use sqlx::postgres::PgRow;

use super::read::{Address, Get, Reader, class};
use crate::error::Fault;
use crate::model::hashed::{HashMap, HashSet};
use crate::model::{Kind, ObjectId};

pub(super) const QUERY: &str = include_str!("catalog/depend.sql");

/// The catalog's rows, between addresses of which not all are objects'.
#[derive(Debug, Default)]
pub(super) struct Dependencies {
    edges: Vec<(Address, Address)>,
    stands_for: HashMap<Address, Address>,
}

impl Dependencies {
    /// Takes a row of [`QUERY`], when all objects have been read.
    pub(super) fn take(&mut self, row: &PgRow, reader: &Reader) -> Result<(), Fault> {
        let from = (row.oid("class")?, row.oid("object")?, row.value("part")?);
        let to = (row.oid("referenced_class")?, row.oid("referenced")?, row.value("referenced_part")?);
        let kind: &str = row.value("type")?;
        // That is an object of its own.
        if kind == "x" {
            return Ok(());
        }
        let object = reader.at(from);
        if kind == "a" && object.is_some_and(|id| id.kind == Kind::Sequence) {
            // Ownership: the sequence is there before its column, see `model::Sequence`.
            return Ok(());
        }
        if object.is_none() && matches!(kind, "i" | "e") {
            // A row type, an array type, an index behind a constraint, an extension's member, a
            // member of an operator class.
            self.stands_for.insert(from, to);
        }
        if to.0 == class::OPERATOR_FAMILY && matches!(from.0, class::MEMBER_OPERATOR | class::MEMBER_FUNCTION) {
            // A loose member; the operator or function that it is goes its own way.
            self.stands_for.entry(from).or_insert(to);
        }
        self.edges.push((from, to));
        Ok(())
    }

    /// Gives every object what it needs.
    pub(super) fn give(self, reader: &mut Reader) {
        let mut found: HashMap<ObjectId, Vec<ObjectId>> = HashMap::default();
        for (from, to) in &self.edges {
            if let (Some(from), Some(to)) = (self.resolve(*from, reader), self.resolve(*to, reader)) {
                let calls_itself = from == to && from.kind == Kind::Routine;
                // A part needs its parent anyway, and a parent does not need its parts.
                if calls_itself || from != to && !to.is_within(from) && !from.is_within(to) {
                    found.entry(from.clone()).or_default().push(to.clone());
                }
            }
        }
        let of_base_types: HashSet<ObjectId> =
            found.iter().filter(|(id, _)| id.kind == Kind::BaseType).flat_map(|(_, needs)| needs.clone()).collect();
        for (id, mut depends) in found {
            if id.kind == Kind::Domain {
                // The functions of the type below are its own too, and change with that.
                depends.retain(|needed| needed.kind != Kind::Routine || !of_base_types.contains(needed));
            }
            depends.sort();
            depends.dedup();
            if let Some(entry) = reader.entry(&id) {
                entry.depends = depends;
            }
        }
    }

    /// The object that an address belongs to.
    fn resolve<'a>(&self, address: Address, reader: &'a Reader) -> Option<&'a ObjectId> {
        let mut address = address;
        for _ in 0..8 {
            if let Some(id) = reader.at(address) {
                // A view's column stands for its view.
                let objects = &reader.schema.objects;
                return objects.get_key_value(id).map(|(id, _)| id).or_else(|| reader.schema.holder(id));
            }
            address = match self.stands_for.get(&address) {
                Some(next) => *next,
                None if address.2 != 0 => (address.0, address.1, 0),
                None => return None,
            };
        }
        None
    }
}
