//! What needs itself.

use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::{ObjectId, Schema};
use crate::model::hashed::{HashMap, HashSet};

impl Schema {
    /// What needs itself by way of others, as a server's catalog says.
    pub fn circular(&self) -> HashSet<&ObjectId> {
        let mut graph: DiGraph<&ObjectId, ()> = DiGraph::new();
        // What needs nothing is in no circle.
        let needy = self.objects.iter().filter(|(_, entry)| !entry.depends.is_empty());
        let nodes: HashMap<&ObjectId, NodeIndex> = needy.map(|(id, _)| (id, graph.add_node(id))).collect();
        for (id, entry) in &self.objects {
            for needed in &entry.depends {
                if let (Some(from), Some(to)) = (nodes.get(id), nodes.get(needed)) {
                    graph.add_edge(*from, *to, ());
                }
            }
        }
        let circles = tarjan_scc(&graph).into_iter().filter(|circle| circle.len() > 1);
        circles.flatten().map(|node| graph[node]).collect()
    }
}
