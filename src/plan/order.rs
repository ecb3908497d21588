//! One deterministic order of a graph of steps.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use petgraph::Direction;
use petgraph::graph::{DiGraph, NodeIndex};

use super::Action;
use super::graph::Node;
use crate::error::Fault;
use crate::model::{Kind, ObjectId};

/// What decides between steps that could both come next: what is made comes before what is
/// dropped, so that nothing is missing meanwhile; kinds stand in the order of documents, and in
/// the reverse order to be dropped; then names.
type Weight<'a> = (bool, usize, &'a ObjectId, Action, bool);

fn weight<'a>(node: &Node<'a>) -> Weight<'a> {
    let rank = Kind::ALL.iter().position(|kind| *kind == node.id.kind).unwrap_or_default();
    let dropping = node.action == Action::Drop;
    (dropping, if dropping { Kind::ALL.len() - rank } else { rank }, node.id, node.action, node.finishes)
}

/// The nodes, each after all that must come before it.
pub(super) fn sort<'a>(graph: DiGraph<Node<'a>, ()>) -> Vec<Node<'a>> {
    let mut waiting: Vec<usize> =
        graph.node_indices().map(|node| graph.neighbors_directed(node, Direction::Incoming).count()).collect();
    let mut ready: BinaryHeap<Reverse<(Weight<'a>, NodeIndex)>> = graph
        .node_indices()
        .filter(|node| waiting[node.index()] == 0)
        .map(|node| Reverse((weight(&graph[node]), node)))
        .collect();
    let mut order = Vec::with_capacity(graph.node_count());
    while let Some(Reverse((_, node))) = ready.pop() {
        order.push(node);
        for next in graph.neighbors(node) {
            waiting[next.index()] -= 1;
            if waiting[next.index()] == 0 {
                ready.push(Reverse((weight(&graph[next]), next)));
            }
        }
    }
    let mut place = vec![0; graph.node_count()];
    for (at, node) in order.iter().enumerate() {
        place[node.index()] = at;
    }
    let (nodes, _) = graph.into_nodes_edges();
    let mut placed: Vec<_> = nodes.into_iter().enumerate().collect();
    placed.sort_by_key(|(index, _)| place[*index]);
    placed.into_iter().map(|(_, node)| node.weight).collect()
}

/// A circle that no rule could open: a mistake in the rules, so it is shown whole.
pub(super) fn circle(graph: &DiGraph<Node<'_>, ()>, circles: &[Vec<NodeIndex>]) -> Fault {
    let name = |node: &NodeIndex| {
        let node = &graph[*node];
        format!("{:?} {} {}", node.action, node.id.kind, node.id).to_lowercase()
    };
    let lines =
        circles.iter().map(|circle| circle.iter().map(name).collect::<Vec<_>>().join(" → ")).collect::<Vec<_>>();
    Fault::new("these steps each need another of them to come first")
        .detail(lines.join("\n"))
        .hint("this is a mistake in dbtool's rules of order: please report it with both schemas")
}
