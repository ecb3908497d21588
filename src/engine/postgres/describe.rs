//! What psql's `\d` and `\d+` say of every relation, in psql's words and without a layout.
//!
//! Every text is the server's own (`pg_get_indexdef` and its like in their pretty form), asked for
//! in a fixed number of set-wise queries with the session's search path, as psql asks for each
//! relation. What stands where, and under which heading, is told here.

mod attached;
mod column;
mod constraint;
mod family;
mod index;
mod relation;
mod sequence;

use std::collections::BTreeMap;

use sqlx::postgres::PgRow;

use super::read::Get;
use crate::error::Fault;
use crate::model::Description;
use crate::model::hashed::HashMap;
use relation::Relation;

/// Whose `\d` it is. It decides columns, order and wording; expressions stay as the server that was
/// read spells them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// psql's major version; 9 stands for 9.6.
    pub major: u32,
    /// Whether it is `\d+`.
    pub verbose: bool,
}

impl Layout {
    /// psql 9.6: one column `Modifiers`, unique indexes before others, `EXECUTE PROCEDURE`.
    pub const PSQL_96: Layout = Layout { major: 9, verbose: false };
}

impl Default for Layout {
    /// The newest psql.
    fn default() -> Self {
        Self { major: 18, verbose: false }
    }
}

/// What stands under the rows, in psql's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Section {
    Partition,
    PartitionKey,
    Index,
    Owner,
    Indexes,
    Checks,
    ForeignKeys,
    ReferencedBy,
    Policies,
    Statistics,
    Rules,
    DisabledRules,
    RulesAlways,
    RulesOnReplica,
    Publications,
    NotNulls,
    View,
    ViewRules,
    Triggers,
    DisabledTriggers,
    DisabledInternalTriggers,
    TriggersAlways,
    TriggersOnReplica,
    Server,
    Inherits,
    Children,
    Type,
    ReplicaIdentity,
    Tablespace,
    AccessMethod,
    Options,
}

impl Section {
    /// The line above the first of its lines; none where each says itself what it is.
    fn heading(self) -> Option<&'static str> {
        Some(match self {
            Section::Indexes => "Indexes:",
            Section::Checks => "Check constraints:",
            Section::ForeignKeys => "Foreign-key constraints:",
            Section::ReferencedBy => "Referenced by:",
            Section::Statistics => "Statistics objects:",
            Section::Rules | Section::ViewRules => "Rules:",
            Section::DisabledRules => "Disabled rules:",
            Section::RulesAlways => "Rules firing always:",
            Section::RulesOnReplica => "Rules firing on replica only:",
            Section::Publications => "Publications:",
            Section::NotNulls => "Not-null constraints:",
            Section::View => "View definition:",
            Section::Triggers => "Triggers:",
            Section::DisabledTriggers => "Disabled user triggers:",
            Section::DisabledInternalTriggers => "Disabled internal triggers:",
            Section::TriggersAlways => "Triggers firing always:",
            Section::TriggersOnReplica => "Triggers firing on replica only:",
            Section::Partition
            | Section::PartitionKey
            | Section::Index
            | Section::Owner
            | Section::Policies
            | Section::Server
            | Section::Inherits
            | Section::Children
            | Section::Type
            | Section::ReplicaIdentity
            | Section::Tablespace
            | Section::AccessMethod
            | Section::Options => return None,
        })
    }
}

type Lines = BTreeMap<Section, Vec<String>>;
type Read = fn(&PgRow, &mut Relation) -> Result<(), Fault>;

/// A query about parts of relations: each row says in `relation` of which.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) query: &'static str,
    read: Read,
}

macro_rules! parts {
    ($($file:literal => $read:path;)*) => {
        &[$(Part { query: include_str!(concat!("catalog/describe/", $file, ".sql")), read: $read },)*]
    };
}

/// The relations; the queries of [`Describer::parts`] are about them.
pub(super) const QUERY: &str = include_str!("catalog/describe/relation.sql");

const PARTS: &[Part] = parts! {
    "column" => column::read;
    "sequence" => sequence::read;
    "index" => index::read;
    "check" => constraint::check;
    "foreign_key" => constraint::foreign_key;
    "referring" => constraint::referring;
    "policy" => attached::policy;
    "statistics" => attached::statistics;
    "rule" => attached::rule;
    "publication" => attached::publication;
    "trigger" => attached::trigger;
    "parent" => family::parent;
    "child" => family::child;
};

/// Those of the questions that are about half of the work.
pub(super) const BESIDE: &[&str] = &[
    include_str!("catalog/describe/index.sql"),
    include_str!("catalog/describe/foreign_key.sql"),
    include_str!("catalog/describe/referring.sql"),
];

const VERBOSE_PARTS: &[Part] = parts! {
    "view" => attached::view;
    "not_null" => constraint::not_null;
};

/// The relations of one database, by schema and name.
#[derive(Debug)]
pub(super) struct Describer {
    layout: Layout,
    server: u32,
    relations: Vec<Relation>,
    places: HashMap<u32, usize>,
}

impl Describer {
    /// `server` is the version of the server that is read, as `server_version_num`.
    pub(super) fn new(layout: Layout, server: u32) -> Self {
        Self { layout, server, relations: Vec::new(), places: HashMap::default() }
    }

    /// What is asked about parts.
    pub(super) fn parts(&self) -> impl Iterator<Item = &'static Part> + use<> {
        let more: &[Part] = if self.layout.verbose { VERBOSE_PARTS } else { &[] };
        PARTS.iter().chain(more)
    }

    /// Takes a row of [`QUERY`].
    pub(super) fn relation(&mut self, row: &PgRow) -> Result<(), Fault> {
        self.places.insert(row.oid("oid")?, self.relations.len());
        self.relations.push(Relation::read(row, self.layout, self.server)?);
        Ok(())
    }

    /// Hands a row of one of the parts to its relation, where that one is described.
    pub(super) fn part(&mut self, part: &Part, row: &PgRow) -> Result<(), Fault> {
        self.hand(row.oid("relation")?, part.read, row)?;
        match row.try_oid("index") {
            // The same row describes the index itself.
            Some(oid) => self.hand(oid, index::read_own, row),
            None => Ok(()),
        }
    }

    fn hand(&mut self, oid: u32, read: Read, row: &PgRow) -> Result<(), Fault> {
        match self.places.get(&oid).and_then(|place| self.relations.get_mut(*place)) {
            Some(relation) => read(row, relation),
            None => Ok(()),
        }
    }

    pub(super) fn finish(self) -> Vec<Description> {
        self.relations.into_iter().map(Relation::finish).collect()
    }
}
