//! Steps on one relation that can be one statement are one: `ALTER TABLE t ADD COLUMN …, ADD KEY …`.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::Action;
use super::graph::Node;
use crate::engine::{Clause, Statement};
use crate::model::Schema;

/// Joins the nodes of each group, but for those groups whose joining would close a circle.
pub(super) fn join<'a>(
    mut graph: DiGraph<Node<'a>, ()>,
    before: &'a Schema,
    after: &'a Schema,
) -> DiGraph<Node<'a>, ()> {
    split(&mut graph);
    let mut groups: BTreeMap<String, Vec<NodeIndex>> = BTreeMap::new();
    for node in graph.node_indices() {
        if let Some(group) = group(&graph[node]) {
            groups.entry(group.to_owned()).or_default().push(node);
        }
    }
    if groups.is_empty() {
        return graph;
    }
    let mut apart: BTreeSet<String> = BTreeSet::new();
    loop {
        let mut place: Vec<NodeIndex> = graph.node_indices().collect();
        for (name, members) in groups.iter().filter(|(name, _)| !apart.contains(*name)) {
            let Some(first) = members.first() else { continue };
            let _ = name;
            for member in members {
                place[member.index()] = *first;
            }
        }
        let joined = contracted(&graph, &place);
        let circles: Vec<Vec<NodeIndex>> = tarjan_scc(&joined).into_iter().filter(|circle| circle.len() > 1).collect();
        let closing: Vec<String> = groups
            .iter()
            .filter(|(name, members)| {
                let first = members.first().filter(|_| members.len() > 1 && !apart.contains(*name));
                first.is_some_and(|first| circles.iter().any(|circle| circle.contains(first)))
            })
            .map(|(name, _)| name.clone())
            .collect();
        if closing.is_empty() {
            return with_statements(graph, &joined, &place, before, after);
        }
        apart.extend(closing);
    }
}

/// Makes a chain of each node whose statements are of several groups: the first of them is what others
/// wait for, the rest are single statements that come after it.
fn split(graph: &mut DiGraph<Node<'_>, ()>) {
    for node in graph.node_indices().collect::<Vec<_>>() {
        let name = |statement: &Statement| statement.clause.as_ref().map(|clause| clause.group.clone());
        let mut runs: Vec<(Option<String>, Vec<Statement>)> = Vec::new();
        for statement in std::mem::take(&mut graph[node].statements) {
            let name = name(&statement);
            match runs.last_mut() {
                Some((last, run)) if *last == name || name.is_none() => run.push(statement),
                _ => runs.push((name, vec![statement])),
            }
        }
        let mut runs = runs.into_iter().map(|(_, run)| run);
        graph[node].statements = runs.next().unwrap_or_default();
        let mut last = node;
        for statements in runs {
            let Node { action, id, finishes, .. } = graph[node];
            let next = graph.add_node(Node { action, id, finishes, statements });
            graph.add_edge(last, next, ());
            last = next;
        }
    }
}

/// The group that all of a node's statements are of.
fn group<'n>(node: &'n Node<'_>) -> Option<&'n str> {
    let mut groups =
        node.statements.iter().map(|statement| statement.clause.as_ref().map(|clause| clause.group.as_str()));
    let first = groups.next()??;
    groups.all(|other| other == Some(first)).then_some(first)
}

/// The graph's shape with some nodes put together; the others stay as they are, alone.
fn contracted(graph: &DiGraph<Node<'_>, ()>, place: &[NodeIndex]) -> DiGraph<(), ()> {
    let mut joined = DiGraph::new();
    for _ in graph.node_indices() {
        joined.add_node(());
    }
    for edge in graph.edge_indices() {
        let Some((from, to)) = graph.edge_endpoints(edge) else { continue };
        let (from, to) = (place[from.index()], place[to.index()]);
        if from != to {
            joined.update_edge(from, to, ());
        }
    }
    joined
}

fn with_statements<'a>(
    graph: DiGraph<Node<'a>, ()>,
    joined: &DiGraph<(), ()>,
    place: &[NodeIndex],
    before: &'a Schema,
    after: &'a Schema,
) -> DiGraph<Node<'a>, ()> {
    let (nodes, _) = graph.into_nodes_edges();
    let mut members: BTreeMap<usize, Vec<Node<'a>>> = BTreeMap::new();
    for (index, node) in nodes.into_iter().enumerate() {
        members.entry(place[index].index()).or_default().push(node.weight);
    }
    let mut result = DiGraph::new();
    let mut new_place: BTreeMap<usize, NodeIndex> = BTreeMap::new();
    for (index, nodes) in members {
        if let Some(node) = one(nodes, before, after) {
            new_place.insert(index, result.add_node(node));
        }
    }
    for edge in joined.edge_indices() {
        if let Some((from, to)) = joined.edge_endpoints(edge)
            && let (Some(from), Some(to)) = (new_place.get(&from.index()), new_place.get(&to.index()))
        {
            result.update_edge(*from, *to, ());
        }
    }
    result
}

/// Several nodes as one, on behalf of the relation that they are all about.
fn one<'a>(mut nodes: Vec<Node<'a>>, before: &'a Schema, after: &'a Schema) -> Option<Node<'a>> {
    if nodes.len() < 2 {
        return nodes.pop().map(|node| Node { statements: statements(node.statements), ..node });
    }
    let first = nodes.first()?;
    let root = first.id.root();
    let id =
        [after, before].iter().find_map(|schema| schema.objects.get_key_value(root)).map_or(first.id, |(id, _)| id);
    let all = nodes.into_iter().flat_map(|node| node.statements).collect();
    Some(Node { action: Action::Alter, id, finishes: false, statements: statements(all) })
}

/// A statement's clauses that can be one statement, joined; the same clause twice is there once.
fn statements(all: Vec<Statement>) -> Vec<Statement> {
    let mut result: Vec<Statement> = Vec::new();
    let mut open: Vec<Statement> = Vec::new();
    for statement in all {
        let group = |statement: &Statement| statement.clause.as_ref().map(|clause| clause.group.clone());
        if open.last().is_some_and(|last| group(last) != group(&statement)) {
            result.extend(closed(std::mem::take(&mut open)));
        }
        if statement.clause.is_some() {
            open.push(statement);
        } else {
            result.push(statement);
        }
    }
    result.extend(closed(open));
    result
}

/// Clauses of one group as one statement; the same text twice is there once.
pub(super) fn closed(clauses: Vec<Statement>) -> Option<Statement> {
    let mut parts: Vec<(Clause, Statement)> = Vec::new();
    let mut clauses: Vec<_> = clauses.into_iter().filter_map(|it| Some((it.clause.clone()?, it))).collect();
    clauses.sort_by_key(|(clause, _)| clause.order);
    for (clause, statement) in clauses {
        match parts.iter_mut().find(|(other, _)| other.text == clause.text) {
            Some((_, same)) => take(same, statement),
            None => parts.push((clause, statement)),
        }
    }
    let mut rest = parts.iter();
    let (first, statement) = rest.next()?;
    let (mut statement, mut text) = (statement.clone(), first.text.clone());
    for (clause, other) in rest {
        take(&mut statement, other.clone());
        text.push_str(if clause.ends { "\n    " } else { ",\n    " });
        text.push_str(&clause.text);
    }
    if parts.len() > 1 {
        statement.sql = format!("{}\n    {text}", first.head);
        statement.joined = parts.into_iter().map(|(_, statement)| statement).collect();
    }
    Some(statement)
}

/// What is known of one statement beside its text, said of another.
fn take(statement: &mut Statement, other: Statement) {
    let new = other.hazards.into_iter().filter(|hazard| !statement.hazards.contains(hazard));
    statement.hazards.extend(new.collect::<Vec<_>>());
    statement.loses |= other.loses;
    statement.transactional &= other.transactional;
}
