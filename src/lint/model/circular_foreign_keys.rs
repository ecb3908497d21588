//! `circular-foreign-keys`: tables that refer to each other in a circle.

use std::collections::BTreeMap;

use petgraph::algo::tarjan_scc;
use petgraph::graph::DiGraph;

use super::{ModelRule, View, Wrong};
use crate::engine::Engine;
use crate::lint::Severity;
use crate::model::{ForeignKey, ObjectId};

pub(super) const RULE: ModelRule = ModelRule {
    code: "circular-foreign-keys",
    severity: Severity::Note,
    title: "tables that refer to each other in a circle",
    why: "No table comes first when rows are written, deleted, copied or restored; where every column of the circle is \
          NOT NULL and no key is deferrable, no first row can be written at all.",
    remedy: "let one key of the circle be deferrable or its columns hold NULL, or keep that reference in a table between \
             the two",
    engines: &[Engine::Postgresql, Engine::Mysql],
    bad: "tables:\n  t: {columns: {id: bigint, u_id: {type: bigint, references: u, index: true}}, primary_key: [id]}\n  u: {columns: {id: bigint, t_id: {type: bigint, references: t, index: true}}, primary_key: [id]}",
    good: "tables:\n  t: {columns: {id: bigint, up: {type: bigint, references: t, index: true}}, primary_key: [id]}\n  u: {columns: {id: bigint, t_id: {type: bigint, references: t, index: true}}, primary_key: [id]}",
    check,
    fix: None,
};

/// Its name, its table and what it says.
type Key<'a> = (&'a ObjectId, &'a ObjectId, &'a ForeignKey);

fn check(view: &View<'_>) -> Vec<Wrong> {
    let mut graph = DiGraph::new();
    let mut nodes = BTreeMap::new();
    let keys = view.all::<ForeignKey>().filter_map(|(id, key)| Some((id, id.parent()?, key)));
    // One that leads back to its own table is no circle of several.
    let keys: Vec<Key<'_>> = keys.filter(|(_, table, key)| **table != key.references).collect();
    for (_, table, key) in &keys {
        let [from, to] =
            [*table, &key.references].map(|table| *nodes.entry(table).or_insert_with(|| graph.add_node(table)));
        graph.add_edge(from, to, ());
    }
    let mut circles: Vec<Vec<&ObjectId>> = tarjan_scc(&graph)
        .into_iter()
        .filter(|circle| circle.len() > 1)
        .map(|circle| {
            let mut tables: Vec<&ObjectId> = circle.into_iter().map(|node| graph[node]).collect();
            tables.sort();
            tables
        })
        .collect();
    circles.sort();
    circles.into_iter().filter_map(|tables| told(view, &keys, &tables)).collect()
}

fn told(view: &View<'_>, keys: &[Key<'_>], tables: &[&ObjectId]) -> Option<Wrong> {
    let within = |table: &ObjectId| tables.contains(&table);
    let within: Vec<_> = keys.iter().filter(|(_, table, key)| within(table) && within(&key.references)).collect();
    let must = |table: &ObjectId, key: &ForeignKey| {
        let required = |name: &String| view.column(table, name).is_some_and(|column| column.not_null);
        !key.deferrable && key.columns.iter().all(required)
    };
    let names: Vec<String> = tables.iter().map(ToString::to_string).collect();
    let stuck = within.iter().all(|(_, table, key)| must(table, key));
    let end = if stuck { ", and no first row can be written" } else { "" };
    let (first, ..) = within.first()?;
    Some(Wrong::at(first, format!("{} refer to each other in a circle{end}", names.join(", "))))
}
