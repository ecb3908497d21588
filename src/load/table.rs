//! `tables:`

use super::column::{ColumnModel, LongColumn};
use super::constraint::{
    CheckModel, ExclusionModel, PrimaryModel, UniqueModel, build_check, build_exclusion, build_key,
};
use super::context::{Context, Item, Known, values};
use super::cql::KeyModel;
use super::document::Part;
use super::foreign_key::{ForeignKeyModel, build_foreign_key};
use super::grant::Rights;
use super::heir::PartitionModel;
use super::index::{IndexModel, build_index};
use super::node::Spot;
use super::policy::{PolicyModel, build_policy};
use super::read::{At, Form, Named, Text, choice, mapping, nearest};
use super::rule::{RuleModel, build_rule};
use super::trigger::{CopyState, TriggerModel, build_comment, build_state, build_trigger};
use crate::engine::Engine;
use crate::model::{ForeignTable, Kind, Object, ObjectId, Options, Persistence, ReplicaIdentity, Table};

mapping! {
    /// A table.
    pub struct TableModel, "a table" {
        /// Its columns in order, each a type or a mapping.
        columns "columns": Named<ColumnModel>,
        /// The primary key: its columns, or a mapping. It makes its columns `not_null`.
        primary_key "primary_key": Option<PrimaryModel>,
        /// Unique constraints by name: their columns, or a mapping.
        unique "unique": Named<UniqueModel>,
        /// Check constraints by name: the condition, or a mapping.
        checks "checks": Named<CheckModel>,
        /// Exclusion constraints by name.
        exclude "exclude": Named<ExclusionModel>,
        /// Foreign keys by name.
        foreign_keys "foreign_keys": Named<ForeignKeyModel>,
        /// Indexes by name, those of constraints left out: their keys, or a mapping.
        indexes "indexes": Named<IndexModel>,
        /// Triggers by name.
        triggers "triggers": Named<TriggerModel>,
        /// Where a partition's copies of its partitioned table's triggers fire otherwise than those, by the
        /// triggers' names: `enabled`, `disabled`, `replica` or `always`.
        trigger_states "trigger_states": Named<CopyState>,
        /// What is said of a partition's copies of its partitioned table's triggers, by the triggers' names.
        trigger_comments "trigger_comments": Named<Text>,
        /// Row-level security policies by name; `row_security` puts them in force.
        policies "policies": Named<PolicyModel>,
        /// Rewrite rules by name: the definition, or a mapping.
        rules "rules": Named<RuleModel>,
        /// Whether it is not logged, and emptied by a crash.
        unlogged "unlogged": bool,
        /// The table access method where it is not `heap`.
        access_method "access_method": Option<Text>,
        /// The tablespace where it is not the database's.
        tablespace "tablespace": Option<Text>,
        /// Storage parameters, `fillfactor: 70`; those of its TOAST table as `toast.NAME`.
        options "options": Options,
        /// How its rows are divided among partitions: `RANGE (day)`, `LIST (…)` or `HASH (…)`.
        partition_by "partition_by": Option<Text>,
        /// The partitioned table that it is a partition of, and which rows are in it. What that table
        /// has and this one does not mention, it has too.
        partition_of "partition_of": Option<PartitionModel>,
        /// The tables that it inherits from. Columns that it mentions itself are its own, too.
        inherits "inherits": Vec<Text>,
        /// Where the rows of a foreign table are.
        foreign "foreign": Option<ForeignModel>,
        /// The composite type that a typed table goes by, as SQL wants it.
        of_type "of_type": Option<Text>,
        /// Whether someone else makes and alters this table, Supabase's `auth.users`, say. Nothing
        /// that it is made of is written; its triggers, policies, rules, indexes, comment and grants
        /// that are, are added to it.
        external "external": bool,
        /// Whether the model names this table's partitions, `managed`, or leaves them to the database,
        /// `external`: to pg_partman, say.
        partitions "partitions": Option<Partitions>,
        /// What of an old row is logged for logical replication: `default`, `nothing`, `full` or
        /// `{index: NAME}`.
        replica_identity "replica_identity": Option<Form<ReplicaIdentity, ReplicaIndex>>,
        /// Whether row-level security is on.
        row_security "row_security": bool,
        /// Whether row-level security binds the table's owner too.
        force_row_security "force_row_security": bool,
        /// The index that `CLUSTER` goes by.
        cluster_on "cluster_on": Option<Text>,
        /// How Citus spreads it over its nodes: `reference`, `local`, `single_shard`, or by which column.
        /// Partitions go with their partitioned table.
        citus "citus": Option<At<super::citus::Spread>>,
        .. key: KeyModel,
        .. rights: Rights,
    }
}

choice!(ReplicaIdentity, "a replica identity" {
    "default" => ReplicaIdentity::Default,
    "nothing" => ReplicaIdentity::Nothing,
    "full" => ReplicaIdentity::Full,
});

mapping! {
    /// Where the rows of a foreign table are.
    pub struct ForeignModel, "a foreign table's place" {
        /// The foreign server.
        server "server": Text,
        /// The wrapper's options: `table_name`, say. For a secret stands the name of a variable of the
        /// environment: `${NAME}`.
        options "options": Named<Text>,
    }
}

/// Who makes a table's partitions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Partitions {
    /// The model.
    Managed,
    /// Someone else.
    External,
}

choice!(Partitions, "who makes partitions" {
    "managed" => Partitions::Managed,
    "external" => Partitions::External,
});

mapping! {
    /// A replica identity by index.
    pub struct ReplicaIndex, "a replica identity" {
        /// The unique index.
        index "index": Text,
    }
}

/// A table that is being built.
#[derive(Clone, Copy, Debug)]
pub struct Home<'a> {
    /// Its id.
    pub id: &'a ObjectId,
    /// Its schema.
    pub schema: &'a str,
    /// Its name.
    pub name: &'a str,
}

impl Home<'_> {
    /// Schema and name.
    pub fn key(&self) -> (&str, &str) {
        (self.schema, self.name)
    }
}

/// `range (day)` as the server writes it: `RANGE (day)`.
fn uppercase_first(text: &str) -> String {
    let (word, rest) = text.split_at(text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len()));
    format!("{}{rest}", word.to_uppercase())
}

/// The columns that say something beside their type.
pub fn long(columns: &Named<ColumnModel>) -> impl Iterator<Item = (&Text, &LongColumn)> {
    columns.0.iter().filter_map(|(name, column)| match column {
        Form::Short(_) => None,
        Form::Long(long) => Some((name, long)),
    })
}

impl Part for TableModel {
    fn rank(item: &Item<'_, Self>, cx: &Context) -> usize {
        super::heir::rank(&(item.schema.to_owned(), item.name.to_owned()), cx)
    }

    fn declare(item: &Item<'_, Self>, cx: &mut Context) {
        let body = item.body;
        let schema = item.schema;
        cx.declare_relation(schema, item.name, "table", item.spot);
        cx.declare_type(schema, item.name, "table", item.spot);
        let explicit = body.primary_key.as_ref().map(|key| values(key.columns()));
        // What the server orders rows by refuses NULL without being asked.
        let explicit = if cx.engine == Engine::Cassandra { Some(Vec::new()) } else { explicit };
        let primary = explicit.unwrap_or_else(|| {
            let keys =
                long(&body.columns).filter(|(_, column)| column.primary_key.as_ref().is_some_and(|key| key.value));
            keys.map(|(name, _)| name.value.clone()).collect()
        });
        let columns = body.columns.0.iter().map(|(name, _)| name.value.clone()).collect();
        super::heir::declare((schema.to_owned(), item.name.to_owned()), body, cx);
        cx.tables.entry((schema.to_owned(), item.name.to_owned())).or_insert(Known {
            columns,
            primary,
            foreign: body.foreign.is_some(),
            external: body.external,
        });
        // Names that are written come before those that are chosen, which then step aside.
        let primary = body.primary_key.as_ref().and_then(PrimaryModel::name);
        let unique = body.unique.0.iter().map(|(name, _)| name);
        let exclude = body.exclude.0.iter().map(|(name, _)| name);
        for name in primary.into_iter().chain(unique).chain(exclude) {
            cx.declare_relation(schema, &name.value, "index", name.spot);
            cx.declare_constraint(schema, &name.value);
        }
        for (name, _) in &body.indexes.0 {
            cx.declare_relation(schema, &name.value, "index", name.spot);
        }
        let checks = body.checks.0.iter().map(|(name, _)| name);
        let foreign = body.foreign_keys.0.iter().map(|(name, _)| name);
        for name in checks.chain(foreign) {
            cx.declare_constraint(schema, &name.value);
        }
    }

    fn build(item: &Item<'_, Self>, cx: &mut Context) {
        let body = item.body;
        let id = cx.table_id(item.schema, item.name);
        let home = Home { id: &id, schema: item.schema, name: item.name };
        if body.external {
            super::borrowed::build(home, body, item.spot, cx);
            return;
        }
        let value = |text: &Option<Text>| text.as_ref().map(|text| text.value.clone());
        let row_key = if cx.engine == Engine::Cassandra {
            body.key.build(home, body.primary_key.as_ref(), item.spot, cx)
        } else {
            body.key.refuse(cx);
            None
        };
        let table = Table {
            persistence: if body.unlogged { Persistence::Unlogged } else { Persistence::Permanent },
            // One that is divided has none by itself, but that of partitions to come.
            access_method: value(&body.access_method).filter(|method| method != "heap" || body.partition_by.is_some()),
            tablespace: value(&body.tablespace),
            partition_by: value(&body.partition_by).map(|text| uppercase_first(&text)),
            of_type: value(&body.of_type),
            options: body.options.clone(),
            row_key,
            replica_identity: match &body.replica_identity {
                None => ReplicaIdentity::Default,
                Some(Form::Short(word)) => word.clone(),
                Some(Form::Long(index)) => ReplicaIdentity::Index(index.index.value.clone()),
            },
            row_security: body.row_security,
            force_row_security: body.force_row_security,
            cluster_on: value(&body.cluster_on),
        };
        let mut object = match &body.foreign {
            None => Object::Table(table),
            Some(foreign) => {
                if table != Table::default() {
                    let hint =
                        "a foreign table has columns, checks, triggers and `foreign`, and nothing that is stored here";
                    cx.faults.add(
                        item.spot,
                        format!("the foreign table `{}` has what only a table has", item.name),
                        hint,
                    );
                }
                let server = foreign.server.value.clone();
                let (options, secrets) = super::foreign::options(&foreign.options, cx);
                Object::ForeignTable(ForeignTable { server, options, secrets })
            }
        };
        let columnar = super::citus::build_columnar(home, &mut object, item.spot, cx);
        if !cx.insert(&id, object, item.spot) {
            return;
        }
        if let Some(columnar) = columnar {
            cx.insert(&ObjectId::child(&id, Kind::Columnar, ""), columnar, item.spot);
        }
        body.rights.build(&id, cx);
        super::heir::build_link(home, body, item.spot, cx);
        if body.partitions == Some(Partitions::External) {
            cx.schema.external.insert(id.clone());
        }
        let columns = cx.tables.get(&(item.schema.to_owned(), item.name.to_owned()));
        let columns = columns.map(|known| known.columns.clone()).unwrap_or_default();
        for column in &columns {
            match body.columns.0.iter().find(|(name, _)| name.value == *column) {
                Some((name, column)) => super::column::build_column(home, name, column, body.unlogged, cx),
                None => super::heir::copy_column(home, column, item.spot, cx),
            }
        }
        keys(home, body, item.spot, cx);
        for (name, check) in &body.checks.0 {
            build_check(home, &name.value, check, name.spot, cx);
        }
        for (name, exclusion) in &body.exclude.0 {
            build_exclusion(home, name, exclusion, cx);
        }
        for (name, key) in &body.foreign_keys.0 {
            build_foreign_key(home, name, key, cx);
        }
        super::column::build_constraints(home, &body.columns, cx);
        for (name, index) in &body.indexes.0 {
            build_index(home, name, index, cx);
        }
        super::heir::copy_parts(home, item.spot, cx);
        super::citus::build(home, body, cx);
        build_attached(home, body, cx);
        named_indexes(home, body, cx);
    }
}

/// The triggers, policies and rules.
pub fn build_attached(home: Home<'_>, body: &TableModel, cx: &mut Context) {
    for (name, trigger) in &body.triggers.0 {
        build_trigger(home, name, trigger, cx);
    }
    for (name, state) in &body.trigger_states.0 {
        build_state(home, name, *state, cx);
    }
    for (name, text) in &body.trigger_comments.0 {
        build_comment(home, name, text, cx);
    }
    for (name, policy) in &body.policies.0 {
        build_policy(home, name, policy, cx);
    }
    for (name, rule) in &body.rules.0 {
        build_rule(home, name, rule, cx);
    }
}

/// The primary key and the unique constraints, those on columns among them.
fn keys(home: Home<'_>, body: &TableModel, spot: Spot, cx: &mut Context) {
    if cx.engine == Engine::Cassandra {
        return;
    }
    let on_columns: Vec<(&Text, Spot)> = long(&body.columns)
        .filter_map(|(name, column)| column.primary_key.as_ref().filter(|key| key.value).map(|key| (name, key.spot)))
        .collect();
    let mut first = body.primary_key.as_ref().and_then(|key| key.columns().first()).map(|column| column.spot);
    for (_, at) in &on_columns {
        if let Some(first) = first {
            let also = cx.place(first).map(|place| place.to_string()).unwrap_or_default();
            let hint = format!("the other is at {also}; a key of several columns is written `primary_key: [a, b]`");
            cx.faults.add(*at, format!("table `{}` has two primary keys", home.name), hint);
            return;
        }
        first = Some(*at);
    }
    if let Some(key) = &body.primary_key {
        let name = key.name().cloned();
        let at = name.as_ref().map(|name| name.spot).or_else(|| key.columns().first().map(|column| column.spot));
        build_key(home, name.map(|name| name.value), &key.parts(), true, at.unwrap_or(spot), cx);
    } else if let [(name, at)] = on_columns.as_slice() {
        build_key(home, None, &UniqueModel::Short(vec![(*name).clone()]), true, *at, cx);
    }
    for (name, key) in &body.unique.0 {
        build_key(home, Some(name.value.clone()), key, false, name.spot, cx);
    }
}

/// `cluster_on` and `replica_identity` name an index of this table.
fn named_indexes(home: Home<'_>, body: &TableModel, cx: &mut Context) {
    let replica = match &body.replica_identity {
        Some(Form::Long(index)) => Some(&index.index),
        Some(Form::Short(_)) | None => None,
    };
    for named in replica.into_iter().chain(&body.cluster_on) {
        check_index(home, named, "table", cx);
    }
}

/// Refuses an index that a table or materialized view does not have.
pub fn check_index(home: Home<'_>, named: &Text, what: &str, cx: &mut Context) {
    let with_index = [Kind::Index, Kind::Unique, Kind::Exclusion];
    let there =
        with_index.iter().any(|kind| cx.schema.get(&ObjectId::child(home.id, *kind, named.value.as_str())).is_some());
    if !there {
        let parts = cx.schema.objects.keys().rev().take_while(|id| home.id != *id);
        let names: Vec<&str> = parts.filter(|id| with_index.contains(&id.kind)).map(|id| &*id.name).collect();
        let near = nearest(&named.value, names).map(|near| format!("did you mean `{near}`?")).unwrap_or_default();
        cx.faults.add(named.spot, format!("{what} `{}` has no index `{}`", home.name, named.value), near);
    }
}
