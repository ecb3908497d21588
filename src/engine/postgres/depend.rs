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
        let objects = &reader.schema.objects;
        let id = |at: usize| objects.get_index(at).map(|(id, _)| id);
        let mut found: Vec<(usize, usize)> = Vec::with_capacity(self.edges.len());
        for (from, to) in &self.edges {
            let (Some(from), Some(to)) = (self.resolve(*from, reader), self.resolve(*to, reader)) else { continue };
            let (Some(one), Some(other)) = (id(from), id(to)) else { continue };
            let calls_itself = from == to && one.kind == Kind::Routine;
            // A part needs its parent anyway, and a parent does not need its parts.
            if calls_itself || from != to && !other.is_within(one) && !one.is_within(other) {
                found.push((from, to));
            }
        }
        found.sort_unstable();
        found.dedup();
        let of_base_types = found.iter().filter(|(from, _)| id(*from).is_some_and(|id| id.kind == Kind::BaseType));
        let of_base_types: HashSet<usize> = of_base_types.map(|(_, needed)| *needed).collect();
        let mut given = Vec::new();
        for needs in found.chunk_by(|(one, _), (other, _)| one == other) {
            let Some((at, needing)) = needs.first().and_then(|(at, _)| Some((*at, id(*at)?))) else { continue };
            // The functions of the type below are a domain's own too, and change with that.
            let is_below = |needed: usize, id: &ObjectId| {
                needing.kind == Kind::Domain && id.kind == Kind::Routine && of_base_types.contains(&needed)
            };
            let ids = needs.iter().filter_map(|(_, needed)| Some((*needed, id(*needed)?)));
            let mut depends: Vec<ObjectId> =
                ids.filter(|(needed, id)| !is_below(*needed, id)).map(|(_, id)| id.clone()).collect();
            depends.sort();
            given.push((at, depends));
        }
        for (at, depends) in given {
            if let Some((_, entry)) = reader.schema.objects.get_index_mut(at) {
                entry.depends = depends;
            }
        }
    }

    /// The object that an address belongs to, by its place among all.
    fn resolve(&self, address: Address, reader: &Reader) -> Option<usize> {
        let mut address = address;
        for _ in 0..8 {
            if let Some((id, at)) = reader.found(address) {
                let objects = &reader.schema.objects;
                // A view's column stands for its view.
                return at.or_else(|| objects.get_index_of(id)).or_else(|| {
                    let holder = reader.schema.holder(id)?;
                    objects.get_index_of(holder)
                });
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
