//! Edges that are guessed from texts, and hold only where they close no circle.

use std::collections::BTreeSet;

use petgraph::algo::tarjan_scc;
use petgraph::graph::NodeIndex;

use super::{Builder, sorted};
use crate::engine::Sides;
use crate::model::hashed::HashMap;
use crate::model::{Entry, ObjectId, Schema};
use crate::plan::Action;
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
        let mut parts: HashMap<&ObjectId, Vec<NodeIndex>> = HashMap::default();
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

    /// What needs another as it was and will not need it any more is changed before that is: a key
    /// leaves a column before that takes NULL.
    pub(super) fn who_needs_it_no_more_changes_first(&mut self) {
        let dependents = self.dependents;
        let mut guesses = Vec::new();
        for (id, node) in sorted(&self.changed) {
            for dependent in dependents.get(id).into_iter().flatten() {
                if let Some(first) = self.changed.get(dependent).copied()
                    && !self.needs(dependent).contains(&id)
                {
                    guesses.push((first, node));
                }
            }
        }
        self.guess(guesses);
    }

    /// Of what there is one only, the old one goes first: a table's primary key, whatever its name.
    pub(super) fn the_only_one_goes_first(&mut self) {
        let words = |schema: &Schema, id: &ObjectId| {
            schema.get(id).map(|object| self.dialect.sole(id, object, schema)).unwrap_or_default()
        };
        let mut gone: HashMap<String, Vec<NodeIndex>> = HashMap::default();
        let mut come: Vec<(String, NodeIndex)> = Vec::new();
        for (id, node) in sorted(&self.removed) {
            for word in words(self.before, id) {
                gone.entry(word).or_default().push(node);
            }
        }
        for (id, node) in sorted(&self.made) {
            come.extend(words(self.after, id).into_iter().map(|word| (word, node)));
        }
        for (id, node) in sorted(&self.changed) {
            let (old, new) = (words(self.before, id), words(self.after, id));
            for word in old.iter().filter(|word| !new.contains(word)) {
                gone.entry(word.clone()).or_default().push(node);
            }
            come.extend(new.into_iter().filter(|word| !old.contains(word)).map(|word| (word, node)));
        }
        let firsts = |word: &String| gone.get(word).cloned().unwrap_or_default();
        let guesses = come.iter().flat_map(|(word, last)| firsts(word).into_iter().map(|first| (first, *last)));
        let guesses = guesses.collect();
        self.guess(guesses);
    }

    /// An heir that is dropped with its link has no say in what becomes of the one above it.
    pub(super) fn an_heir_that_goes_makes_way(&mut self) {
        let mut heirs: HashMap<ObjectId, Vec<NodeIndex>> = HashMap::default();
        for (link, node) in sorted(&self.removed).into_iter().filter(|(id, _)| id.kind.is_link()) {
            let above = self.before.get(link).map(|object| object.references(link)).unwrap_or_default();
            for above in above.into_iter().filter(|_| self.graph[node].id != link) {
                heirs.entry(above).or_default().push(node);
            }
        }
        let mut guesses = Vec::new();
        for (id, last) in sorted(&self.changed).into_iter().filter(|(id, _)| id.kind.holds_data()) {
            for above in [Some(id.root()), id.parent()].into_iter().flatten() {
                guesses.extend(heirs.get(above).into_iter().flatten().map(|first| (*first, last)));
            }
        }
        self.guess(guesses);
    }

    /// Rows that a link leads to are pointed at neither when it is undone nor before it is made again.
    pub(super) fn who_points_at_rows_lets_go(&mut self) {
        let sides = Sides { before: self.before, after: self.after, online: self.online };
        let holds = |id: &ObjectId, schema: &Schema, link: &ObjectId| {
            let object = schema.get(id).filter(|_| !id.kind.holds_data() && !id.kind.is_link());
            object.is_some_and(|object| self.dialect.evicted(id, object, link, sides))
        };
        let mut guesses = Vec::new();
        let removed = sorted(&self.removed);
        for (link, last) in
            removed.iter().copied().filter(|(id, node)| id.kind.is_link() && self.graph[*node].id == *id)
        {
            let again = self.made.get(link).copied();
            for (id, first) in removed.iter().copied().filter(|(id, _)| holds(id, self.before, link)) {
                guesses.push((first, last));
                guesses.extend(again.zip(self.made.get(id).copied()));
            }
        }
        self.guess(guesses);
    }

    /// What is handed down, and an heir's own as well, goes above first: only then is it the heir's alone.
    pub(super) fn what_is_handed_down_goes_above_first(&mut self) {
        let mut sources: HashMap<&ObjectId, Vec<ObjectId>> = HashMap::default();
        for (link, entry) in self.before.objects.iter().filter(|(link, _)| link.kind.is_link()) {
            if let Some(heir) = link.parent() {
                sources.entry(heir).or_default().extend(entry.object.references(link));
            }
        }
        let mut guesses = Vec::new();
        for (id, node) in sorted(&self.removed).into_iter().filter(|(id, _)| !id.kind.is_link()) {
            for source in id.parent().and_then(|heir| sources.get(heir)).into_iter().flatten() {
                let above = id.within(source);
                guesses.extend(self.removed.get(&above).map(|first| (*first, node)));
            }
        }
        self.guess(guesses);
    }

    /// While two hand it down a server lets neither be changed: one that is to do so no more goes first, one that is
    /// to do so from now on comes last.
    pub(super) fn who_hands_it_down_alone_changes_it(&mut self) {
        let mut sources: HashMap<ObjectId, BTreeSet<ObjectId>> = HashMap::default();
        for (link, entry) in self.before.objects.iter().filter(|(link, _)| link.kind.is_link()) {
            let above = entry.object.references(link);
            for source in above.iter().filter(|_| above.len() > 1) {
                sources.entry(source.clone()).or_default().extend(above.iter().filter(|it| *it != source).cloned());
            }
        }
        let mut guesses = Vec::new();
        for (id, node) in sorted(&self.changed) {
            for other in id.parent().and_then(|above| sources.get(above)).into_iter().flatten() {
                let part = id.within(other);
                guesses.extend(self.removed.get(&part).map(|first| (*first, node)));
                guesses.extend(self.made.get(&part).map(|last| (node, *last)));
            }
        }
        self.guess(guesses);
    }

    /// What acts upon statements, or upon what they make, is there when all else is done, and goes first
    /// or last: event triggers, default privileges.
    pub(super) fn what_acts_on_statements_stays_out_of_the_way(&mut self) {
        let acts = |id: &ObjectId| id.kind.acts_on_statements() || id.root().kind.acts_on_statements();
        let all: Vec<NodeIndex> = self.graph.node_indices().filter(|node| !acts(self.graph[*node].id)).collect();
        let mut guesses = Vec::new();
        for node in self.graph.node_indices().filter(|node| acts(self.graph[*node].id)) {
            let of = &self.graph[node];
            let first = of.action == Action::Drop && of.id.root().kind.fires();
            guesses.extend(all.iter().map(|other| if first { (node, *other) } else { (*other, node) }));
        }
        self.guess(guesses);
    }

    /// What is made anew stands on other things than before, which are gone by then: a foreign key
    /// takes any index that is there and fits.
    pub(super) fn what_it_stood_on_has_changed_first(&mut self) {
        let mut guesses = Vec::new();
        for (id, node) in sorted(&self.made).into_iter().filter(|(id, _)| self.removed.contains_key(id)) {
            let stood_on = self.before.objects.get(id).map(|entry| entry.depends.as_slice()).unwrap_or_default();
            for needed in stood_on.iter().filter(|needed| !self.needs(id).contains(needed)) {
                let last = [self.removed.get(needed), self.changed.get(needed)];
                guesses.extend(last.into_iter().flatten().map(|last| (*last, node)));
            }
        }
        self.guess(guesses);
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
    pub(super) fn guess(&mut self, mut guesses: Vec<(NodeIndex, NodeIndex)>) {
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
