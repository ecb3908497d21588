//! Edges that are guessed from texts, and hold only where they close no circle.

use std::collections::{BTreeSet, HashMap};

use petgraph::algo::tarjan_scc;
use petgraph::graph::NodeIndex;

use super::{Builder, sorted};
use crate::model::{Entry, ObjectId};
use crate::plan::names::Names;

impl Builder<'_, '_> {
    /// Text that no catalog has taken apart.
    pub(super) fn what_a_text_mentions_comes_first(&mut self) {
        let names = Names::new(self.made.keys().chain(self.changed.keys()).map(|id| id.root()));
        let parts = self.parts_that_are_made();
        let mut guesses = Vec::new();
        for (id, node) in self.touched() {
            let own = self.uses_its_table_unsaid(id).then(|| parts.get(id.root()));
            let own = own.flatten();
            guesses.extend(own.into_iter().flatten().map(|first| (*first, node)));
            let mut mentioned = names.mentioned(self.after, id);
            mentioned.sort();
            for other in mentioned {
                let firsts = [self.made.get(other), self.changed.get(other), self.completed.get(other)];
                for first in firsts.into_iter().flatten() {
                    guesses.push((*first, node));
                }
                guesses.extend(parts.get(other).into_iter().flatten().map(|first| (*first, node)));
            }
        }
        self.guess(guesses);
    }

    /// Whether it stands on a table and has a text of which no catalog tells what it uses: a trigger.
    fn uses_its_table_unsaid(&self, id: &ObjectId) -> bool {
        let stands = id.parent().is_some_and(|parent| parent.parent().is_none()) && !id.kind.holds_data();
        let unsaid = |entry: &Entry| entry.depends.is_empty() && !entry.object.texts().is_empty();
        stands && self.after.objects.get(id).is_some_and(unsaid)
    }

    /// The columns that are made or changed, by table, where no catalog tells which of them a text uses:
    /// a view or a trigger waits for all of what it mentions.
    fn parts_that_are_made(&self) -> HashMap<&ObjectId, Vec<NodeIndex>> {
        let mut parts: HashMap<&ObjectId, Vec<NodeIndex>> = HashMap::new();
        if !self.after.ordered {
            return parts;
        }
        for (id, node) in sorted(&self.made).into_iter().chain(sorted(&self.changed)) {
            if id.parent().is_some() && id.kind.holds_data() {
                parts.entry(id.root()).or_default().push(node);
            }
        }
        parts
    }

    /// What belongs to types works in a text that never names it.
    pub(super) fn what_works_unnamed_comes_first(&mut self) {
        let mut guesses = Vec::new();
        let made = sorted(&self.made).into_iter();
        let unnamed: Vec<_> = made.filter(|(id, _)| id.kind.works_unnamed()).map(|(_, node)| node).collect();
        for (id, node) in if unnamed.is_empty() { Vec::new() } else { self.touched() } {
            if !id.kind.works_unnamed() && self.after.get(id).is_some_and(|object| !object.texts().is_empty()) {
                guesses.extend(unnamed.iter().map(|first| (*first, node)));
            }
        }
        self.guess(guesses);
    }

    /// Draws edges that need not hold: those that would close a circle are left out, for a
    /// function's body need not be satisfied when it is created.
    fn guess(&mut self, mut guesses: Vec<(NodeIndex, NodeIndex)>) {
        guesses.retain(|edge| edge.0 != edge.1 && !self.known.contains(edge));
        guesses.sort_by_key(|(from, to)| (self.graph[*from].id, self.graph[*to].id));
        guesses.dedup();
        let edges: Vec<_> = guesses.iter().map(|(from, to)| self.graph.add_edge(*from, *to, ())).collect();
        let mut circle_of = vec![0; self.graph.node_count()];
        for (number, circle) in tarjan_scc(&self.graph).iter().enumerate() {
            for node in circle {
                circle_of[node.index()] = number;
            }
        }
        let closing: BTreeSet<_> = edges
            .iter()
            .zip(&guesses)
            .filter(|(_, (from, to))| circle_of[from.index()] == circle_of[to.index()])
            .map(|(edge, _)| *edge)
            .collect();
        self.graph.retain_edges(|_, edge| !closing.contains(&edge));
    }
}
