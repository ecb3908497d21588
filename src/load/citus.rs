//! `citus:` of tables and schemas: how Citus spreads them over its nodes.

use super::context::Context;
use super::name;
use super::node::{Node, Spot};
use super::read::{Defs, Faults, Form, Read, Text, choice, mapping};
use super::table::{Home, TableModel};
use crate::engine::Engine;
use crate::model::{Columnar, Distribution, Kind, Object, ObjectId, Options, Sharding};

/// The access method that writes rows column by column.
pub const COLUMNAR: &str = "columnar";

/// How a table is spread, in a word or in a mapping.
pub type Spread = Form<Word, DistributionModel>;

/// How a table is spread where there is no more to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// On every node.
    Reference,
    /// On the coordinator, known to all nodes.
    Local,
    /// In one shard on some node, beside no other table.
    SingleShard,
}

choice!(Word, "a distribution" {
    "reference" => Word::Reference,
    "local" => Word::Local,
    "single_shard" => Word::SingleShard,
});

/// That a schema is spread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Distributed;

choice!(Distributed, "a schema's distribution" {
    "distributed" => Distributed,
});

mapping! {
    /// How the rows of a table are spread over the nodes of a Citus cluster.
    pub struct DistributionModel, "a distribution" {
        /// The column by whose hash they are spread; `null` for one shard on some node.
        distributed_by "distributed_by": Column,
        /// The table beside whose shards those of this one lie, so that their rows can be joined and held
        /// together by foreign keys; without it, a table begins a group of its own.
        colocate_with "colocate_with": Option<Text>,
        /// Into how many shards; left to the server if not said, and to the first table of its group.
        shards "shards": Option<i32>,
    }
}

/// A column, or `null`: never silence.
#[derive(Clone, Debug)]
pub struct Column(Option<Text>);

impl Read for Column {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        if node.is_null() { Some(Column(None)) } else { Text::read(node, faults).map(|text| Column(Some(text))) }
    }

    fn schema(defs: &mut Defs) -> serde_json::Value {
        serde_json::json!({"anyOf": [{"type": "null"}, Text::schema(defs)]})
    }
}

/// Takes the access method `columnar` and its parameters out of a table's own, and says them as a part.
pub fn build_columnar(home: Home<'_>, object: &mut Object, spot: Spot, cx: &mut Context) -> Option<Columnar> {
    let Object::Table(table) = object else { return None };
    let (own, others): (Options, Options) =
        std::mem::take(&mut table.options).into_iter().partition(|(key, _)| key.starts_with("columnar."));
    table.options = others;
    if table.access_method.as_deref() != Some(COLUMNAR) || table.partition_by.is_some() {
        if let Some((key, _)) = own.first() {
            let message = format!("table `{}` has `{key}` and is not columnar", home.name);
            cx.faults.add(spot, message, "add `access_method: columnar`, or take it out");
        }
        return None;
    }
    table.access_method = None;
    Some(Columnar { options: own })
}

/// Adds what a table says of its distribution.
pub fn build(home: Home<'_>, body: &TableModel, cx: &mut Context) {
    let Some(spread) = &body.citus else { return };
    let spot = spread.spot;
    if cx.engine != Engine::Postgresql {
        cx.faults.add(spot, "`citus` is for PostgreSQL", "take it out");
        return;
    }
    if body.partition_of.is_some() {
        let message = format!("the partition `{}` is distributed by itself", home.name);
        cx.faults.add(spot, message, "a partition lies as its partitioned table does: say it there");
        return;
    }
    let distribution = match &spread.value {
        Form::Short(word) => Distribution {
            sharding: match word {
                Word::Reference => Sharding::Reference,
                Word::Local => Sharding::Local,
                Word::SingleShard => Sharding::SingleShard,
            },
            ..Distribution::default()
        },
        Form::Long(long) => match long.build(home, spot, cx) {
            Some(distribution) => distribution,
            None => return,
        },
    };
    if body.foreign.is_some() && distribution.sharding != Sharding::Local {
        let message = format!("the foreign table `{}` has no rows to be spread", home.name);
        cx.faults.add(spot, message, "`citus: local` makes it known to all nodes");
        return;
    }
    add(home.id, distribution, spot, cx);
}

/// Adds that a schema is distributed.
pub fn build_schema(schema: &ObjectId, spot: Spot, cx: &mut Context) {
    if &*schema.name == "public" {
        cx.faults.add(spot, "schema `public` cannot be distributed", "put the tables into a schema of another name");
        return;
    }
    add(schema, Distribution { sharding: Sharding::Schema, ..Distribution::default() }, spot, cx);
}

fn add(of: &ObjectId, distribution: Distribution, spot: Spot, cx: &mut Context) {
    // Who speaks of it means all of it.
    cx.schema.manage.insert(Kind::Distribution);
    cx.insert(&Distribution::of(of), distribution, spot);
}

impl DistributionModel {
    fn build(&self, home: Home<'_>, spot: Spot, cx: &mut Context) -> Option<Distribution> {
        let column = self.distributed_by.0.as_ref();
        if let Some(column) = column
            && !cx.check_columns(home.key(), std::slice::from_ref(column))
        {
            return None;
        }
        let shards = match self.shards {
            Some(shards) if column.is_none() => {
                let message = format!("`shards: {shards}` of a table that has one");
                cx.faults.add(spot, message, "leave `shards` out, or say the column in `distributed_by`");
                return None;
            }
            Some(shards) => match u32::try_from(shards) {
                Ok(shards @ 1..=64_000) => Some(shards),
                _ => {
                    cx.faults.add(spot, format!("`shards: {shards}` cannot be"), "a table has from 1 to 64000 shards");
                    return None;
                }
            },
            None => None,
        };
        let colocate_with = match &self.colocate_with {
            Some(text) => {
                let parts = cx.parsed(text, name::parts(&text.value))?;
                let (schema, table) = cx.table(text, parts)?;
                Some(cx.table_id(&schema, &table))
            }
            None => None,
        };
        Some(Distribution {
            sharding: if column.is_some() { Sharding::Hash } else { Sharding::SingleShard },
            column: column.map(|column| column.value.clone()),
            colocate_with,
            shards,
        })
    }
}

/// Lets every table of a group name the group's first, which alone says how many shards there are.
pub fn settle(cx: &mut Context) {
    let ids: Vec<ObjectId> = cx.schema.objects.keys().filter(|id| id.kind == Kind::Distribution).cloned().collect();
    let mut settled = Vec::new();
    for id in ids {
        let Some((own, spot)) = distribution(&id, cx) else { continue };
        let Some(named) = own.colocate_with.clone() else { continue };
        let table = id.root().clone();
        let mut first = named.clone();
        let mut way = vec![table.clone()];
        let head = loop {
            if way.contains(&first) {
                let message = format!("table {table} is colocated with itself by way of {named}");
                cx.faults.add(spot, message, "the first table of a group names none");
                return;
            }
            way.push(first.clone());
            let Some((head, _)) = distribution(&Distribution::of(&first), cx) else {
                let message = format!("table {table} is colocated with {first}, which is not distributed");
                cx.faults.add(spot, message, format!("say `citus: {{distributed_by: …}}` of {first}"));
                return;
            };
            match head.colocate_with.clone() {
                Some(above) => first = above,
                None => break head,
            }
        };
        if head.sharding != own.sharding {
            let message = format!("table {table} is colocated with {first}, which is spread in another way");
            cx.faults.add(spot, message, "both are distributed by a column, or both have a single shard");
            return;
        }
        if own.shards.is_some() && own.shards != head.shards {
            let message =
                format!("table {table} has another number of shards than {first}, with which it is colocated");
            cx.faults.add(spot, message, format!("say `shards` of {first} alone: all tables of a group have as many"));
            return;
        }
        settled.push((id, Distribution { colocate_with: Some(first), shards: None, ..own }));
    }
    for (id, distribution) in settled {
        if let Some(entry) = cx.schema.objects.get_mut(&id) {
            entry.object = distribution.into();
        }
    }
    after_keys(cx);
}

/// A table is distributed once it has the keys that it shall have: Citus looks at those that are there.
fn after_keys(cx: &mut Context) {
    let is_key = |object: &Object| match object {
        Object::Unique(_) | Object::Exclusion(_) => true,
        Object::Index(index) => index.unique,
        _ => false,
    };
    let keys = cx.schema.objects.iter().filter(|(_, entry)| is_key(&entry.object));
    let keys: Vec<ObjectId> = keys.map(|(id, _)| id.clone()).collect();
    for key in keys {
        let distribution = key.parent().map(Distribution::of);
        if let Some(entry) = distribution.and_then(|id| cx.schema.objects.get_mut(&id)) {
            entry.depends.push(key);
        }
    }
}

fn distribution(id: &ObjectId, cx: &Context) -> Option<(Distribution, Spot)> {
    let entry = cx.schema.objects.get(id)?;
    let spot = entry.place.as_ref().and_then(|place| cx.spot(place)).unwrap_or_default();
    match &entry.object {
        Object::Distribution(distribution) => Some((distribution.clone(), spot)),
        _ => None,
    }
}
