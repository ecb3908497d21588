//! How Citus spreads tables and schemas over its nodes: `pg_dist_partition`, `pg_dist_colocation` and
//! `pg_dist_schema` (Citus 12 and later), and the functions that change them.

use sqlx::postgres::PgRow;

use super::hazard;
use super::quote::{literal, name, parent};
use super::read::{Get, Reader, class};
use super::sql::{Part, Sql};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Distribution, Kind, Object, ObjectId, Schema, Sharding};

pub(super) const QUERY: &str = include_str!("catalog/distribution.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    if row.value::<&str>("method")? == "w" {
        reader.schema.citus.workers_alone = true;
        return Ok(());
    }
    let (table, namespace) = (row.oid("table")?, row.oid("namespace")?);
    let of = match table {
        0 => reader.at((class::SCHEMA, namespace, 0)).cloned(),
        _ => reader.relation(table).cloned(),
    };
    let Some(of) = of else { return Ok(()) };
    let (method, replication): (&str, &str) = (row.value("method")?, row.value("replication")?);
    let group: i32 = row.value("group")?;
    let Some(sharding) = sharding(table, method, replication, group) else {
        reader.leave_out("distribution by range or append", &of);
        return Ok(());
    };
    let mut distribution = Distribution { sharding, ..Distribution::default() };
    if matches!(sharding, Sharding::Hash | Sharding::SingleShard) {
        distribution.column = row.value("distribution_column")?;
        distribution.colocate_with = reader.group(group, &of);
        if sharding == Sharding::Hash && distribution.colocate_with.is_none() {
            let shards: Option<i32> = row.value("shards")?;
            distribution.shards = shards.and_then(|shards| u32::try_from(shards).ok());
        }
    }
    reader.schema.insert(Distribution::of(&of), distribution, None);
    Ok(())
}

/// What the letters of `pg_dist_partition` mean: `partmethod` and `repmodel`.
fn sharding(table: u32, method: &str, replication: &str, group: i32) -> Option<Sharding> {
    match (table, method, replication, group) {
        (0, ..) => Some(Sharding::Schema),
        (_, "h", ..) => Some(Sharding::Hash),
        (_, "n", "t", _) => Some(Sharding::Reference),
        (_, "n", _, 0) => Some(Sharding::Local),
        (_, "n", ..) => Some(Sharding::SingleShard),
        _ => None,
    }
}

/// A table's distribution.
pub(super) fn of<'a>(table: &ObjectId, schema: &'a Schema) -> Option<&'a Distribution> {
    match schema.get(&Distribution::of(table)) {
        Some(Object::Distribution(distribution)) => Some(distribution),
        _ => None,
    }
}

/// Whether a table's rows are on several nodes, before or afterwards.
pub(super) fn is_spread(table: &ObjectId, sides: Sides<'_>) -> bool {
    let spread = |schema| of(table, schema).is_some_and(|it| !matches!(it.sharding, Sharding::None | Sharding::Local));
    spread(sides.before) || spread(sides.after)
}

/// Whether a foreign key must be out of the way while the distribution of one of its ends changes: Citus
/// takes none across what is no longer side by side.
pub(super) fn parts(key: &ObjectId, object: &Object, sides: Sides<'_>) -> bool {
    let Object::ForeignKey(body) = object else { return false };
    let stays_reference = |schema| of(&body.references, schema).is_some_and(|it| it.sharding == Sharding::Reference);
    let undone = key.parent().and_then(|table| of(table, sides.after)).is_none_or(|it| it.sharding != Sharding::Hash);
    undone || !stays_reference(sides.before) || !stays_reference(sides.after)
}

/// The table that a distribution is of, as an argument of type `regclass`.
fn table(id: &ObjectId) -> String {
    literal(&parent(id))
}

fn call(function: &str, arguments: &str) -> Statement {
    Statement::new(format!("SELECT pg_catalog.{function}({arguments})"))
}

impl Distribution {
    /// The table beside which the shards lie, as Citus wants it: a name, or `none`.
    fn colocation(&self) -> String {
        literal(&self.colocate_with.as_ref().map_or_else(|| "none".to_owned(), name))
    }

    fn spread(&self, id: &ObjectId) -> Vec<Statement> {
        let table = table(id);
        let column = self.column.as_ref().map_or_else(|| "NULL".to_owned(), |column| literal(column));
        let shards = self.shards.map(|shards| format!(", shard_count => {shards}")).unwrap_or_default();
        let arguments = format!("{table}, {column}, colocate_with => {}{shards}", self.colocation());
        match self.sharding {
            Sharding::None => Vec::new(),
            Sharding::Hash | Sharding::SingleShard => vec![call("create_distributed_table", &arguments)],
            Sharding::Reference => vec![call("create_reference_table", &table)],
            Sharding::Local => vec![call("citus_add_local_table_to_metadata", &table)],
            Sharding::Schema => vec![call("citus_schema_distribute", &table)],
        }
    }

    fn gather(&self, id: &ObjectId) -> Vec<Statement> {
        match self.sharding {
            Sharding::None => Vec::new(),
            Sharding::Schema => vec![call("citus_schema_undistribute", &table(id))],
            _ => vec![call("undistribute_table", &table(id))],
        }
    }

    /// Another column, number of shards or group of a table that stays spread by a column.
    fn move_shards(&self, id: &ObjectId, after: &Self, sides: Sides<'_>) -> Vec<Statement> {
        let regroups = self.colocate_with != after.colocate_with;
        let fewer = after.colocate_with.is_none() && after.shards.is_some() && self.shards != after.shards;
        // A table that leaves its group with as many shards leaves them where they are.
        if self.column == after.column && regroups && after.colocate_with.is_none() {
            let shards = shards_before(self, sides.before);
            if after.shards.is_none() || after.shards == shards {
                return vec![call(
                    "update_distributed_table_colocation",
                    &format!("{}, colocate_with => 'none'", table(id)),
                )];
            }
        }
        let mut arguments = table(id);
        if self.column != after.column {
            let column = after.column.as_deref().unwrap_or_default();
            arguments.push_str(&format!(", distribution_column => {}", literal(column)));
        }
        if let Some(shards) = after.shards.filter(|_| fewer) {
            arguments.push_str(&format!(", shard_count => {shards}"));
        }
        let followed = followers(id, sides.before)
            .any(|table| of(table, sides.after).is_some_and(|it| it.colocate_with.as_ref() == id.parent()));
        if self.column == after.column && fewer && !regroups && followed {
            // All of the group at once: one by one they would have to leave it.
            arguments.push_str(", cascade_to_colocated => true");
        } else {
            arguments.push_str(&format!(", colocate_with => {}", after.colocation()));
        }
        vec![call("alter_distributed_table", &arguments)]
    }

    /// Lets what it says of a table or of a column follow that one's new name.
    pub(super) fn renamed_within(&mut self, of: &ObjectId, from: &ObjectId, to: &ObjectId) {
        if self.colocate_with.as_ref() == Some(from) {
            self.colocate_with = Some(to.clone());
        }
        let own = from.kind == Kind::Column && from.parent() == of.parent();
        if own && self.column.as_deref() == Some(&*from.name) {
            self.column = Some(to.name.to_string());
        }
    }
}

/// The tables that lie beside the one that a distribution is of.
fn followers<'a>(id: &'a ObjectId, schema: &'a Schema) -> impl Iterator<Item = &'a ObjectId> {
    let first = id.parent();
    let follows = move |entry: &Object| match entry {
        Object::Distribution(other) => first.is_some() && other.colocate_with.as_ref() == first,
        _ => false,
    };
    schema.objects.iter().filter(move |(_, entry)| follows(&entry.object)).map(|(other, _)| other.root())
}

/// How many shards a table has: as many as the first of its group.
fn shards_before(distribution: &Distribution, schema: &Schema) -> Option<u32> {
    match &distribution.colocate_with {
        Some(first) => of(first, schema)?.shards,
        None => distribution.shards,
    }
}

/// Says of the first statement what moving rows costs, where there may be some.
fn moving(statements: Vec<Statement>, id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
    let there = id.parent().filter(|of| sides.before.get(of).is_some());
    let Some(of) = there else { return statements };
    let message = match of.kind {
        Kind::Schema => {
            format!("all rows of the tables in schema {} are copied to another node, which writes wait for", of.name)
        }
        _ => format!("all rows of {} are copied to where they shall be, which reads and writes wait for", name(of)),
    };
    hazard::first(statements, |statement| match of.kind {
        Kind::Table => statement.endangers_parent(hazard::REWRITES_TABLE, id, message),
        _ => statement.hazard(hazard::REWRITES_TABLE, message),
    })
}

/// What Citus leaves behind where it writes a table anew by a copy of its definition, and drops the old one: what is
/// said of it and of its parts, and what roles may do with single columns. Its manual's `alter_distributed_table`
/// lists what comes along.
pub(super) fn left_behind(of: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
    let is_one = |table: &ObjectId| match of.kind {
        Kind::Schema => table.kind == Kind::Table && *table.schema == *of.name,
        _ => top(table, sides.before) == of,
    };
    let stays = |part: &ObjectId| {
        let there = sides.before.get(part);
        // A foreign key is out of the way meanwhile, and is made again with what is said of it.
        there.is_some() && there == sides.after.get(part) && part.kind != Kind::ForeignKey
    };
    let facets = sides.after.objects.iter().filter(|(id, _)| is_one(id.root()) && id.parent().is_some_and(&stays));
    let made = facets.flat_map(|(id, entry)| match &entry.object {
        Object::Comment(comment) if comment.copy_of.is_none() => comment.create_within(id, &[], sides),
        Object::Grant(grant) if id.parent().is_some_and(|it| it.kind == Kind::Column) => {
            grant.create_within(id, &[], sides)
        }
        _ => Vec::new(),
    });
    made.collect()
}

/// The partitioned table at the top of those that a table is a partition of; itself where it is none.
pub(super) fn top<'a>(table: &'a ObjectId, schema: &'a Schema) -> &'a ObjectId {
    let above = |table: &ObjectId| match schema.get(&ObjectId::child(table, Kind::Partition, "")) {
        Some(Object::Partition(partition)) => Some(&partition.of),
        _ => None,
    };
    std::iter::successors(Some(table), |table| above(table)).last().unwrap_or(table)
}

/// The statements that write a table anew, and what has to be said again then.
fn anew(mut statements: Vec<Statement>, id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
    let there = id.parent().filter(|of| sides.before.get(of).is_some());
    let group = statements.iter().any(|statement| statement.sql.contains("cascade_to_colocated"));
    statements.extend(there.map(|of| left_behind(of, sides)).unwrap_or_default());
    if group {
        statements.extend(followers(id, sides.before).flat_map(|table| left_behind(table, sides)));
    }
    statements
}

/// Whether Citus writes a table anew for it to be spread otherwise; what it only spreads stays the table that it is.
pub(super) fn is_anew(before: &Distribution, after: &Distribution) -> bool {
    before != after && (before.sharding != Sharding::None || after.sharding == Sharding::Local)
}

impl Sql for Distribution {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        self.spread(id)
    }

    fn create_within(&self, id: &ObjectId, _: &[Part<'_>], sides: Sides<'_>) -> Vec<Statement> {
        match self.sharding {
            // Its rows stay where they are.
            Sharding::Local => self.spread(id),
            _ => moving(self.spread(id), id, sides),
        }
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        self.gather(id)
    }

    fn drop_within(&self, id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
        anew(moving(self.gather(id), id, sides), id, sides)
    }

    fn alter(&self, id: &ObjectId, after: &Self, sides: Sides<'_>) -> Alteration {
        match (self.sharding, after.sharding) {
            (Sharding::Hash, Sharding::Hash) => {
                Alteration::Evicting(metadata_or_moving(self.move_shards(id, after, sides), id, sides))
            }
            // The rows stay where they are, in a table that takes the other's place.
            (Sharding::None, Sharding::Local) => Alteration::Evicting(anew(after.spread(id), id, sides)),
            (Sharding::None, _) => Alteration::Evicting(moving(after.spread(id), id, sides)),
            (_, Sharding::None) => Alteration::Evicting(anew(moving(self.gather(id), id, sides), id, sides)),
            _ => {
                let mut statements = self.gather(id);
                statements.extend(after.spread(id));
                Alteration::Evicting(anew(moving(statements, id, sides), id, sides))
            }
        }
    }

    // It has no name.
    fn rename(&self, _: &ObjectId, _: &ObjectId) -> Vec<Statement> {
        Vec::new()
    }

    fn adopt(&mut self, written: &Self, live: &Self) {
        let alike = self.sharding == live.sharding && self.colocate_with.is_none() && live.colocate_with.is_none();
        if written.shards.is_none() && alike {
            self.shards = live.shards;
        }
    }

    fn target(_: &ObjectId) -> String {
        String::new()
    }
}

/// A change of the metadata alone moves no rows.
fn metadata_or_moving(statements: Vec<Statement>, id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
    let metadata = statements.iter().all(|statement| statement.sql.contains("update_distributed_table_colocation"));
    if metadata { statements } else { anew(moving(statements, id, sides), id, sides) }
}
