//! Circles that the objects themselves close: a view of a function that takes rows of the view, routines whose
//! bodies call one another. One of them is begun as less than it shall be, and made whole when the others are there;
//! before it is dropped it becomes as little again.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use petgraph::Direction;
use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

use super::Node;
use crate::engine::{Begun, Dialect, Sides};
use crate::model::{Object, ObjectId};
use crate::plan::Action;

type Graph<'a> = DiGraph<Node<'a>, ()>;

/// The circles that are left in a graph.
pub(super) fn circles(graph: &Graph<'_>) -> Vec<Vec<NodeIndex>> {
    tarjan_scc(graph).into_iter().filter(|circle| circle.len() > 1).collect()
}

/// Opens the circles that can be opened so, one after the other.
pub(super) fn open(graph: &mut Graph<'_>, dialect: &dyn Dialect, sides: Sides<'_>) {
    let mut opened = BTreeSet::new();
    // What needs itself alone is in no circle of steps.
    for node in graph.node_indices().collect::<Vec<_>>() {
        let id = graph[node].id;
        let of_itself = sides.after.objects.get(id).is_some_and(|entry| entry.depends.contains(id));
        if graph[node].action == Action::Create
            && of_itself
            && let Some(begun) = begun(graph, node, dialect, sides)
        {
            opened.insert(node);
            split(graph, node, &[], begun);
        }
    }
    loop {
        let mut openings = Vec::new();
        for circle in circles(graph) {
            let can = |node: &&NodeIndex| {
                !opened.contains(*node) && begun(graph, **node, dialect, sides).is_some_and(|begun| !begun.waits)
            };
            // Views before routines, whose bodies would be missed.
            let by_kind =
                circle.iter().filter(can).max_by_key(|node| (graph[**node].id.kind, Reverse(graph[**node].id)));
            openings.extend(by_kind.copied().map(|node| (node, circle)));
        }
        if openings.is_empty() {
            return;
        }
        for (node, circle) in openings {
            opened.insert(node);
            let Some(begun) = begun(graph, node, dialect, sides) else { continue };
            let whole = split(graph, node, &circle, begun);
            wait(graph, whole, &circle, dialect, sides);
        }
    }
}

/// How the object of a step can be begun; of one that goes, what it becomes before.
fn begun(graph: &Graph<'_>, node: NodeIndex, dialect: &dyn Dialect, sides: Sides<'_>) -> Option<Begun> {
    let Node { action, id, finishes, .. } = &graph[node];
    let (old, new): (Option<&Object>, _) = match action {
        _ if *finishes => return None,
        Action::Create => (None, sides.after.objects.get(*id)?),
        Action::Alter => (Some(sides.before.get(id)?), sides.after.objects.get(*id)?),
        Action::Drop => (sides.before.get(id), sides.before.objects.get(*id)?),
        _ => return None,
    };
    // A circle may be about a part of it.
    if !is_of(id) {
        return None;
    }
    dialect.begin(id, old, new, sides)
}

fn is_of(id: &ObjectId) -> bool {
    id.parent().is_none()
}

/// Makes two steps of one; the second, for which the others of the circle need not wait.
fn split<'a>(graph: &mut Graph<'a>, node: NodeIndex, circle: &[NodeIndex], begun: Begun) -> NodeIndex {
    let Node { action, id, .. } = graph[node];
    let statements = std::mem::take(&mut graph[node].statements);
    let (first, second) = match action {
        // What it becomes before it goes.
        Action::Drop => (begun.first, statements),
        Action::Create => {
            let mut rest = statements.into_iter();
            let told = rest.next();
            let mut whole = begun.whole;
            if let (Some(whole), Some(told)) = (whole.first_mut(), told) {
                whole.hazards = told.hazards;
            }
            (begun.first.into_iter().chain(rest).collect(), whole)
        }
        _ => (begun.first, statements),
    };
    graph[node].statements = first;
    let later = graph.add_node(Node { action, id, finishes: true, statements: second });
    if action == Action::Drop {
        graph[node].action = Action::Alter;
    } else {
        graph[later].action = Action::Alter;
    }
    let within = |other: NodeIndex| circle.contains(&other);
    let into: Vec<_> = graph.edges_directed(node, Direction::Incoming).map(|edge| (edge.id(), edge.source())).collect();
    let out: Vec<_> = graph.edges_directed(node, Direction::Outgoing).map(|edge| (edge.id(), edge.target())).collect();
    let mut gone = Vec::new();
    for (edge, source) in into {
        match action {
            // Who needs it goes before it goes, and does not mind that it becomes less.
            Action::Drop => {
                gone.push(edge);
                graph.add_edge(source, later, ());
            }
            _ if !within(source) => {}
            // Who needs it as it is bears that it is changed.
            Action::Alter if graph[source].action == Action::Drop => gone.push(edge),
            _ => {
                gone.push(edge);
                graph.add_edge(source, later, ());
            }
        }
    }
    for (edge, target) in out {
        let stays = match action {
            Action::Drop => within(target),
            Action::Alter => within(target) && graph[target].action != Action::Drop,
            _ => within(target),
        };
        if !stays {
            gone.push(edge);
            graph.add_edge(later, target, ());
        }
    }
    graph.add_edge(node, later, ());
    graph.retain_edges(|_, edge| !gone.contains(&edge));
    later
}

/// What takes rows from what is not whole yet is filled when it is.
fn wait(graph: &mut Graph<'_>, whole: NodeIndex, circle: &[NodeIndex], dialect: &dyn Dialect, sides: Sides<'_>) {
    for node in circle.iter().copied() {
        if graph[node].action != Action::Create {
            continue;
        }
        let Some(begun) = begun(graph, node, dialect, sides).filter(|begun| begun.waits) else { continue };
        let with_whole: Vec<NodeIndex> = circle.iter().copied().chain([whole]).collect();
        let later = split(graph, node, &with_whole, begun);
        // It needs all of them from the start.
        let back: Vec<_> = graph
            .edges_directed(later, Direction::Incoming)
            .map(|edge| edge.source())
            .filter(|source| *source != node)
            .collect();
        for source in back {
            graph.add_edge(source, node, ());
        }
        graph.add_edge(whole, later, ());
    }
}
